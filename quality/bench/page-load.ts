import { BROWSERS, type BrowserName } from '../../testing/browser.ts';
import { answered } from '../../testing/json.ts';
import { sleep } from '../../testing/poll.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { html } from '../../testing/site/answer.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { intervalOf, written, type Interval } from './interval.ts';
import { openArms, type Arm, type ArmName, type Arms } from './page-load-arms.ts';
import { canMeasureProcessorTime, processorTimes, spentBetween } from './processor-time.ts';
import { atMost, type Measurement, type Row } from './row.ts';

/** A turn is so many navigations in one browser; a round has a turn of each: a busy moment of the machine meets all. */
const NAVIGATIONS_IN_CPU_TURN = 3;
const CPU_ROUNDS = 84;
const NAVIGATIONS_IN_LOAD_TURN = 3;
const LOAD_ROUNDS = 84;
/** What a browser does after its navigations (milliseconds) is theirs. */
const SETTLING_MS = 250;
const WARM_UP_NAVIGATIONS = 12;
const WAKE_ROUNDS = 8;

/** A page of so many requests, its own included. */
const REQUESTS = 22;
const SMALL = '/small';
const LARGE = '/large';

type Round = Readonly<Record<ArmName, number>>;

/** Who has the first turn changes from round to round. */
const ORDERS: readonly (readonly ArmName[])[] = [
  ['ours', 'idle', 'without'],
  ['idle', 'without', 'ours'],
  ['without', 'ours', 'idle'],
  ['without', 'idle', 'ours'],
  ['idle', 'ours', 'without'],
  ['ours', 'without', 'idle'],
];

/** What each turn measured, one browser after the other. */
async function inRounds(
  arms: Arms,
  rounds: number,
  measure: (arm: Arm, round: number) => Promise<number>,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const figures = { ours: Number.NaN, idle: Number.NaN, without: Number.NaN };
    for (const name of ORDERS[round % ORDERS.length] ?? []) figures[name] = await measure(arms[name], round);
    measured.push(figures);
  }
  return measured;
}

/** What we add, and what the browser adds for the permissions that any extension would need for the same. */
function compared(rounds: readonly Round[], compare: (one: number, other: number) => number) {
  return {
    added: intervalOf(rounds.map(({ ours, idle }) => compare(ours, idle))),
    permissions: intervalOf(rounds.map(({ idle, without }) => compare(idle, without))),
    idle: intervalOf(rounds.map(({ idle }) => idle)),
  } satisfies Record<string, Interval>;
}

/** Milliseconds of processor time, of all the browser's processes, for one navigation to a page that announces nothing. */
async function timeOfNavigation({ browser, tab }: Arm, origin: string, round: number): Promise<number> {
  const before = processorTimes(browser.processId);
  for (let nth = 0; nth < NAVIGATIONS_IN_CPU_TURN; nth += 1) await tab.goto(`${origin}${SMALL}?${String(round)}-${String(nth)}`);
  await sleep(SETTLING_MS);
  return spentBetween(before, processorTimes(browser.processId)) / NAVIGATIONS_IN_CPU_TURN;
}

/** Milliseconds from a navigation's start to the end of the page's load event, by the page's own clock. */
async function loadTime({ tab }: Arm, origin: string, round: number): Promise<number> {
  let sum = 0;
  for (let nth = 0; nth < NAVIGATIONS_IN_LOAD_TURN; nth += 1) {
    await tab.goto(`${origin}${LARGE}?${String(round)}-${String(nth)}`);
    sum += answered<number>(
      await tab.evaluate(`(async () => {
        const [entry] = performance.getEntriesByType('navigation');
        while (entry.loadEventEnd === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        return entry.loadEventEnd - entry.startTime;
      })()`),
    );
  }
  return sum / NAVIGATIONS_IN_LOAD_TURN;
}

async function* cpuRow(name: BrowserName, arms: Arms, origin: string): AsyncGenerator<Row> {
  const rounds = await inRounds(arms, CPU_ROUNDS, (arm, round) => timeOfNavigation(arm, origin, round));
  const { added, permissions, idle } = compared(rounds, (one, other) => one - other);
  const note = `milliseconds of all its processes a navigation, upper end; adds ${written(added)} to ${idle.value.toFixed(1)} of an idle extension, aim 2; permissions alone ${written(permissions)}`;
  yield atMost(`page-load.cpu.${name}`, added.upper, 5, note);
}

async function* timeRow(name: BrowserName, arms: Arms, origin: string): AsyncGenerator<Row> {
  const rounds = await inRounds(arms, LOAD_ROUNDS, (arm, round) => loadTime(arm, origin, round));
  const { added, permissions, idle } = compared(rounds, (one, other) => one / other);
  const note = `${String(REQUESTS)} requests, over an idle extension, upper end of ${written(added)}; ${idle.value.toFixed(0)} ms there; permissions alone ${written(permissions)}`;
  yield atMost(`page-load.time.${name}`, added.upper, 1.03, note);
}

/** How often a background that the browser had stopped is started for a page that announces nothing. */
async function* wakesRow(name: BrowserName, { ours }: Arms, origin: string): AsyncGenerator<Row> {
  let woken = 0;
  for (let round = 0; round < WAKE_ROUNDS; round += 1) {
    await ours.browser.killBackground();
    await ours.tab.goto(`${origin}${SMALL}?wake${String(round)}`);
    await sleep(SETTLING_MS);
    if (await ours.browser.backgroundRuns()) woken += 1;
  }
  yield atMost(`page-load.wakes.${name}`, woken / WAKE_ROUNDS, 1, 'starts of a stopped background, a navigation');
}

function openSite(network: TestNetwork): string {
  const site = network.open({ host: 'bench-load.test', attester: platform, announcing: 'nothing' });
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
      const network = await createNetwork(attesters);
      const origin = openSite(network);
      const arms = await openArms(name, network);
      try {
        for (const { tab } of [arms.ours, arms.idle, arms.without])
          for (let nth = 0; nth < WARM_UP_NAVIGATIONS; nth += 1) await tab.goto(`${origin}${LARGE}?warm${String(nth)}`);
        for (const kind of kinds) yield* ROWS[kind](name, arms, origin);
      } finally {
        await arms.close();
        await network.close();
      }
    }
  },
};
