/**
 * What operators' tests run besides browsers: web servers, a certificate authority, a TPM, FUSE for Python, a C compiler. Found on the
 * machine, or unpacked from Debian's packages into `.cache/debian`: never installed, because Debian starts every server that it
 * installs, and so without rights. Only the compiler, which has to know where it is, is installed, and where this process may.
 * What cannot be had stays absent, and its tests say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { executable } from './browsers.mjs';
import { ROOT } from './installed.mjs';

/**
 * @typedef {'caddy' | 'nginx' | 'haproxy' | 'pebble' | 'pebble-challtestsrv' | 'swtpm' | 'tpm2'} Program
 * @typedef {{ readonly path: string, readonly env: Readonly<Record<string, string>> }} Found
 */

/** For how long one package may be fetched, in milliseconds. */
const APT_TIMEOUT_MS = 180_000;
const CACHE = join(ROOT, '.cache', 'debian');
const UNPACKED = join(CACHE, 'root');
/** Debian's own, which has Debian's packages; another one may stand before it on the path. */
const PYTHON = '/usr/bin/python3';

/** @type {Readonly<Record<Program, string>>} the package that brings each */
const PACKAGE = {
  caddy: 'caddy',
  nginx: 'nginx',
  haproxy: 'haproxy',
  pebble: 'pebble',
  'pebble-challtestsrv': 'pebble',
  swtpm: 'swtpm',
  tpm2: 'tpm2-tools',
};

/** Where libraries stand that came along with a program. */
function libraries() {
  const triplet = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  return [`usr/lib/${triplet}`, `lib/${triplet}`, `usr/lib/${triplet}/swtpm`].map((folder) => join(UNPACKED, folder));
}

/**
 * A program, and what its environment needs to hold beside its own; null when this machine has none.
 * @param {Program} name
 * @returns {Found | null}
 */
export function findProgram(name) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  const here = folders.map((folder) => join(folder, name)).find(executable);
  if (here !== undefined) return { path: here, env: {} };
  const unpacked = ['usr/bin', 'usr/sbin'].map((folder) => join(UNPACKED, folder, name)).find(executable);
  return unpacked === undefined ? null : { path: unpacked, env: { LD_LIBRARY_PATH: libraries().join(delimiter) } };
}

/**
 * Debian's Python with FUSE, where this machine may mount; null otherwise.
 * @returns {Found | null}
 */
export function findFusePython() {
  if (!existsSync('/dev/fuse') || !executable(PYTHON)) return null;
  const library = libraries()
    .map((folder) => join(folder, 'libfuse.so.2'))
    .find(existsSync);
  const unpacked = {
    PYTHONPATH: join(UNPACKED, 'usr/lib/python3/dist-packages'),
    ...(library === undefined ? {} : { FUSE_LIBRARY_PATH: library }),
  };
  for (const env of [{}, unpacked]) {
    const { status } = spawnSync(PYTHON, ['-c', 'import fusepy'], { env: { ...process.env, ...env } });
    if (status === 0) return { path: PYTHON, env };
  }
  return null;
}

/** Is there a C compiler? @returns {boolean} */
export const hasCompiler = () => spawnSync('cc', ['--version']).status === 0;

/** Gets what is absent, as far as it can be had. */
export function provideForOperators() {
  const programs = /** @type {readonly Program[]} */ (Object.keys(PACKAGE)).filter((name) => findProgram(name) === null);
  const isFuseAbsent = existsSync('/dev/fuse') && executable(PYTHON) && findFusePython() === null;
  const packages = new Set([...programs.map((name) => PACKAGE[name]), ...(isFuseAbsent ? ['python3-fusepy'] : [])]);
  if (packages.size > 0 && hasApt()) unpack([...packages]);
  if (!hasCompiler() && hasApt() && process.getuid?.() === 0) {
    console.log('Installing a C compiler (apt-get) …');
    apt(['install', '-y', '-qq', '--no-install-recommends', 'gcc', 'libc6-dev'], []);
  }
}

const hasApt = () => spawnSync('apt-get', ['--version']).status === 0 && spawnSync('dpkg-deb', ['--version']).status === 0;

/**
 * @param {readonly string[]} words
 * @param {readonly string[]} options
 */
function apt(words, options) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const all = [...options.flatMap((option) => ['-o', option]), ...words];
  // Without a network it would ask again and again.
  return (
    spawnSync('apt-get', all, { env: environment, stdio: ['ignore', 'ignore', 'pipe'], timeout: APT_TIMEOUT_MS }).status === 0
  );
}

/** @param {readonly string[]} packages */
function unpack(packages) {
  console.log(`Unpacking ${packages.join(', ')} from Debian's packages …`);
  const [archives, lists] = [join(CACHE, 'archives'), join(CACHE, 'lists')];
  for (const folder of [archives, lists]) mkdirSync(join(folder, 'partial'), { recursive: true });
  // Nothing of the system's own is written, locked or handed to another user.
  const own = [`Dir::Cache::archives=${archives}`, 'Debug::NoLocking=1', 'APT::Sandbox::User='];
  const ownLists = [...own, `Dir::State::lists=${lists}`, `Dir::Cache::pkgcache=`, `Dir::Cache::srcpkgcache=`];
  let isListed = false;
  for (const name of packages) {
    const words = ['install', '-y', '-qq', '--download-only', '--no-install-recommends', name];
    if (apt(words, own)) continue;
    isListed ||= apt(['update', '-qq'], ownLists);
    if (!isListed || !apt(words, ownLists)) console.log(`  ${name} could not be had`);
  }
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb')))
    spawnSync('dpkg-deb', ['-x', join(archives, file), UNPACKED]);
}
