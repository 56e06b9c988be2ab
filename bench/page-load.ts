import { fileURLToPath } from 'node:url';
import type { Browser, BrowserName, Tab } from '../e2e/lib/browser.ts';
import { launchChromium } from '../e2e/lib/chromium/launch.ts';
import { launchFirefox } from '../e2e/lib/firefox/launch.ts';
import { answered } from '../e2e/lib/json.ts';
import { openLaboratory } from '../e2e/lib/laboratory.ts';
import { sleep } from '../e2e/lib/poll.ts';
import { createWorld, type World } from '../e2e/lib/world.ts';
import { builtExtension } from '../e2e/runner/builds.ts';
import { html } from '../e2e/site/answer.ts';
import { attesters, platform } from '../e2e/site/attesters.ts';
import { intervalOf, written } from './interval.ts';
import { canMeasureProcessorTime, processorTime } from './processor-time.ts';
import { atMost, type Measurement, type Row } from './row.ts';

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox } as const;
const BROWSERS = ['chromium', 'firefox'] as const;

/** A pair is so many navigations in one browser, then as many in the other: a busy moment of the machine meets both. */
const NAVIGATIONS_IN_PAIR = 6;
const CPU_PAIRS = 40;
const LOAD_PAIRS = 60;
/** What a browser does after a navigation (milliseconds) is that navigation's. */
const AFTERMATH_MS = 250;
const WARM_UP_NAVIGATIONS = 12;
const WAKE_ROUNDS = 8;

/** A page of so many requests, its own included. */
const REQUESTS = 22;
const SMALL = '/small';
const LARGE = '/large';

type Arm = { readonly browser: Browser; readonly tab: Tab };

/** The same release in the same browser, beside a browser whose extension does nothing: what differs is what we add. */
type Pair = { readonly ours: Arm; readonly idle: Arm; close(): Promise<void> };

async function openPair(name: BrowserName, world: World): Promise<Pair> {
  const { proxyPort, authority } = world;
  const common = { proxyPort, authority, display: null, securityInfo: false, inPrivate: false };
  const idle = await openLaboratory(name, fileURLToPath(new URL('nothing-tasks.ts', import.meta.url)), {}, world);
  const ours = await LAUNCH[name]({ ...common, extension: builtExtension(name, 'release') });
  await ours.grantAllSites();
  const close = async (): Promise<void> => {
    await ours.close();
    await idle.close();
  };
  const pair = {
    ours: { browser: ours, tab: await ours.newTab() },
    idle: { browser: idle.browser, tab: await idle.browser.newTab() },
    close,
  };
  return pair;
}

/** What each pair measured, one browser after the other, the first one turned from pair to pair. */
async function inPairs(
  { ours, idle }: Pair,
  pairs: number,
  measure: (arm: Arm, pair: number) => Promise<number>,
): Promise<readonly { readonly ours: number; readonly idle: number }[]> {
  const measured: { ours: number; idle: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = await measure(pair % 2 === 0 ? ours : idle, pair);
    const second = await measure(pair % 2 === 0 ? idle : ours, pair);
    measured.push(pair % 2 === 0 ? { ours: first, idle: second } : { ours: second, idle: first });
  }
  return measured;
}

/** Milliseconds of processor time, of all the browser's processes, for one navigation to a page that announces nothing. */
async function timeOfNavigation({ browser, tab }: Arm, origin: string, pair: number): Promise<number> {
  const before = processorTime(browser.processId);
  for (let turn = 0; turn < NAVIGATIONS_IN_PAIR; turn += 1) await tab.goto(`${origin}${SMALL}?${String(pair)}-${String(turn)}`);
  await sleep(AFTERMATH_MS);
  return (processorTime(browser.processId) - before) / NAVIGATIONS_IN_PAIR;
}

