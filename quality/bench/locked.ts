import { createHash } from 'node:crypto';
import { BROWSERS, type BrowserName } from '../../testing/browser.ts';
import { answered } from '../../testing/json.ts';
import { createNetwork, type TestNetwork } from '../../testing/network.ts';
import { openPool, type Opened } from '../../testing/extension/pool.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { html } from '../../testing/site/answer.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { tlsKey, type TestSite } from '../../testing/site/test-site.ts';
import type { Tab } from '../../testing/browser.ts';
import { intervalOf, written } from './interval.ts';
import { atMost, type Measurement, type Row } from './row.ts';

const SCRIPTS = 20;
const SCRIPT_BYTES = 50_000;
const ROUNDS = 60;
const WARM_UP_ROUNDS = 5;
const PAGE = '/page';
const SMALL = '/small';

/** One script, as long as a chunk of an application; each is another file. */
const scriptOf = (nth: number): string => `globalThis.loaded = ${String(nth)};//${'x'.repeat(SCRIPT_BYTES)}`;
const hashOf = (body: string): string => `sha256-${createHash('sha256').update(body).digest('base64')}`;

/** The same pages on a site that names their code, and on one that does not: integrity on every tag of both. */
function openSite(network: TestNetwork, host: string, locked: boolean): TestSite {
  const site = network.open({ host, attester: platform });
  const bodies = Array.from({ length: SCRIPTS }, (_, nth) => scriptOf(nth));
  const tags = bodies.map((body, nth) => `<script src="/part${String(nth)}.js" integrity="${hashOf(body)}"></script>`);
  site.pages.set(PAGE, () => html('page', tags.join(''))).set(SMALL, () => html('small', '<p>hello</p>'));
  for (const [nth, body] of bodies.entries())
    site.pages.set(`/part${String(nth)}.js`, () => ({
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' },
      body,
    }));
  const { attestation } = site;
  if (attestation === null) throw new Error('the site attests nothing');
  const named = [
    { use: 'script-hashes', key: Buffer.from(bodies.map(hashOf).join(' ')) },
    { use: 'page-policy', key: Buffer.from('strict') },
  ] as const;
  if (locked) site.attestation = { ...attestation, keys: (node) => [...tlsKey(site.credentials[node]), ...named] };
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
  return answered<number>(time);
}

type Pages = { readonly tab: Tab; readonly locked: TestSite; readonly free: TestSite };

/** One pair a round; the order alternates. */
async function pairs(
  { tab, locked, free }: Pages,
  path: string,
  from: Parameters<typeof loadTime>[2],
): Promise<readonly (readonly [locked: number, free: number])[]> {
  const found: (readonly [number, number])[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
    const visit = (site: TestSite): Promise<number> => loadTime(tab, `${site.origin}${path}?${String(round)}`, from);
    const first = await visit(round % 2 === 0 ? locked : free);
    const second = await visit(round % 2 === 0 ? free : locked);
    if (round >= WARM_UP_ROUNDS) found.push(round % 2 === 0 ? [first, second] : [second, first]);
  }
  return found;
}

async function* rowsOf(name: BrowserName, pages: Pages, wanted: (row: string) => boolean): AsyncGenerator<Row> {
  if (wanted(`locked.page.${name}`)) {
    const ratio = intervalOf((await pairs(pages, PAGE, 'startTime')).map(([locked, free]) => locked / free));
    const note = `load of ${String(SCRIPTS)} scripts, over the same unlocked, upper end of ${written(ratio)}`;
    yield atMost(`locked.page.${name}`, ratio.upper, 1.05, note);
  }
  if (wanted(`locked.guard.${name}`)) {
    const added = intervalOf((await pairs(pages, SMALL, 'responseStart')).map(([locked, free]) => locked - free));
    const note = `milliseconds a document, from its first byte, rule and guard, upper end of ${written(added)}`;
    yield atMost(`locked.guard.${name}`, added.upper, 2, note);
  }
}

/** Both sites in one tab, the one already held to its code. */
async function opened({ browser, watch }: Opened, network: TestNetwork): Promise<Pages> {
  const [locked, free] = [openSite(network, 'bench-locked.test', true), openSite(network, 'bench-free.test', false)];
  const tab = await browser.newTab();
  await tab.goto(`${locked.origin}${SMALL}`);
  await watch.until(tab, 'the page is held to its code', ({ guarded }) => guarded);
  return { tab, locked, free };
}

/** The cost of a page that is held to the code named by its evidence (DESIGN §6); other pages cost what they did. */
export const locked: Measurement = {
  names: ['locked.page.', 'locked.guard.'],
  async *measure(wanted) {
    for (const name of BROWSERS) {
      if (!['page', 'guard'].some((kind) => wanted(`locked.${kind}.${name}`))) continue;
      const network = await createNetwork(attesters);
      const pool = openPool(network);
      try {
        const pages = await opened(await pool.take(name, { ...USUAL, securityInfo: false }, false), network);
        yield* rowsOf(name, pages, wanted);
      } finally {
        await pool.close();
        await network.close();
      }
    }
  },
};
