/**
 * The demonstration, on a machine that has only Node and git: installs what is missing, builds the extension, starts a local
 * https site that runs simulated attesters, and visits it in a real browser.
 *
 *   npm run demo [-- --firefox] [-- --vectors DIR] [-- --headless] [-- --security-info] [-- --only HOST]
 */
import { ensure } from './browsers.mjs';
import { ensureInstalled, runTypeScript } from './installed.mjs';

const args = process.argv.slice(2);
const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
const seen = process.platform !== 'linux' || (display !== undefined && display !== '');

ensureInstalled();
ensure([
  args.includes('--firefox') ? 'firefox' : 'chromium',
  'certutil',
  // Without a display, a virtual one shows what only a window has: the toolbar and the mark in it.
  ...(seen && !args.includes('--headless') ? [] : /** @type {const} */ (['xvfb'])),
]);
process.exitCode = runTypeScript('e2e/demo/demo.ts', args);
