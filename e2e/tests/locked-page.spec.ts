import assert from 'node:assert/strict';
import { untilTrue } from '../../testing/poll.ts';
import { e2e } from '../runner/declare.ts';
import { finding } from './expect.ts';
import { hits, lockedSite } from './locked-site.ts';

const isHeld = (view: Parameters<typeof finding>[0]): boolean =>
  view.state.at === 'appraised' && finding(view, 'channel.scripts').outcome === 'pass';

e2e('a page whose evidence names its scripts runs those and no others, and its guard says so', {}, async (context) => {
  const site = lockedSite(context);
  await context.accept(context.platform, null);
  const visited = await context.visit(site);
  const view = await visited.until('the page is held to its code', isHeld);
  // The first load was before anybody knew: what is not named ran then, or this test would prove nothing.
  assert.deepEqual(
    hits(site).filter((name) => name.startsWith('bad')),
    ['bad', 'bad-inline'],
  );
  await untilTrue('its own code runs again', () => Promise.resolve(hits(site).filter((name) => name === 'good').length === 2));
  assert.equal(finding(view, 'channel.scripts').facts?.['because'], 'strict');
});
