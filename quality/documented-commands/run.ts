/**
 * Runs every command that the documents name, with its shortest arguments, in a fresh clone: nothing built, nothing
 * installed. Ends with `N passed, N failed`. What is not committed is not in the clone.
 *
 *   npm run documented [-- WORDS OF A COMMAND]
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/process.ts';
import { ROOT } from '../../scripts/installed.mjs';
import { SHORTEST, type Trial } from './shortest.ts';

/** The slowest builds the extension, starts a browser and visits a site (milliseconds). */
const COMMAND_TIMEOUT_MS = 240_000;

type Ended = { readonly works: boolean; readonly output: string };

/** Resolves when the command has ended, or when a watching command has printed what it must. */
async function attempt({ run, says = /(?:)/, watches = false }: Trial, folder: string): Promise<Ended> {
  const child = spawn(run, { cwd: folder, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(end, COMMAND_TIMEOUT_MS);
  // It has its own process group, which would outlive us.
  process.once('exit', end);
  let output = '';
  return await new Promise((resolve) => {
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!watches || !says.test(output)) return;
      resolve({ works: true, output });
      end();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ works: code === 0 && !watches && says.test(output), output });
    });
  });
}

const words = process.argv.slice(2);
const clone = temporaryFolder('clone');
execFileSync('git', ['clone', '--quiet', '--no-local', '--depth', '1', `file://${ROOT}`, clone.path], { stdio: 'inherit' });
let passed = 0;
let failed = 0;
for (const [command, trial] of Object.entries(SHORTEST)) {
  if (!words.every((word) => command.includes(word))) continue;
  if (trial.installs !== true && !existsSync(join(clone.path, 'node_modules')))
    execFileSync('npm', ['ci'], { cwd: clone.path, stdio: ['ignore', 'ignore', 'inherit'] });
  const started = performance.now();
  const { works, output } = await attempt(trial, clone.path);
  console.log(`${works ? '✓' : '✗'} ${trial.run} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (works) passed += 1;
  else {
    failed += 1;
    console.log(output.slice(-3000).replace(/^/gm, '    '));
  }
}
clone.remove();
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
