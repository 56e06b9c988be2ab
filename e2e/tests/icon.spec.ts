import assert from 'node:assert/strict';
import type { Badge } from '../../src/background/api/badge.ts';
import { siteViewKey } from '../../src/background/api/site-view.ts';
import type { Display } from '../../testing/display.ts';
import { source } from '../../testing/json.ts';
import { sleep, untilTrue } from '../../testing/poll.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { html, withHeaders } from '../../testing/site/answer.ts';
import { known } from './known-site.ts';

/** The colour of the tick (scripts/icons.ts), and how far a screen may be from it in each channel. */
const GREEN = [0x13, 0x73, 0x33] as const;
const NEAR = 12;
/** Rows of the screen with the browser's own bars, and fewer green pixels in them than any tick has. */
const BARS = 100;
const FEW = 10;
/** Milliseconds after which anything on its way to the toolbar has arrived. */
const PAINTED = 700;

/** Green pixels in the browser's own bars. */
function greens(display: Display): number {
  const { width, rgb } = display.screenshot();
  let count = 0;
  for (let at = 0; at < 3 * width * BARS; at += 3)
    if (GREEN.every((value, channel) => Math.abs((rgb[at + channel] ?? 0) - value) < NEAR)) count += 1;
  return count;
}

/** Runs in the probe: the tab goes to a page, and on to the next one at the moment when its view is this one. */
const passesThrough = ({ tab }: TestVisit, page: string, badge: Badge, next: string): string => `new Promise((resolve) => {
  const go = (url) => chrome.tabs.update(${String(tab.id)}, { url });
  const listener = (changes) => {
    if (changes[${source(siteViewKey(tab.id))}]?.newValue?.badge !== ${source(badge)}) return;
    chrome.storage.onChanged.removeListener(listener);
    go(${source(next)}).then(() => resolve(null));
  };
  chrome.storage.onChanged.addListener(listener);
  go(${source(page)});
})`;

async function shownWith(context: Context): Promise<{ readonly display: Display }> {
  const { display } = context;
  assert.ok(display, 'Xvfb is not here');
  await context.browser.pin();
  return { display };
}

e2e('the icon of a verdict that came as the tab moved on does not stand on the next site', { windows: true }, async (context) => {
  const { display } = await shownWith(context);
  const good = await known(context);
  const silent = context.testSite({ announcing: 'nothing' });
  // From a cache, so that it is there before the icon was decoded.
  silent.pages.set('/', () => withHeaders(html('silent'), { 'cache-control': 'max-age=3600' }));
  const visited = await context.visit(silent);
  const id = String(visited.tab.id);
  await visited.tab.probe.evaluate(`chrome.tabs.update(${id}, { active: true }).then(() => null)`);
  await visited.badge('none');
  await sleep(PAINTED);
  assert.ok(greens(display) < FEW, 'something else on the bars is green');
  await visited.tab.goto(good.origin);
  await visited.badge('verified');
  await untilTrue('the tick is seen', () => Promise.resolve(greens(display) >= FEW));

  for (let time = 0; time < 6; time += 1) {
    // A worker that has just started has decoded no icon yet.
    await context.browser.killBackground();
    await context.watch.call('settings.get', null);
    await visited.tab.goto(`${silent.origin}/`);
    await visited.badge('none');
    const page = `${good.origin}/?${String(time)}`;
    await context.browser.probe.evaluate(passesThrough(visited, page, 'verified', `${silent.origin}/`));
    await visited.until('the other site is shown', ({ origin }) => origin === silent.origin);
    await untilTrue('no tick is seen', () => Promise.resolve(greens(display) < FEW));
    await sleep(PAINTED);
    assert.ok(greens(display) < FEW, `a tick stands on the next site (${String(time)})`);
    await visited.titled(/^(?!Attested)/);
  }
});
