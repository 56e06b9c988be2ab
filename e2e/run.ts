/**
 * Runs the end-to-end tests in real browsers and ends with `N passed, N failed`.
 *
 *   npm run e2e [-- --only chromium|firefox] [-- --list] [-- WORDS OF A TEST'S NAME]
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensure } from '../scripts/browsers.mjs';
import { ROOT } from '../scripts/installed.mjs';
import { BROWSERS, type BrowserName } from '../testing/browser.ts';
import { createNetwork, type TestNetwork } from '../testing/network.ts';
import { attesters, platform } from '../testing/site/attesters.ts';
import { contextFor } from './runner/context.ts';
import { isBrowser, openPool, type Opened, type Pool } from '../testing/extension/pool.ts';
import { setupFor } from '../testing/extension/setup.ts';
import { tests, type Test } from './runner/declare.ts';
import { SKIPS } from './tests/reasons.ts';
import { within } from '../testing/poll.ts';

/** No test may take longer (milliseconds): a hanging one must not use up the others' time. */
const TEST_TIMEOUT_MS = 300_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true }, list: { type: 'boolean', default: false } },
});

async function loadTests(): Promise<void> {
  const folder = new URL('./tests/', import.meta.url);
  for (const file of readdirSync(folder).toSorted()) if (file.endsWith('.spec.ts')) await import(new URL(file, folder).href);
}

function refuseStaleRows(): void {
  const stale = SKIPS.filter(({ test }) => !tests.some(({ name }) => name === test)).map(({ test }) => test);
  if (stale.length > 0) throw new Error(`reasons.ts names tests that are not there: ${stale.join('; ')}`);
}

/** Tests with the same needs run one after the other, so that they share a browser; otherwise their order is as declared. */
function inOrder(chosen: readonly Test[], browser: BrowserName): readonly Test[] {
  const groups = new Map<string, Test[]>();
  for (const test of chosen) {
    const key = JSON.stringify([test.fresh, setupFor(browser, test.setup)]);
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].flat();
}

async function runOne(name: BrowserName, test: Test, pool: Pool, network: TestNetwork): Promise<string | null> {
  let opened: Opened | undefined;
  try {
    opened = await pool.take(name, test.setup, test.fresh);
    const { context, end } = contextFor(opened, network, platform);
    await opened.browser.recorder?.begin(test.name);
    try {
      await within(test.run(context), TEST_TIMEOUT_MS, test.name);
      await opened.browser.recorder?.forget();
      return null;
    } catch (error) {
      return `${reasonOf(error)}\n${await evidenceOf(opened, network, name, test)}`;
    } finally {
      const errors = await within(end(), TEST_TIMEOUT_MS, 'cleaning up');
      for (const error of errors) console.log(`  not undone: ${reasonOf(error)}`);
      // What a test leaves behind would change the next one.
      if (errors.length > 0) await pool.drop();
    }
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${reasonOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** The last requests at any site that are kept of a failed test. */
const REQUESTS_KEPT = 100;

/**
 * What a person needs to find the cause: the views of every tab, what the browser logged, which requests reached the sites over which
 * connections, and recordings of its pages.
 */
async function evidenceOf({ browser, watch }: Opened, network: TestNetwork, name: BrowserName, test: Test): Promise<string> {
  try {
    const views = await watch.everything();
    const complaints = await browser.complaints();
    const requests = network.server.requests.slice(-REQUESTS_KEPT);
    const folder = join(ROOT, 'reports', 'e2e', `${name}-${test.name.replace(/[^a-z0-9]+/gi, '-').slice(0, 80)}`);
    const recorded = (await browser.recorder?.keep(folder)) ?? [];
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'views.json');
    writeFileSync(file, JSON.stringify({ test: test.name, complaints, requests, views }, null, 2));
    const noted = complaints.map((text) => `the browser noted: ${text}`);
    return [...noted, `views: ${file}`, ...recorded.map((path) => `recorded: ${path}`)].map((line) => `  ${line}`).join('\n');
  } catch (error) {
    return `  nothing more to be had: ${String(error)}`;
  }
}

/** Runs the selected tests; @returns the exit status. */
async function main(): Promise<number> {
  await loadTests();
  refuseStaleRows();
  const wanted = values.only?.filter(isBrowser) ?? BROWSERS;
  const words = positionals.map((word) => word.toLowerCase());
  const chosen = tests.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  if (values.list) {
    for (const { name } of chosen) console.log(name);
    return 0;
  }
  ensure([...wanted, 'certutil', 'xvfb', 'xdotool']);
  const network = await createNetwork(attesters);
  const pool = openPool(network);
  let passed = 0;
  const failures: string[] = [];
  for (const browser of wanted) {
    for (const test of inOrder(chosen, browser)) {
      const skip = SKIPS.find((row) => row.browser === browser && row.test === test.name);
      if (skip !== undefined) {
        console.log(`- ${browser}: ${test.name} (not run: ${skip.because})`);
        continue;
      }
      const started = performance.now();
      const failure = await runOne(browser, test, pool, network);
      const took = `${(performance.now() - started).toFixed(0)} ms`;
      console.log(`${failure === null ? '✓' : '✗'} ${browser}: ${test.name} (${took})`);
      if (failure === null) passed += 1;
      else {
        // With the first part of the reason: of a long run, only the last lines may be left.
        failures.push(`${browser}: ${test.name}: ${failure.slice(0, 400).split('\n    at ')[0] ?? ''}`);
        console.log(failure.replace(/^/gm, '    '));
        await pool.drop();
      }
    }
  }
  await pool.close();
  await network.close();
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${String(passed)} passed, ${String(failures.length)} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

// Not `exitCode`: what an abandoned test still waits for must not keep the run from ending.
process.exit(await main());
