import assert from 'node:assert/strict';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { fill, press, shows } from '../../testing/press.ts';
import { send } from '../../testing/site/answer.ts';
import type { Page } from '../../testing/browser.ts';

/** The extension's own pages are tested; sites are only visited. */
const PAGES = { playwright: true } as const;

const popupOf = ({ extensionPage }: Context, { tab }: TestVisit): Promise<Page> =>
  extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);

e2e('the popup that a click opens shows the site of that tab', {}, async (context) => {
  const site = context.testSite();
  const visited = await context.visit(site);
  await visited.badge('unaudited');
  const popup = await context.browser.popup(visited.tab);
  const text = await shows(popup, site.host);
  assert.match(text, /unknown code/i);
  await popup.close();
});

e2e('the popup names the state, one plain sentence and the five aspects', PAGES, async (context) => {
  const site = context.testSite();
  await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await visited.badge('verified');
  const popup = await popupOf(context, visited);
  const text = await shows(popup, 'Attested processing');
  for (const aspect of ['Hardware', 'Configuration', 'Code', 'Freshness', 'Connection'])
    assert.match(text, new RegExp(aspect, 'i'), aspect);
  assert.doesNotMatch(text, /\b(safe|secure|trusted|private|guaranteed)\b/i);
});

e2e('accepting the measurement in the popup turns the mark at once', PAGES, async (context) => {
  const site = context.testSite();
  const visited = await context.visit(site);
  await visited.badge('unaudited');
  const popup = await popupOf(context, visited);
  await press(popup, 'Accept this code…');
  await fill(popup, 'Note to yourself', 'compared with the build of today');
  await press(popup, 'Accept this code');
  await visited.badge('verified');
  await shows(popup, 'Attested processing');

  const [entry] = (await context.watch.call('allowlist.list', null)).filter(
    ({ origins }) => origins?.includes(site.origin) === true,
  );
  assert.ok(entry);
  context.later(() => context.watch.call('allowlist.remove', { id: entry.id }));
  assert.equal(entry.note, 'compared with the build of today');
  assert.deepEqual(entry.registers['MRENCLAVE'], context.platform.reference['MRENCLAVE']);
  assert.ok(Math.abs(Date.parse(entry.addedAt) - Date.now()) < 600_000);

  const elsewhere = await context.visit(context.testSite());
  await elsewhere.badge('unaudited');
});

e2e('taking an accepted measurement back turns the mark at once', PAGES, async (context) => {
  const site = context.testSite();
  const entry = await context.accept(context.platform, site.origin);
  const visited = await context.visit(site);
  await visited.badge('verified');
  await context.watch.call('allowlist.remove', { id: entry.id });
  const view = await visited.until('the mark follows', ({ badge }) => badge !== 'verified');
  assert.ok(['unaudited', 'checking', 'changed'].includes(view.badge), view.badge);
});

e2e('Try again makes a check that could not be made', PAGES, async (context) => {
  const site = context.testSite();
  site.wellKnown = (_, respond) => {
    send(respond, { status: 503, body: '' });
  };
  const visited = await context.visit(site);
  await visited.badge('unavailable');
  const popup = await popupOf(context, visited);
  site.wellKnown = null;
  await press(popup, 'Try again');
  await visited.badge('unaudited');
});

e2e('the popup tells a page that announces nothing that this is no warning, and offers to check', PAGES, async (context) => {
  const site = context.testSite({ announcing: 'nothing' });
  const visited = await context.visit(site);
  await visited.badge('none');
  const popup = await popupOf(context, visited);
  await shows(popup, /isn.t a warning|no warning|not a warning/i);
  await press(popup, 'Check this site');
  await visited.badge('unaudited');
});

e2e(
  'the allowlist can be looked at, edited, exported, previewed, imported and emptied in the options',
  PAGES,
  async (context) => {
    const site = context.testSite();
    const entry = await context.accept(context.platform, site.origin);
    const options = await context.extensionPage('src/popup/options/index.html');
    await shows(options, entry.note);
    const exported = await context.watch.call('allowlist.export', null);
    assert.ok(exported.entries.some(({ id }) => id === entry.id));

    const added = { ...entry, id: `${entry.id}-imported`, note: 'from a file' };
    const text = JSON.stringify({ ...exported, entries: [...exported.entries, added] });
    const difference = await context.watch.call('allowlist.preview', { text });
    assert.deepEqual(
      difference.added.map(({ id }) => id),
      [added.id],
    );
    assert.ok(
      !(await context.watch.call('allowlist.list', null)).some(({ id }) => id === added.id),
      'a preview changed something',
    );
    await context.watch.call('allowlist.import', { text });
    context.later(() => context.watch.call('allowlist.remove', { id: added.id }));
    await shows(options, 'from a file');
  },
);

e2e(
  'onboarding asks for all sites, and the mark works from then on',
  { ...PAGES, granted: false, fresh: true },
  async (context) => {
    const page = await context.extensionPage('src/popup/onboarding/index.html');
    await context.browser.agreeToPrompts();
    for (let step = 0; step < 2; step += 1) await press(page, 'Next');
    await press(page, 'Check all sites');
    const visited = await context.visit(context.testSite());
    await visited.badge('unaudited');
  },
);

e2e('hostile text from a site stays text in the popup', PAGES, async (context) => {
  const site = context.testSite({ host: 'xn--80ak6aa92e.test' });
  const visited = await context.visit(site);
  await visited.badge('unaudited');
  const popup = await popupOf(context, visited);
  const text = await shows(popup, 'xn--80ak6aa92e.test');
  assert.ok(!text.includes('аррӏе'), 'a look-alike host was drawn in the script it imitates');
});
