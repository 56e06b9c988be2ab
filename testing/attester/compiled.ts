import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles a C program, with every warning an error. @returns its path @throws Error with what the compiler says */
export function compiled(folder: string, source: string, name: string, ...words: readonly string[]): string {
  const made = join(folder, name);
  const strict = ['-O2', '-Wall', '-Wextra', '-Werror'];
  const { status, stderr } = spawnSync('cc', [...strict, ...words, '-o', made, source], { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return made;
}
