import { createHash } from 'node:crypto';
import { BROWSERS, type BrowserName } from '../../testing/browser.ts';
import { CONTENT_SCRIPTS } from '../../src/background/api/content-scripts.ts';
import { toAscii } from '../../src/verifier/bytes/text.ts';
import { pagePolicy, readPageLock, type AttestedKey } from '../../src/verifier/protocol/index.ts';
import { answered, source } from '../../testing/json.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { openPool, type Opened } from '../../testing/extension/pool.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { sleep } from '../../testing/poll.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { tlsKey, type TestSite } from '../../testing/site/test-site.ts';
import type { Tab } from '../../testing/browser.ts';
import { intervalOfGroups, written, type Interval } from './interval.ts';
import { atMost, type Measurement, type Row } from './row.ts';

const SCRIPTS = 20;
const SCRIPT_BYTES = 50_000;
/** Starts of each browser: what one start does differently is its own. */
const STARTS = 4;
/** In each round every site has a turn of this many navigations, after one that is not measured: it starts the site's process. */
const ROUNDS = 6;
const NAVIGATIONS_IN_TURN = 4;
const WARM_UP_ROUNDS = 1;
/** What the background does after a load (milliseconds) must not slow the next. */
const SETTLING_MS = 250;
const PAGE = '/page';
const SMALL = '/small';

/**
 * The same pages on three sites, in one tab of one browser. `locked` names their code, `free` does not. `floor` does not either, but
 * sends the policy of the lock itself, and a content script that does nothing runs in its documents before their first script: no lock
 * with a guard can cost less.
 */
const ARMS = ['locked', 'free', 'floor'] as const;
type ArmName = (typeof ARMS)[number];
type Round = Readonly<Record<ArmName, number>>;

/** One script, as long as a chunk of an application; each is another file. */
const scriptOf = (nth: number): string => `globalThis.loaded = ${String(nth)};//${'x'.repeat(SCRIPT_BYTES)}`;
const hashOf = (body: string): string => `sha256-${createHash('sha256').update(body).digest('base64')}`;

const BODIES = Array.from({ length: SCRIPTS }, (_, nth) => scriptOf(nth));
const HASHES = BODIES.map(hashOf);
const TAGS = HASHES.map((hash, nth) => `<script src="/part${String(nth)}.js" integrity="${hash}"></script>`);
const LOCK: readonly AttestedKey[] = [
  { use: 'script-hashes', key: toAscii(HASHES.join(' '), 'hashes') },
  { use: 'page-policy', key: toAscii('strict', 'level') },
];

/** What the lock sets, as a site would send it itself. */
function policyHeaders(): Readonly<Record<string, string>> {
  const lock = readPageLock({ keysFor: (use) => LOCK.filter((one) => one.use === use).map(({ key }) => key) });
  if (lock === null) throw new Error('the site names no code');
  return { 'content-security-policy': pagePolicy(lock, []), 'cross-origin-opener-policy': 'noopener-allow-popups' };
}

function openSite(network: TestNetwork, arm: ArmName): TestSite {
  const site = network.open({ host: `bench-${arm}.test`, attester: platform });
  const headers = arm === 'floor' ? policyHeaders() : {};
  site.pages
    .set(PAGE, () => withHeaders(html('page', TAGS.join('')), headers))
    .set(SMALL, () => withHeaders(html('small', '<p>hello</p>'), headers));
  for (const [nth, body] of BODIES.entries())
    site.pages.set(`/part${String(nth)}.js`, () => ({
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' },
      body,
    }));
  const { attestation } = site;
  if (attestation === null) throw new Error('the site attests nothing');
  if (arm === 'locked') site.attestation = { ...attestation, keys: (node) => [...tlsKey(site.credentials[node]), ...LOCK] };
  return site;
}

/** Milliseconds of a load by the page's own clock, from this moment to the end of its load event. */
async function loadTime(tab: Tab, url: string, from: 'startTime' | 'responseStart'): Promise<number> {
  await tab.goto(url);
  const time = await tab.evaluate(`(async () => {
    const [entry] = performance.getEntriesByType('navigation');
    while (entry.loadEventEnd === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return entry.loadEventEnd - entry.${from};
  })()`);
  await sleep(SETTLING_MS);
  return answered<number>(time);
}

type Pages = { readonly tab: Tab; readonly sites: Readonly<Record<ArmName, TestSite>> };

