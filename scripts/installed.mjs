/**
 * Makes `node_modules` match `package-lock.json`, using only Node: everything that must run before packages are installed starts
 * here.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a trailing slash. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const MIN_NODE = { major: 20, minor: 19 };

/**
 * Runs `npm ci` when a package is absent or has another version than the lock file names; otherwise does nothing.
 * Packages that are optional (for other platforms) may be absent.
 */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < MIN_NODE.major || (major === MIN_NODE.major && minor < MIN_NODE.minor))
    fail(`Node ${MIN_NODE.major}.${MIN_NODE.minor} or newer is needed; this is ${process.versions.node}.`);
  if (inStep()) return;
  console.log('Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) fail('npm ci did not succeed; its output above says why.');
}

function inStep() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) => path === '' || optional || link || present[path]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

/**
 * Ends the process with a sentence on standard error.
 * @param {string} why
 * @returns {never}
 */
export function fail(why) {
  console.error(why);
  process.exit(1);
}

/**
 * Runs one of our TypeScript programs with the packages now installed; resolves to its exit status.
 * @param {string} program path from the root
 * @param {readonly string[]} args
 * @returns {number}
 */
export function runTypeScript(program, args) {
  const { status, signal } = spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, program), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  return signal === null ? (status ?? 1) : 1;
}
