/**
 * What bundlers really write, for the tests that lock it: the applications in testing/builds, built with the versions that their lock
 * files pin, into `.cache/builds`. Never kept in the repository, because it contains others' code. What cannot be had stays absent,
 * and its tests say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './installed.mjs';

/** For how long one program may run, in milliseconds. */
const TIMEOUT_MS = 180_000;
const APPLICATIONS = join(ROOT, 'testing', 'builds');
const CACHE = join(ROOT, '.cache', 'builds');

/** @typedef {'webpack' | 'next'} BuildName */
/** @type {readonly BuildName[]} the applications, by their bundler */
export const BUILDS = ['webpack', 'next'];

/**
 * Where an application's output is, as it is built from the files of today; null where it is not.
 * @param {BuildName} name
 * @returns {string | null}
 */
export function builtFolder(name) {
  const folder = folderOf(name);
  return existsSync(folder) ? folder : null;
}

/** Builds what is absent, as far as that can be had. */
export function provideBuilds() {
  for (const name of BUILDS) if (builtFolder(name) === null) make(name);
}

/** @param {BuildName} name */
function make(name) {
  console.log(`Building an application with ${name} …`);
  // Outside of the repository: bundlers look into the folders above for settings and packages.
  const project = mkdtempSync(join(tmpdir(), `sealmark-${name}-`));
  try {
    cpSync(join(APPLICATIONS, name), project, { recursive: true });
    if (!ran(project, ['ci', '--ignore-scripts']) || !ran(project, ['run', 'build'])) {
      console.log(`  ${name} could not be had`);
      return;
    }
    rmSync(cacheOf(name), { recursive: true, force: true });
    mkdirSync(cacheOf(name), { recursive: true });
    // Under its last name only when it is whole.
    cpSync(join(project, 'out'), `${folderOf(name)}.part`, { recursive: true });
    renameSync(`${folderOf(name)}.part`, folderOf(name));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** @param {string} cwd @param {readonly string[]} words */
function ran(cwd, words) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
  const { status, stdout, stderr } = spawnSync('npm', [...words, '--no-audit', '--no-fund'], {
    ...{ cwd, env, timeout: TIMEOUT_MS, encoding: 'utf8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) console.log(`${stdout}${stderr}`.trimEnd());
  return status === 0;
}

/** @param {BuildName} name */
const cacheOf = (name) => join(CACHE, name);

/** @param {BuildName} name */
function folderOf(name) {
  const application = join(APPLICATIONS, name);
  const files = readdirSync(application, { recursive: true }).map(String).sort();
  const hash = createHash('sha256');
  for (const file of files)
    if (statSync(join(application, file)).isFile()) hash.update(`${file}\0`).update(readFileSync(join(application, file)));
  return join(cacheOf(name), hash.digest('hex').slice(0, 16));
}
