/**
 * Records what browsers report of navigations, for the model of the background (src/background/testing/traces):
 *
 *   npx tsx e2e/traces/record.ts [chromium|firefox]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import { BROWSERS, type BrowserName, type Tab } from '../../testing/browser.ts';
import { sleep, within } from '../../testing/poll.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { isBrowser, openPool, type Opened } from '../../testing/extension/pool.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { record, type RecordedEvent, type Recorder } from './recorder.ts';
import { furnish } from './pages.ts';
import { SCENARIOS, type Stage } from './scenarios.ts';

const STEP = 700;

type Entry = RecordedEvent | { readonly event: 'shows'; readonly documentId: string; readonly from: string };

/** One scenario as one browser reported it. */
export type Trace = { readonly name: string; readonly private: boolean; readonly events: readonly Entry[] };

let testSites = 0;

async function play(network: TestNetwork, recorder: Recorder, tab: Tab, name: string): Promise<Trace | null> {
  testSites += 1;
  const good = network.open({ host: `good${String(testSites)}.test`, attester: platform, nodes: 2 });
  const other = network.open({ host: `other${String(testSites)}.test`, attester: platform });
  furnish(good);
  furnish(other);
  const events: Entry[] = [];
  // Tabs that already existed belong to no scenario.
  const others = await tab.probe.evaluate('chrome.tabs.query({}).then((tabs) => tabs.map(({ id }) => id))');
  const strangers = new Set<unknown>((others as readonly number[]).filter((id) => id !== tab.id));
  const note = async (): Promise<void> => {
    await sleep(STEP);
    events.push(...(await recorder.take()));
    const shown = await recorder.shown(tab).catch(() => null);
    if (shown !== null) events.push({ event: 'shows', ...shown });
  };
  const stage: Stage = {
    network,
    tab,
    good,
    other,
    go: async (url) => {
      await within(tab.goto(url), 8000, url).catch(() => null);
      await note();
    },
    run: async (script) => {
      await tab.evaluate(script).catch(() => null);
      await note();
    },
    extension: (expression) => tab.probe.evaluate(expression),
  };
  await recorder.take();
  try {
    await SCENARIOS[name]?.(stage);
    events.push(...(await recorder.take()));
  } catch (error) {
    console.log(`  ${name} broke off: ${String(error)}`);
    if (events.length === 0) return null;
  }
  return { name, private: false, events: tidied(events, tab.id, strangers, good.host, other.host) };
}

/** Ids and names as in every other recording: what differs from run to run carries no meaning. */
function tidied(
  events: readonly Entry[],
  tabId: number,
  strangers: ReadonlySet<unknown>,
  good: string,
  other: string,
): readonly Entry[] {
  const ids = new Map<string, string>();
  const idOf = (prefix: string, id: string): string => {
    if (/^0+$/.test(id)) return id;
    const key = `${prefix}${id}`;
    const known = ids.get(key) ?? `${prefix}${String([...ids.keys()].filter((one) => one.startsWith(prefix)).length + 1)}`;
    ids.set(key, known);
    return known;
  };
  const named = (text: string): string =>
    text
      .replaceAll(good, 'good.test')
      .replaceAll(other, 'other.test')
      .replace(/blob:(https:\/\/[^/]+)\/.*/, 'blob:$1/0');
  return events
    .filter((one) => !strangers.has(Reflect.get(one, 'tabId')) && isOurs(Reflect.get(one, 'url')))
    .map((one) => {
      const entry: Record<string, unknown> = { ...one };
      if (typeof entry['tabId'] === 'number') entry['tabId'] = entry['tabId'] === tabId ? 1 : 2;
      if (typeof entry['documentId'] === 'string') entry['documentId'] = idOf('D', entry['documentId']);
      if (typeof entry['requestId'] === 'string') entry['requestId'] = idOf('R', entry['requestId']);
      for (const field of ['url', 'redirectUrl']) if (typeof entry[field] === 'string') entry[field] = named(entry[field]);
      return entry as Entry;
    });
}

/** A browser's own requests (is there a captive portal?) do not belong to the scenario. */
const isOurs = (url: unknown): boolean =>
  typeof url !== 'string' || !/^https?:/.test(url) || new URL(url).hostname.endsWith('.test');

async function recordAll(name: BrowserName, network: TestNetwork): Promise<readonly Trace[]> {
  const pool = openPool(network);
  const traces: Trace[] = [];
  const opened: Opened = await pool.take(name, { ...USUAL, inPrivate: true }, true);
  const { browser } = opened;
  const recorder = await record(browser);
  for (const scenario of Object.keys(SCENARIOS)) {
    const tab = await browser.newTab();
    const trace = await play(network, recorder, tab, scenario);
    if (trace !== null) traces.push(trace);
    console.log(`${name}: ${scenario}: ${String(trace?.events.length ?? 0)} events`);
    await tab.close().catch(() => undefined);
  }
  const hidden = await browser.newTab({ private: true });
  const sees = name === 'chromium' ? await record(browser, hidden.probe) : recorder;
  for (const scenario of ['two pages of a site', 'another site and back']) {
    const trace = await play(network, sees, hidden, scenario);
    if (trace !== null) traces.push({ ...trace, name: `${scenario}, in a private window`, private: true });
  }
  await pool.close();
  return traces;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter(isBrowser);
  const network = await createNetwork(attesters);
  const folder = join(ROOT, 'src', 'background', 'testing', 'traces');
  mkdirSync(folder, { recursive: true });
  for (const name of wanted.length > 0 ? wanted : BROWSERS) {
    const traces = await recordAll(name, network);
    const text = traces
      .map(({ name: title, private: hidden, events }) =>
        [
          `  { "name": ${JSON.stringify(title)}, "private": ${String(hidden)}, "events": [`,
          events.map((one) => `    ${JSON.stringify(one)}`).join(',\n'),
          '  ] }',
        ].join('\n'),
      )
      .join(',\n');
    writeFileSync(join(folder, `${name}.json`), `[\n${text}\n]\n`);
  }
  await network.close();
}

await main();
