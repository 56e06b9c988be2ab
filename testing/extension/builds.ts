import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import type { BrowserName } from '../browser.ts';
import type { Setup } from './setup.ts';

/**
 * Everything that a build is made from: files, and folders with all their content (quality/conventions/builds.test.ts compares it
 * with a build).
 */
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

/** The folder of the build for this browser, rebuilt unless it was made from the current sources. */
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

/** A build made by hand in the meantime has another time, and its sources are unknown. */
function stampOf(folder: string, sources: string): string {
  return `${sources} ${String(statSync(join(folder, 'manifest.json')).mtimeMs)}\n`;
}

/** Records next to a build what it was made from. */
export function stamp(folder: string, sources: string): void {
  writeFileSync(`${folder}.made-from`, stampOf(folder, sources));
}

/** Was this folder built from sources with this fingerprint, and not changed since? */
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
