import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { hits, hitsOn, lockedSite } from './locked-site.ts';
import { freedVisit, heldVisit, isHeld, scriptsOf } from './locked-visit.ts';
import { LEAKS, TRIES, tryingSite } from './locked-tries.ts';

const bad = (names: readonly string[]): readonly string[] => names.filter((name) => name.startsWith('bad'));

e2e('a page whose evidence names its scripts runs those and no others, and its guard says so', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  const view = await visited.until('the page is held to its code', isHeld);
  // The first load was before the lock: unnamed code ran then, or this test would prove nothing.
  assert.deepEqual(bad(hits(site)), ['bad', 'bad-inline']);
  await untilTrue('its own code runs again', () => Promise.resolve(hits(site).filter((name) => name === 'good').length >= 2));
  assert.equal(finding(view, 'channel.scripts').facts?.['because'], 'strict');
  await context.watch.call('site.lock', { origin: site.origin, on: false });
  await visited.until('the user let it go', (shown) => scriptsOf(shown)?.facts?.['because'] === 'switched-off');
  await untilTrue('all its code runs again', () => Promise.resolve(bad(hits(site)).length >= 4));
  assert.deepEqual(bad(hits(site)), ['bad', 'bad', 'bad-inline', 'bad-inline']);
});

/**
 * Navigates; returns what was reported to the site in the meantime, once nothing more arrives and what is expected has, or in vain.
 */
async function told(
  visited: TestVisit,
  site: TestSite,
  path: string,
  act: string,
  isExpected: (seen: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}${path}`);
  await visited.tab.evaluate(`(() => { try { ${act} } catch {} return null; })()`).catch(() => null);
  let seen = -1;
  await untilTrue('nothing more is asked for', async () => {
    const before = seen;
    seen = site.requests().length;
    await new Promise((resolve) => setTimeout(resolve, 80));
    return before === seen && site.requests().length === seen && isExpected(hitsOn(site, path, from));
  }).catch(() => undefined);
  return hitsOn(site, path, from);
}

/** Rows in which nothing bad happens even without a lock: named code, and what integrity alone refuses. */
const WITHOUT_CONTROL: readonly string[] = [
  'a named file',
  'a named file without its hash',
  'a named file with the mark of its charset, sent and asked for as others',
  'another body under a named hash',
  'unknown algorithms mixed in',
  'a module graph by an import map that is named',
  'a module graph by preloads with hashes',
];

e2e('nothing that a locked page tries runs but what its evidence names, while it runs without the lock', {}, async (context) => {
  const [site, free] = [tryingSite(context), tryingSite(context)];
  await context.accept(context.platform, null);
  const without = await freedVisit(context, free);
  const visited = await heldVisit(context, site);
  const wrong: string[] = [];
  const harmless: string[] = [];
  const tryBoth = async (name: string, path: string, runs: readonly string[], act = 'null'): Promise<void> => {
    const [ran, control] = await Promise.all([
      told(visited, site, path, act, (seen) => runs.every((one) => seen.includes(one))),
      told(without, free, path, act, (seen) => WITHOUT_CONTROL.includes(name) || bad(seen).length > 0),
    ]);
    if (JSON.stringify([...new Set(ran)]) !== JSON.stringify(runs)) wrong.push(`${name}: ${ran.join()}`);
    if (bad(control).length === 0) harmless.push(name);
  };
  for (const [at, [name, { runs = [] }]] of Object.entries(TRIES).entries()) await tryBoth(name, `/try${String(at)}`, runs);
  for (const [at, [name, { act }]] of Object.entries(LEAKS).entries()) await tryBoth(name, `/leak${String(at)}`, [], act);
  assert.deepEqual(wrong, []);
  // What no browser refuses by itself ran where nothing was locked, or the rows above would prove nothing.
  assert.deepEqual(harmless, WITHOUT_CONTROL);
});
