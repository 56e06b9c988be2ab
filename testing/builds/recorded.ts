import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** The bundlers whose output is recorded (README.md says how). */
export const BUILDS = ['webpack', 'next'] as const;

/** One of them. */
export type BuildName = (typeof BUILDS)[number];

/** Where a recorded build is kept: Brotli over JSON, text by path. */
export const fixture = (name: BuildName): string => join(import.meta.dirname, `${name}.br`);

/** Writes a recorded build into an empty folder. @returns its files' paths */
export function unpackBuild(name: BuildName, folder: string): readonly string[] {
  const files = JSON.parse(brotliDecompressSync(readFileSync(fixture(name))).toString()) as Readonly<Record<string, string>>;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return Object.keys(files);
}
