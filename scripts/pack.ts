import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import pkg from '../package.json' with { type: 'json' };
import { BROWSERS } from '../testing/browser.ts';
import { builtExtension } from '../testing/extension/builds.ts';

/** The oldest date that a zip can hold: the same bytes whenever and wherever it is packed. */
const EPOCH = new Date(1980, 0, 1);

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort();
}

/** One build folder → a zip whose bytes depend only on the files: sorted names, one date, no permissions. */
export function pack(folder: string): Uint8Array {
  const files: Zippable = {};
  for (const name of filesBelow(folder))
    files[name] = [readFileSync(join(folder, name)), { level: 9, mtime: EPOCH, os: 0, attrs: 0 }];
  return zipSync(files);
}

if (import.meta.filename === process.argv[1]) {
  mkdirSync('dist/packages', { recursive: true });
  for (const browser of BROWSERS) {
    const folder = builtExtension(browser, 'release');
    const target = basename(folder);
    const name = `dist/packages/sealmark-${pkg.version}-${target}.zip`;
    const bytes = pack(folder);
    writeFileSync(name, bytes);
    console.log(`${createHash('sha256').update(bytes).digest('hex')}  ${name}`);
  }
}
