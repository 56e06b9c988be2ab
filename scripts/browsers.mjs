/**
 * Finds the browsers and tools that end-to-end tests and the demo drive, and installs missing ones through apt where this process
 * may (root on Debian or Ubuntu). Elsewhere it says exactly what to install.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fail } from './installed.mjs';

/**
 * @typedef {'chromium' | 'firefox' | 'certutil' | 'xvfb' | 'xdotool'} Tool
 * @typedef {{ readonly variable: string, readonly names: readonly string[], readonly packages: readonly string[] }} Where
 */

/**
 * Where each is searched for (its environment variable first), and the Debian packages that provide it, the first that exists.
 */
/** @type {Readonly<Record<Tool, Where>>} */
const TOOLS = {
  chromium: {
    variable: 'SEALMARK_CHROMIUM',
    names: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    packages: ['chromium', 'chromium-browser'],
  },
  firefox: {
    variable: 'SEALMARK_FIREFOX',
    names: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: ['firefox-esr', 'firefox'],
  },
  certutil: { variable: 'SEALMARK_CERTUTIL', names: ['certutil'], packages: ['libnss3-tools'] },
  xvfb: { variable: 'SEALMARK_XVFB', names: ['Xvfb'], packages: ['xvfb'] },
  xdotool: { variable: 'SEALMARK_XDOTOOL', names: ['xdotool'], packages: ['xdotool'] },
};

/**
 * Absolute path of a tool, or null when this machine has none.
 * @param {Tool} tool
 * @returns {string | null}
 */
export function find(tool) {
  const { variable, names } = TOOLS[tool];
  const chosen = process.env[variable];
  for (const name of chosen ? [chosen] : names) {
    const places = isAbsolute(name) ? [name] : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
    const place = places.find(executable);
    if (place !== undefined) return place;
  }
  return null;
}

/**
 * Is this a file that may be run?
 * @param {string} file
 */
export function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that all of these are there; ends the process with instructions when one is not and cannot be installed.
 * @param {readonly Tool[]} tools
 */
export function ensure(tools) {
  const absent = tools.filter((tool) => find(tool) === null);
  if (absent.length === 0) return;
  // A user who names a path has chosen a browser, and does not want another one.
  const unnamed = absent.filter((tool) => !process.env[TOOLS[tool].variable]);
  if (unnamed.length > 0 && mayInstall()) install(unnamed);
  const still = absent.filter((tool) => find(tool) === null);
  if (still.length > 0) fail(instructions(still));
}

function mayInstall() {
  return process.getuid?.() === 0 && onPath('apt-get');
}

/** @param {string} name */
function onPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => executable(join(folder, name)));
}

/** @param {readonly Tool[]} tools */
function install(tools) {
  console.log(`Installing ${tools.join(', ')} (apt-get) …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {readonly string[]} args */
  const apt = (...args) => spawnSync('apt-get', args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  apt('update', '-qq');
  for (const tool of tools)
    TOOLS[tool].packages.some((name) => apt('install', '-y', '-qq', '--no-install-recommends', name) && find(tool) !== null);
}

/** @param {readonly Tool[]} tools */
function instructions(tools) {
  const lines = tools.map((tool) => {
    const { names, packages, variable } = TOOLS[tool];
    return `  ${tool}: looked for ${names.join(', ')}; Debian and Ubuntu: apt-get install ${packages[0]}; or set ${variable} to its path`;
  });
  return `This needs programs that are not here:\n${lines.join('\n')}`;
}
