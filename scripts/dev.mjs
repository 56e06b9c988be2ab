/**
 * Development mode: watches types, the tests of changed files, and the extension itself. Load `dist/dev-chrome` once as an
 * unpacked extension: its pages show changes at once, and a change of the background or of a content script reloads the
 * extension. `-- --firefox` rebuilds `dist/firefox` after each change instead.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled } from './installed.mjs';

ensureInstalled();
const extension = process.argv.includes('--firefox') ? 'npx vite build --watch --mode firefox' : 'npx vite --mode chrome';
const commands = ['npx tsc -b --watch --preserveWatchOutput', 'npx vitest', extension];
const children = commands.map((command) => spawn(command, { shell: true, stdio: 'inherit' }));
const stop = () => children.forEach((child) => child.kill());
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
