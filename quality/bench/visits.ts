import { fileURLToPath } from 'node:url';
import { answered } from '../../testing/json.ts';
import { openHarness } from '../../testing/browser-harness.ts';
import type { Browser, Page, Tab } from '../../testing/browser.ts';
import { until } from '../../testing/poll.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { openPool, type Opened } from '../../testing/extension/pool.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { median } from './compare.ts';
import { intervalOf, written } from './interval.ts';
import { atMost, type Measurement, type Row } from './row.ts';

const ROUNDS = 9;
const SETUP = { ...USUAL, securityInfo: false };

/** Script: records when each navigation committed and when each tab's mark was decided, by one clock. */
export const NOTE = `(() => {
  const now = () => performance.timeOrigin + performance.now();
  globalThis.noted = { committed: {}, decided: {} };
  chrome.webNavigation.onCommitted.addListener(({ tabId, frameId, timeStamp }) => {
    if (frameId === 0) noted.committed[tabId] = timeStamp;
  });
  chrome.storage.onChanged.addListener((changes, area) => {
    if (area !== 'session') return;
    for (const [key, { newValue }] of Object.entries(changes)) {
      if (key.startsWith('site:') && newValue && newValue.badge !== 'checking') noted.decided[key] ??= now();
    }
  });
  return null;
})()`;

/** Script: records when the popup was requested, which the driver does after other things. */
const NOTE_ASKING = `(() => {
  globalThis.noted ??= {};
  const open = chrome.action.openPopup.bind(chrome.action);
  chrome.action.openPopup = (...words) => {
    noted.asked = performance.timeOrigin + performance.now();
    return open(...words);
  };
  return null;
})()`;

/** Milliseconds from the commit of a visit to its mark. */
export async function commitToBadge({ browser, watch }: Opened, tab: Tab, url: string): Promise<number> {
  await browser.probe.evaluate('(noted.decided = {}, noted.committed = {}, null)');
  await tab.goto(url);
  await watch.settled(tab);
  const times = answered<{ committed: Record<string, number>; decided: Record<string, number> }>(
    await browser.probe.evaluate('noted'),
  );
  return Math.max(...Object.values(times.decided)) - (times.committed[String(tab.id)] ?? Number.NaN);
}

async function* marks(network: TestNetwork, opened: Opened): AsyncGenerator<Row> {
  await opened.browser.probe.evaluate(NOTE);
  const first: number[] = [];
  const known: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const site = network.open({ host: `bench${String(round)}.test`, attester: platform });
    const tab = await opened.browser.newTab();
    first.push(await commitToBadge(opened, tab, `${site.origin}/`));
    known.push(await commitToBadge(opened, tab, `${site.origin}/?again`));
    await tab.close();
  }
  yield atMost('visit.known.chromium', median(known), 60, 'milliseconds from commit to mark, site known, loopback');
  yield atMost('visit.first.chromium', median(first), 150, 'milliseconds from commit to mark, first visit, loopback');
}

async function* popup(network: TestNetwork, opened: Opened): AsyncGenerator<Row> {
  const site = network.open({ host: 'bench-popup.test', attester: platform });
  const tab = await opened.browser.newTab();
  await tab.goto(`${site.origin}/`);
  await opened.watch.settled(tab);
  await opened.browser.probe.evaluate(NOTE_ASKING);
  const times: number[] = [];
  const before: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page: Page = await opened.browser.popup(tab);
    const asked = answered<number>(await opened.browser.probe.evaluate('noted.asked'));
    const started = answered<number>(await page.evaluate('performance.timeOrigin'));
    const painted = await until('the popup is painted', async () =>
      answered<number | undefined>(
        (await page.evaluate(
          `performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)[0] ?? null`,
        )) ?? undefined,
      ),
    );
    times.push(painted);
    before.push(started - asked);
    await page.close();
  }
  // When asked by a script, Chromium takes its time before it starts any popup, even an empty one; a click has no such delay.
  const wait = `${median(before).toFixed(0)} ms before that are Chromium's own way of opening one for a script`;
  yield atMost('popup.drawn.chromium', median(times), 150, `milliseconds from its start to its first contentful paint; ${wait}`);
  await tab.close();
}

/** Milliseconds from a message to a stopped worker to its answer. */
async function wake(browser: Browser, message: string): Promise<number> {
  await browser.killBackground();
  const script = `(async () => { const started = performance.now(); await chrome.runtime.sendMessage(${message}); return performance.now() - started; })()`;
  return answered<number>(await browser.probe.evaluate(script));
}

const WAKES = 61;

async function* startUp({ browser }: Opened, idle: Browser): AsyncGenerator<Row> {
  const over: number[] = [];
  for (let round = 0; round < WAKES; round += 1) {
    const ours = (): Promise<number> => wake(browser, `{ call: 'settings.get', ask: null }`);
    const empty = (): Promise<number> => wake(idle, `{ task: 'none', argument: null }`);
    const [first, second] = round % 2 === 0 ? [await ours(), await empty()] : [await empty(), await ours()];
    over.push(round % 2 === 0 ? first - second : second - first);
  }
  const added = intervalOf(over);
  const note = `milliseconds over an empty worker, from a message to its answer, upper end of ${written(added)}`;
  yield atMost('start-up.chromium', added.upper, 10, note);
}

const NAMES = ['visit.', 'popup.', 'start-up.'] as const;

/** What a user waits for, in a real Chromium with the whole extension (DESIGN §6). */
export const visits: Measurement = {
  names: NAMES,
  async *measure(wanted) {
    const network = await createNetwork(attesters);
    const pool = openPool(network);
    const harness = await openHarness('chromium', fileURLToPath(new URL('nothing-tasks.ts', import.meta.url)), {}, network);
    try {
      const opened = await pool.take('chromium', SETUP, false);
      if (wanted('visit.known.chromium') || wanted('visit.first.chromium')) yield* marks(network, opened);
      if (wanted('popup.drawn.chromium')) yield* popup(network, opened);
      if (wanted('start-up.chromium')) yield* startUp(opened, harness.browser);
    } finally {
      await harness.close();
      await pool.close();
      await network.close();
    }
  },
};