/** Milliseconds from a navigation's start to the end of the page's load event, by the page's own clock. */
async function loadTime({ tab }: Arm, origin: string, pair: number): Promise<number> {
  let sum = 0;
  for (let turn = 0; turn < NAVIGATIONS_IN_PAIR; turn += 1) {
    await tab.goto(`${origin}${LARGE}?${String(pair)}-${String(turn)}`);
    sum += answered<number>(
      await tab.evaluate(`(async () => {
        const [entry] = performance.getEntriesByType('navigation');
        while (entry.loadEventEnd === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        return entry.loadEventEnd - entry.startTime;
      })()`),
    );
  }
  return sum / NAVIGATIONS_IN_PAIR;
}

async function* cpuRow(name: BrowserName, pair: Pair, origin: string): AsyncGenerator<Row> {
  const measured = await inPairs(pair, CPU_PAIRS, (arm, turn) => timeOfNavigation(arm, origin, turn));
  const added = intervalOf(measured.map(({ ours, idle }) => ours - idle));
  const over = intervalOf(measured.map(({ idle }) => idle));
  const note = `milliseconds of all its processes a navigation, upper end; adds ${written(added)} to ${over.value.toFixed(1)}, aim 2`;
  yield atMost(`page-load.cpu.${name}`, added.upper, 5, note);
}

async function* timeRow(name: BrowserName, pair: Pair, origin: string): AsyncGenerator<Row> {
  const measured = await inPairs(pair, LOAD_PAIRS, (arm, turn) => loadTime(arm, origin, turn));
  const ratio = intervalOf(measured.map(({ ours, idle }) => ours / idle));
  const over = intervalOf(measured.map(({ idle }) => idle));
  const note = `${String(REQUESTS)} requests, over an idle extension, upper end of ${written(ratio)}; ${over.value.toFixed(0)} ms there`;
  yield atMost(`page-load.time.${name}`, ratio.upper, 1.03, note);
}

/** How often a background that the browser had stopped is started for a page that announces nothing. */
async function* wakesRow(name: BrowserName, { ours }: Pair, origin: string): AsyncGenerator<Row> {
  let woken = 0;
  for (let round = 0; round < WAKE_ROUNDS; round += 1) {
    await ours.browser.killBackground();
    await ours.tab.goto(`${origin}${SMALL}?wake${String(round)}`);
    await sleep(AFTERMATH_MS);
    if (await ours.browser.backgroundRuns()) woken += 1;
  }
  yield atMost(`page-load.wakes.${name}`, woken / WAKE_ROUNDS, 1, 'starts of a stopped background, a navigation');
}

function openSite(world: World): string {
  const site = world.open({ host: 'bench-load.test', attester: platform, announcing: 'nothing' });
  const parts = Array.from({ length: REQUESTS - 1 }, (_, part) => `/part${String(part)}`);
  site.pages.set(SMALL, () => html('small', '<p>hello</p>'));
  site.pages.set(LARGE, () => html('large', parts.map((part) => `<script src="${part}"></script>`).join('')));
  for (const part of parts)
    site.pages.set(part, () => ({ headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body: ';' }));
  return site.origin;
}

const ROWS = { cpu: cpuRow, time: timeRow, wakes: wakesRow } as const;

/** What the whole extension adds to a page that announces nothing, in both browsers (DESIGN §6). */
export const pageLoad: Measurement = {
  names: ['page-load.cpu.', 'page-load.time.', 'page-load.wakes.'],
  async *measure(wanted) {
    for (const name of BROWSERS) {
      const kinds = (['cpu', 'time', 'wakes'] as const).filter(
        (kind) => wanted(`page-load.${kind}.${name}`) && (kind !== 'cpu' || canMeasureProcessorTime),
      );
      if (kinds.length === 0) continue;
      const world = await createWorld(attesters);
      const origin = openSite(world);
      const pair = await openPair(name, world);
      try {
        for (const arm of [pair.ours, pair.idle])
          for (let turn = 0; turn < WARM_UP_NAVIGATIONS; turn += 1) await arm.tab.goto(`${origin}${LARGE}?warm${String(turn)}`);
        for (const kind of kinds) yield* ROWS[kind](name, pair, origin);
      } finally {
        await pair.close();
        await world.close();
      }
    }
  },
};
