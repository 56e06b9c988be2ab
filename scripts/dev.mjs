/**
 * Watches while somebody works: types, the tests of changed files, and a Chrome build that reloads itself.
 * Load `dist/chrome` once as an unpacked extension. `-- --firefox` builds for Firefox instead.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled } from './installed.mjs';

ensureInstalled();
const target = process.argv.includes('--firefox') ? 'firefox' : 'chrome';
const commands = ['npx tsc -b --watch --preserveWatchOutput', 'npx vitest', `npx vite build --watch --mode ${target}`];
const children = commands.map((command) => spawn(command, { shell: true, stdio: 'inherit' }));
const stop = () => children.forEach((child) => child.kill());
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
