import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import type { BrowserName } from '../browser.ts';
import type { Setup } from './setup.ts';

/** Everything that a build is made from: files, and folders with all that they hold (quality/conventions/builds.test.ts looks at a build). */
export const SOURCES: readonly string[] = [
  'build',
  'docs/tees',
  'manifest.json',
  'package-lock.json',
  'package.json',
  'public',
  'src',
  'testing/test-build',
  'tsconfig.base.json',
  'tsconfig.json',
  'vite.config.ts',
];

/** Folder of the build for this browser, made anew unless it was made from the sources as they are now. */
export function builtExtension(browser: BrowserName, build: Setup['build']): string {
  const target = browser === 'chromium' ? 'chrome' : 'firefox';
  const mode = build === 'test' ? `test-${target}` : target;
  const folder = join(ROOT, 'dist', mode);
  const sources = fingerprint(SOURCES.map((path) => join(ROOT, path)));
  if (!isMadeFrom(folder, sources)) {
    make(mode);
    stamp(folder, sources);
  }
  return folder;
}

/** SHA-256, in hex, over the names and the bytes of these files, and of all files in these folders. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).toSorted()) add(join(path, name));
    } else {
      const bytes = readFileSync(path);
      hash.update(`${path}\0${String(bytes.length)}\0`).update(bytes);
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** A build that somebody made by hand since has another time, and nobody knows from what. */
function stampOf(folder: string, sources: string): string {
  return `${sources} ${String(statSync(join(folder, 'manifest.json')).mtimeMs)}\n`;
}

/** Notes beside a build what it was made from. */
export function stamp(folder: string, sources: string): void {
  writeFileSync(`${folder}.made-from`, stampOf(folder, sources));
}

/** Was this folder built from sources with this fingerprint, and left alone since? */
export function isMadeFrom(folder: string, sources: string): boolean {
  const noted = `${folder}.made-from`;
  if (!existsSync(noted) || !existsSync(join(folder, 'manifest.json'))) return false;
  return readFileSync(noted, 'utf8') === stampOf(folder, sources);
}

function make(mode: string): void {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the ${mode} build failed:\n${stdout}${stderr}`);
}
