import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import type { BrowserName } from '../browser.ts';
import type { Setup } from './setup.ts';

/** Everything a build is made from; a build older than any of it is stale. */
const SOURCES = ['src', 'public', 'testing/test-build', 'vite.config.ts', 'build', 'package.json', 'package-lock.json'];

/** Folder of the build for this browser, made anew when it is absent or older than its sources. */
export function builtExtension(browser: BrowserName, build: Setup['build']): string {
  const target = browser === 'chromium' ? 'chrome' : 'firefox';
  const mode = build === 'test' ? `test-${target}` : target;
  const folder = join(ROOT, 'dist', mode);
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest) || statSync(manifest).mtimeMs < newest(SOURCES.map((path) => join(ROOT, path)))) make(mode);
  return folder;
}

function make(mode: string): void {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the ${mode} build failed:\n${stdout}${stderr}`);
}

function newest(paths: readonly string[]): number {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const { mtimeMs } = statSync(path);
    const isFolder = statSync(path).isDirectory();
    latest = Math.max(latest, isFolder ? newest(readdirSync(path).map((name) => join(path, name))) : mtimeMs);
  }
  return latest;
}