/** Milliseconds of a navigation, in the mean over one turn. */
async function timeOfTurn(tab: Tab, address: string, from: Parameters<typeof loadTime>[2]): Promise<number> {
  await loadTime(tab, `${address}-first`, from);
  let sum = 0;
  for (let nth = 0; nth < NAVIGATIONS_IN_TURN; nth += 1) sum += await loadTime(tab, `${address}-${String(nth)}`, from);
  return sum / NAVIGATIONS_IN_TURN;
}

/** Every arm once a round; the order changes from round to round. */
async function inRounds({ tab, sites }: Pages, path: string, from: Parameters<typeof loadTime>[2]): Promise<readonly Round[]> {
  const found: Round[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
    const figures = { locked: Number.NaN, free: Number.NaN, floor: Number.NaN };
    const turned = ARMS.map((_, at) => ARMS[(at + round) % ARMS.length] ?? 'free');
    for (const arm of round % 2 === 0 ? turned : turned.toReversed())
      figures[arm] = await timeOfTurn(tab, `${sites[arm].origin}${path}?${String(round)}`, from);
    if (round >= WARM_UP_ROUNDS) found.push(figures);
  }
  return found;
}

/** All sites in one tab, the locked one already held to its code. */
async function opened({ browser, watch }: Opened, network: TestNetwork): Promise<Pages> {
  const sites = { locked: openSite(network, 'locked'), free: openSite(network, 'free'), floor: openSite(network, 'floor') };
  const idle = {
    id: 'bench-floor',
    matches: [`${sites.floor.origin}/*`],
    js: [CONTENT_SCRIPTS.announcement],
    runAt: 'document_start',
    allFrames: true,
    matchOriginAsFallback: true,
  };
  await browser.probe.evaluate(`chrome.scripting.registerContentScripts([${source(idle)}]).then(() => null)`);
  const tab = await browser.newTab();
  await tab.goto(`${sites.locked.origin}${SMALL}`);
  await watch.until(tab, 'the page is held to its code', ({ guarded }) => guarded);
  return { tab, sites };
}

/** Starts a browser of its own for this. */
async function withPages<T>(name: BrowserName, measure: (pages: Pages) => Promise<T>): Promise<T> {
  const network = await createNetwork(attesters);
  const pool = openPool(network);
  try {
    return await measure(await opened(await pool.take(name, { ...USUAL, securityInfo: false }, true), network));
  } finally {
    await pool.close();
    await network.close();
  }
}

type Kind = 'page' | 'guard';

const MEASURED: Record<Kind, (pages: Pages) => Promise<readonly Round[]>> = {
  page: (pages) => inRounds(pages, PAGE, 'startTime'),
  guard: (pages) => inRounds(pages, SMALL, 'responseStart'),
};

const ROWS: Record<Kind, (name: BrowserName, of: (figure: (round: Round) => number) => Interval) => Row> = {
  page(name, of) {
    const ratio = of(({ locked, free }) => locked / free);
    const floor = of((round) => round.floor / round.free);
    const own = of((round) => round.locked / round.floor);
    const note = `load of ${String(SCRIPTS)} scripts, over the same unlocked, upper end of ${written(ratio)}; ${of(({ free }) => free).value.toFixed(0)} ms there; the policy and an idle script ${written(floor)}, what is ours beyond it ${written(own)}`;
    return atMost(`locked.page.${name}`, ratio.upper, 1.05, note);
  },
  guard(name, of) {
    const added = of(({ locked, free }) => locked - free);
    const floor = of((round) => round.floor - round.free);
    const own = of((round) => round.locked - round.floor);
    const note = `milliseconds a document, from its first byte, rule and guard, upper end of ${written(added)}; the policy and an idle script ${written(floor)}, what is ours beyond it ${written(own)}`;
    return atMost(`locked.guard.${name}`, added.upper, 2, note);
  },
};

/** The cost of a page that is held to the code named by its evidence (DESIGN §6); other pages cost what they did. */
export const locked: Measurement = {
  names: ['locked.page.', 'locked.guard.'],
  async *measure(wanted) {
    for (const name of BROWSERS) {
      const kinds = (['page', 'guard'] as const).filter((kind) => wanted(`locked.${kind}.${name}`));
      const measured: Record<Kind, (readonly Round[])[]> = { page: [], guard: [] };
      for (let start = 0; start < (kinds.length > 0 ? STARTS : 0); start += 1)
        await withPages(name, async (pages) => {
          for (const kind of kinds) measured[kind].push(await MEASURED[kind](pages));
        });
      for (const kind of kinds)
        yield ROWS[kind](name, (figure) => intervalOfGroups(measured[kind].map((rounds) => rounds.map(figure))));
    }
  },
};
