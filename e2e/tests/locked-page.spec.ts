import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { hits, lockedSite } from './locked-site.ts';
import { LEAKS, TRIES, tryingSite } from './locked-tries.ts';

const scriptsOf = (view: Parameters<typeof finding>[0]) =>
  view.state.at === 'appraised' ? finding(view, 'channel.scripts') : null;
const isHeld = (view: Parameters<typeof finding>[0]): boolean => scriptsOf(view)?.outcome === 'pass';

/** A visit of a locked site whose page is held by now. */
async function heldVisit(context: Context, site: TestSite): Promise<TestVisit> {
  const visited = await context.visit(site);
  await visited.until('the page is held to its code', isHeld);
  return visited;
}

const bad = (names: readonly string[]): readonly string[] => names.filter((name) => name.startsWith('bad'));

e2e('a page whose evidence names its scripts runs those and no others, and its guard says so', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  const view = await visited.until('the page is held to its code', isHeld);
  // The first load was before anybody knew: what is not named ran then, or this test would prove nothing.
  assert.deepEqual(bad(hits(site)), ['bad', 'bad-inline']);
  await untilTrue('its own code runs again', () => Promise.resolve(hits(site).filter((name) => name === 'good').length === 2));
  assert.equal(finding(view, 'channel.scripts').facts?.['because'], 'strict');
  await context.watch.call('site.lock', { origin: site.origin, on: false });
  await visited.until('the user let it go', (shown) => scriptsOf(shown)?.facts?.['because'] === 'switched-off');
  assert.deepEqual(bad(hits(site)), ['bad', 'bad', 'bad-inline', 'bad-inline']);
});

/** Goes there; gives what was told to the site meanwhile, once nothing more comes. */
async function told(visited: TestVisit, site: TestSite, path: string, act = 'null'): Promise<readonly string[]> {
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}${path}`);
  await visited.tab.evaluate(`(() => { try { ${act} } catch {} return null; })()`).catch(() => null);
  let seen = -1;
  await untilTrue('nothing more is asked for', async () => {
    const before = seen;
    seen = site.requests().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    return before === seen && site.requests().length === seen;
  });
  return hits(site, from);
}

/** Tries that no browser runs even without a lock: they say nothing here. */
const NEVER_RUN = new Set(['another body under a named hash', 'a policy that reports']);

e2e(
  'nothing that a locked page tries runs but what its evidence names, and all of it runs without the lock',
  {},
  async (context) => {
    const free = tryingSite(context);
    const site = tryingSite(context);
    await context.accept(context.platform, null);
    const without = await heldVisit(context, free);
    await context.watch.call('site.lock', { origin: free.origin, on: false });
    await without.until('it is free', (view) => scriptsOf(view)?.facts?.['because'] === 'switched-off');
    const visited = await heldVisit(context, site);
    const wrong: string[] = [];
    let controls = 0;
    for (const [at, [name, { runs = [] }]] of Object.entries(TRIES).entries()) {
      const ran = await told(visited, site, `/try${String(at)}`);
      if (JSON.stringify([...new Set(ran)]) !== JSON.stringify(runs)) wrong.push(`${name}: ${ran.join()} ran`);
      const control = await told(without, free, `/try${String(at)}`);
      if (bad(control).length > 0) controls += 1;
      else if (runs.length === 0 && !NEVER_RUN.has(name) && !name.includes('mixed') && !name.includes('without its hash'))
        console.log(`      control: ${name} ran ${control.join() || 'nothing'} without the lock`);
    }
    for (const [at, [name, { act }]] of Object.entries(LEAKS).entries()) {
      const left = await told(visited, site, `/leak${String(at)}`, act);
      if (left.length > 0) wrong.push(`${name}: ${left.join()} left`);
      if ((await told(without, free, `/leak${String(at)}`, act)).length > 0) controls += 1;
    }
    assert.deepEqual(wrong, []);
    // What no browser refuses by itself ran where nothing was locked, or the rows above would prove nothing.
    assert.ok(controls >= 12, `${String(controls)} controls`);
  },
);
