import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A runtime of JavaScript other than Node, as npm hands it out for this kind of machine. */
type Runtime = {
  readonly package: string;
  readonly version: string;
  readonly program: string;
  readonly words: readonly string[];
};

const ARCHITECTURE = { x64: { bun: 'x64', deno: 'x64-glibc' }, arm64: { bun: 'aarch64', deno: 'arm64-glibc' } } as const;

function known(): Readonly<Record<string, Runtime>> {
  if (process.platform !== 'linux' || !(process.arch === 'x64' || process.arch === 'arm64')) return {};
  const { bun, deno } = ARCHITECTURE[process.arch];
  return {
    Bun: { package: `@oven/bun-linux-${bun}`, version: '1.4.5', program: 'bin/bun', words: ['run'] },
    Deno: { package: `@deno/linux-${deno}`, version: '2.9.6', program: 'deno', words: ['run', '--allow-all', '--quiet'] },
  };
}

const CACHE = '.cache/runtimes';

/** The words that run a module in each runtime that could be had, by its name; those that could not are told of. */
export function runtimes(): ReadonlyMap<string, readonly [string, ...string[]]> {
  const found = new Map<string, readonly [string, ...string[]]>();
  for (const [name, { package: from, version, program, words }] of Object.entries(known())) {
    const folder = join(CACHE, `${name.toLowerCase()}-${version}`);
    const path = join(process.cwd(), folder, 'node_modules', from, program);
    if (!existsSync(path)) install(folder, `${from}@${version}`);
    if (existsSync(path)) found.set(name, [path, ...words]);
    else console.log(`skipped: tests in ${name}, which could not be had (${from})`);
  }
  return found;
}

function install(folder: string, what: string): void {
  mkdirSync(folder, { recursive: true });
  const words = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, what];
  spawnSync('npm', words, { stdio: 'ignore' });
}
