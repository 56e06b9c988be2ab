import { BROWSERS, type BrowserName } from '../../testing/browser.ts';
import { answered } from '../../testing/json.ts';
import { sleep } from '../../testing/poll.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { html } from '../../testing/site/answer.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { intervalOfGroups, written, type Interval } from './interval.ts';
import { ARM_NAMES, openArms, type Arm, type ArmName, type Arms } from './page-load-arms.ts';
import { canMeasureProcessorTime, processorTimes, spentBetween } from './processor-time.ts';
import { atMost, type Measurement, type Row } from './row.ts';

/**
 * A turn is this many navigations in one browser; each round has one turn of each, so that a busy moment of the machine affects
 * all.
 */
const NAVIGATIONS_IN_CPU_TURN = 3;
const CPU_ROUNDS = 16;
const NAVIGATIONS_IN_LOAD_TURN = 3;
const LOAD_ROUNDS = 16;
/** Two starts of the same browser differ by more than the measured effect: so the browsers are restarted often. */
const STARTS = 6;
/** What a browser does after its navigations (milliseconds) is theirs. */
const SETTLING_MS = 250;
const WARM_UP_NAVIGATIONS = 12;
const WAKE_ROUNDS = 8;

/** A page with this many requests, its own included. */
const REQUESTS = 22;
const SMALL = '/small';
const LARGE = '/large';

type Round = Readonly<Record<ArmName, number>>;

/** The order changes from round to round. */
function orderOf(round: number): readonly ArmName[] {
  const turned = ARM_NAMES.map((_, at) => ARM_NAMES[(at + round) % ARM_NAMES.length] ?? 'ours');
  return Math.floor(round / ARM_NAMES.length) % 2 === 0 ? turned : turned.toReversed();
}

/** The measurements of each turn, browser after browser. */
async function inRounds(
  arms: Arms,
  rounds: number,
  measure: (arm: Arm, round: number) => Promise<number>,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const figures = { ours: Number.NaN, least: Number.NaN, idle: Number.NaN, without: Number.NaN };
    for (const name of orderOf(round)) figures[name] = await measure(arms[name], round);
    measured.push(figures);
  }
  return measured;
}

/** Our cost, the part of it that any extension with the same events has, and the browser's cost for the permissions alone. */
function compared(starts: readonly (readonly Round[])[], compare: (one: number, other: number) => number) {
  const of = (figure: (round: Round) => number): Interval => intervalOfGroups(starts.map((rounds) => rounds.map(figure)));
  return {
    added: of(({ ours, idle }) => compare(ours, idle)),
    least: of(({ least, idle }) => compare(least, idle)),
    permissions: of(({ idle, without }) => compare(idle, without)),
    idle: of(({ idle }) => idle),
  } satisfies Record<string, Interval>;
}

/** Processor milliseconds, of all the browser's processes, for one navigation to a page that announces nothing. */
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

type Kind = 'cpu' | 'time';

const ROUNDS: Record<Kind, (arms: Arms, origin: string) => Promise<readonly Round[]>> = {
  cpu: (arms, origin) => inRounds(arms, CPU_ROUNDS, (arm, round) => timeOfNavigation(arm, origin, round)),
  time: (arms, origin) => inRounds(arms, LOAD_ROUNDS, (arm, round) => loadTime(arm, origin, round)),
};

const floorOf = ({ least, permissions }: Record<'least' | 'permissions', Interval>): string =>
  `hearing the same and doing nothing adds ${written(least)}, permissions alone ${written(permissions)}`;

const ROWS: Record<Kind, (name: BrowserName, starts: readonly (readonly Round[])[]) => Row> = {
  cpu(name, starts) {
    const { added, idle, ...others } = compared(starts, (one, other) => one - other);
    const note = `milliseconds of all its processes a navigation, upper end; adds ${written(added)} to ${idle.value.toFixed(1)} of an idle extension, aim 2; ${floorOf(others)}`;
    return atMost(`page-load.cpu.${name}`, added.upper, 5, note);
  },
  time(name, starts) {
    const { added, idle, ...others } = compared(starts, (one, other) => one / other);
    const note = `${String(REQUESTS)} requests, over an idle extension, upper end of ${written(added)}; ${idle.value.toFixed(0)} ms there; ${floorOf(others)}`;
    return atMost(`page-load.time.${name}`, added.upper, 1.03, note);
  },
};

/** How often a stopped background is started for a page that announces nothing. */
async function wakesRow(name: BrowserName, { ours }: Arms, origin: string): Promise<Row> {
  let woken = 0;
  for (let round = 0; round < WAKE_ROUNDS; round += 1) {
    await ours.browser.killBackground();
    await ours.tab.goto(`${origin}${SMALL}?wake${String(round)}`);
    await sleep(SETTLING_MS);
    if (await ours.browser.backgroundRuns()) woken += 1;
  }
  return atMost(`page-load.wakes.${name}`, woken / WAKE_ROUNDS, 1, 'starts of a stopped background, a navigation');
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

/** Restarts all browsers, warms each up on the page, and closes them afterwards. */
async function withArms<T>(name: BrowserName, start: number, measure: (arms: Arms, origin: string) => Promise<T>): Promise<T> {
  const network = await createNetwork(attesters);
  try {
    const origin = openSite(network);
    const arms = await openArms(name, network, start);
    try {
      for (const arm of ARM_NAMES)
        for (let nth = 0; nth < WARM_UP_NAVIGATIONS; nth += 1) await arms[arm].tab.goto(`${origin}${LARGE}?warm${String(nth)}`);
      return await measure(arms, origin);
    } finally {
      await arms.close();
    }
  } finally {
    await network.close();
  }
}

async function* rowsOf(name: BrowserName, kinds: readonly Kind[], wakes: boolean): AsyncGenerator<Row> {
  const measured: Record<Kind, (readonly Round[])[]> = { cpu: [], time: [] };
  for (let start = 0; start < (kinds.length > 0 ? STARTS : 0); start += 1)
    await withArms(name, start, async (arms, origin) => {
      for (const kind of kinds) measured[kind].push(await ROUNDS[kind](arms, origin));
    });
  for (const kind of kinds) yield ROWS[kind](name, measured[kind]);
  if (wakes) yield await withArms(name, 0, (arms, origin) => wakesRow(name, arms, origin));
}

/** The whole extension's cost for a page that announces nothing, in both browsers (DESIGN §6). */
export const pageLoad: Measurement = {
  names: ['page-load.cpu.', 'page-load.time.', 'page-load.wakes.'],
  async *measure(wanted) {
    for (const name of BROWSERS) {
      const kinds = (['cpu', 'time'] as const).filter(
        (kind) => wanted(`page-load.${kind}.${name}`) && (kind !== 'cpu' || canMeasureProcessorTime),
      );
      yield* rowsOf(name, kinds, wanted(`page-load.wakes.${name}`));
    }
  },
};
