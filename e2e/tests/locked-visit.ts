import { sleep, untilTrue } from '../../testing/poll.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { finding } from './expect.ts';
import { hitsOn } from './locked-site.ts';

type View = Parameters<typeof finding>[0];

/** What is known of the code that can run on a page; null before it was appraised. */
export const scriptsOf = (view: View) => (view.state.at === 'appraised' ? finding(view, 'channel.scripts') : null);
/** Has its guard reported that the page is held to its code? */
export const isHeld = (view: View): boolean => scriptsOf(view)?.outcome === 'pass';

/** A visit to a locked site whose page is locked by now. */
export async function heldVisit(context: Context, site: TestSite, path = '/'): Promise<TestVisit> {
  const visited = await context.visit(site, path);
  await visited.until('the page is held to its code', isHeld);
  return visited;
}

/** A visit to a site whose evidence names code, and whose pages the user lets run as they are sent. */
export async function freedVisit(context: Context, site: TestSite): Promise<TestVisit> {
  const visited = await heldVisit(context, site);
  await context.watch.call('site.lock', { origin: site.origin, on: false });
  await visited.until('it is free', (view) => scriptsOf(view)?.facts?.['because'] === 'switched-off');
  return visited;
}

/** What a page that runs something more would have told by then (milliseconds). */
const LATE_MS = 300;

/** What ran on a page of the site that is loaded now, once all of this did (its own code, usually). */
export async function ranAt(
  visited: TestVisit,
  site: Pick<TestSite, 'origin' | 'requests'>,
  path: string,
  awaited: readonly string[] = ['good'],
): Promise<readonly string[]> {
  const from = site.requests().length;
  await visited.tab.goto(`${site.origin}${path}`);
  const ran = (): readonly string[] => [...new Set(hitsOn(site, path, from))].toSorted();
  await untilTrue(`${awaited.join()} run`, () => Promise.resolve(awaited.every((name) => ran().includes(name))));
  // What else the page runs comes in no certain order.
  await sleep(LATE_MS);
  return ran();
}
