/**
 * Every check, on a machine that has only Node and git: installs what is missing, then runs each step and counts. Last line: `N
 * passed, N failed`.
 *
 *   npm test [-- --skip e2e] [-- --only unit,build]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensure } from './browsers.mjs';
import { provideBuilds } from './builds.mjs';
import { provideForOperators } from './debian.mjs';
import { ensureInstalled } from './installed.mjs';

const list = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? [] : (process.argv[at + 1] ?? '').split(',');
};
const only = list('--only');
const skip = list('--skip');

const scratch = mkdtempSync(join(tmpdir(), 'sealmark-test-'));
const report = join(scratch, 'unit.json');

/** A step that passes or fails as one. */
const whole = (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** Counts from Vitest's JSON report; a run that wrote none counts as one failure. */
function unitCounts(code) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = numFailedTests + (numFailedTests === 0 && (numFailedTestSuites > 0 || code !== 0) ? 1 : 0);
    return { passed: numPassedTests, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** A step that ends with its own `N passed, N failed`. */
function closingLine(code, output) {
  const found = [...output.matchAll(/^(?:\w+: )?(\d+) passed, (\d+) failed/gm)].at(-1);
  if (found === undefined) return { passed: 0, failed: 1 };
  const failed = Number(found[2]);
  return { passed: Number(found[1]), failed: failed === 0 && code !== 0 ? 1 : failed };
}

const SCORE = '../shared/tools/score.mjs';

const RECORDED = '--families intel,snp,nitro,keystone,field,gpu,sites';

/**
 * For an Azure TDX report without its quote, one recorded case wants *reject*, and `sites/F5`, which came later and explains why,
 * wants *undecided*: nothing distinguishes the two, and without the quote nothing is proven against the machine.
 */
const CONTRADICTED = ['field/n1-azure-tdx-paravisor-report'];

/** The closing line without the cases that another one contradicts. */
function recordedCounts(code, output) {
  const { passed, failed } = closingLine(0, output);
  const known = CONTRADICTED.filter((id) => output.includes(`  ${id} [`)).length;
  return { passed, failed: failed - known === 0 && code !== 0 && known === 0 ? 1 : failed - known };
}

/** First, side by side, because each keeps one core busy: name, command, how its result is counted */
const READING = [
  [['lint', 'npm run -s lint', whole]],
  [
    ['format', 'npm run -s format:check', whole],
    ['types', 'npm run -s types', whole],
    ['imports', 'npm run -s imports', whole],
    ['unused', 'npm run -s unused', whole],
  ],
];

/** Then one after the other. */
const STEPS = [
  ['unit', `npm run -s unit -- --reporter=default --silent=passed-only --reporter=json --outputFile.json=${report}`, unitCounts],
  // Evidence recorded elsewhere, with known outcomes; on some machines it is stored next to the repository, never in it.
  ...(existsSync(SCORE) ? [['recorded', `node ${SCORE} --show 5 ${RECORDED}`, recordedCounts]] : []),
  ['build', 'npm run -s build && npm run -s build:test && npm run -s build:check', whole],
  ['web-ext', 'npm run -s build:lint', whole],
  ['pack', 'npm run -s pack', whole],
  ['packages', 'npm run -s packages', closingLine],
  ['e2e', 'npm run -s e2e', closingLine],
  ['commands', 'npm run -s documented', closingLine],
];

/** Steps that use what is installed beside the packages. */
const RUNS_PROGRAMS = ['unit', 'recorded', 'packages', 'e2e', 'commands'];

/**
 * Maximum milliseconds per step: one that hangs counts as a failure, and the later steps still run. The longest takes a quarter of
 * an hour on two cores, and three times as long on a virtual machine inside another one.
 */
const STEP_TIMEOUT_MS = 60 * 60_000;
/** Milliseconds that a step may take to stop what it started. */
const END_TIMEOUT_MS = 10_000;

/** Each stops a running step, with its process group. */
const running = new Set();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(name, () => {
    for (const end of running) end();
    process.exit(1);
  });

/** @param live prints what the step prints at once, otherwise when it has ended */
function run(command, live) {
  return new Promise((done) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    const signal = (name) => {
      try {
        process.kill(-child.pid, name);
      } catch {
        // Nothing of the group is left.
      }
    };
    const stop = () => signal('SIGTERM');
    running.add(stop);
    let output = '';
    const keep = (chunk) => {
      output += chunk;
      if (live) process.stdout.write(chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => {
      stop();
      setTimeout(() => signal('SIGKILL'), END_TIMEOUT_MS).unref();
    };
    const late = setTimeout(() => {
      keep(`\nended: it took more than ${STEP_TIMEOUT_MS / 60_000} minutes\n`);
      end();
    }, STEP_TIMEOUT_MS);
    // What the step left running may keep its output open, which would hide that the step has ended.
    child.once('exit', () => setTimeout(end, END_TIMEOUT_MS).unref());
    child.once('close', (code) => {
      clearTimeout(late);
      running.delete(stop);
      done({ code, output });
    });
  });
}

const chosen = ([name]) => (only.length === 0 || only.includes(name)) && !skip.includes(name);

let passed = 0;
let failed = 0;
const rows = [];

async function take([name, command, count], live) {
  const heading = `\n── ${name}: ${command}`;
  if (live) console.log(heading);
  const started = performance.now();
  const { code, output } = await run(command, live);
  if (!live) console.log(`${heading}\n${output.trimEnd()}`);
  const result = count(code, output);
  passed += result.passed;
  failed += result.failed;
  rows.push(
    `${name.padEnd(8)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(3)} failed  ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
}

ensureInstalled();
if (STEPS.some((step) => chosen(step) && RUNS_PROGRAMS.includes(step[0]))) {
  ensure(['chromium', 'firefox', 'certutil', 'xvfb', 'xdotool']);
  provideForOperators();
  provideBuilds();
}

await Promise.all(
  READING.map(async (steps) => {
    for (const step of steps.filter(chosen)) await take(step, false);
  }),
);
for (const step of STEPS.filter(chosen)) await take(step, true);
rmSync(scratch, { recursive: true, force: true });
if (!existsSync(SCORE)) console.log('\nrecorded: skipped, no recorded evidence beside this repository');
console.log(`\n${rows.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
