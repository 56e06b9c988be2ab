import assert from 'node:assert/strict';
import type { SiteView } from '../../src/background/api/site-view.ts';
import type { Page } from '../../testing/browser.ts';
import { source } from '../../testing/json.ts';
import { axe, drawn, inScheme, keep, tooSmall, unfold, wider, type Scheme } from '../../testing/page-audit.ts';
import { fill, press, shows } from '../../testing/press.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { collection, samples } from '../../testing/screens/samples.ts';
import { VIEWS } from '../../testing/screens/views.ts';
import { toBase64 } from '../../src/verifier/index.ts';

const SCHEMES: readonly Scheme[] = ['light', 'dark'];
/** The narrowest popup and the narrowest page that must work (WCAG 1.4.10). */
const NARROWEST = 320;

/** The view as if its result had just been made for good: one that has run out would be asked for anew. */
function lasting({ state, ...view }: SiteView): SiteView {
  if (state.at !== 'appraised') return { ...view, state };
  const result = { ...state.result, goodUntil: '2999-01-01T00:00:00Z' };
  return { ...view, state: { ...state, result } };
}

/** Opens a tab at the site of the view, and puts the view where the background would have put it. */
async function seed(context: Context, view: SiteView): Promise<number> {
  const { probe } = context.browser;
  const tab = await context.browser.newTab();
  context.later(() => tab.close());
  if (view.origin !== null) {
    const { host } = new URL(view.origin);
    await tab.goto(`${context.network.open({ host, announcing: 'nothing' }).origin}/`);
  }
  const values = { [`site:${String(tab.id)}`]: { ...lasting(view), tabId: tab.id, documentId: null } };
  await probe.evaluate(`(globalThis.browser ?? chrome).storage.session.set(${source(values)}).then(() => null)`);
  return tab.id;
}

/** Examines the page as it is, collapsed and expanded, in both schemes. */
async function inspectPage(context: Context, page: Page, name: string): Promise<void> {
  const { name: browser } = context.browser;
  for (const scheme of SCHEMES) {
    await inScheme(page, scheme);
    await keep(page, browser, `${name}-${scheme}`);
  }
  await unfold(page);
  for (const scheme of SCHEMES) {
    await inScheme(page, scheme);
    assert.deepEqual(await axe(page, scheme === 'light' ? undefined : 'color-contrast'), [], `${name} ${scheme}`);
  }
  assert.deepEqual(await tooSmall(page), [], name);
  assert.deepEqual(await wider(page, NARROWEST), [], name);
}

for (const [name, view] of Object.entries<SiteView>(VIEWS))
  e2e(`the popup draws ${name} for everybody`, { granted: false, playwright: true }, async (context) => {
    const page = await context.extensionPage(`src/popup/index.html?tab=${String(await seed(context, view))}`);
    await drawn(page);
    if (view.state.at === 'appraised') await shows(page, 'Details');
    await inspectPage(context, page, name);
  });

const PAGES = [
  ['options', 'src/popup/options/index.html', 'Remembered sites'],
  ['onboarding', 'src/popup/onboarding/index.html', 'step 1 of 3'],
  ['inspect', 'src/popup/inspect/index.html', 'Drop evidence here'],
  ['learn', 'src/popup/learn/index.html?tee=snp', 'Known attacks'],
] as const;

for (const [name, path, words] of PAGES)
  e2e(`the ${name} page is drawn for everybody`, { granted: false, playwright: true }, async (context) => {
    const page = await context.extensionPage(path);
    await shows(page, words);
    await inspectPage(context, page, name);
  });

e2e(
  'evidence pasted into the inspector is recognised, taken apart and judged',
  { granted: false, playwright: true },
  async (context) => {
    const page = await context.extensionPage('src/popup/inspect/index.html');
    await shows(page, 'Drop evidence here');
    for (const { name, attester, attested } of samples) {
      await fill(page, 'Or text', toBase64(collection(attester, attested)));
      await press(page, 'Inspect');
      await shows(page, /This evidence (?:holds|does not hold)|Not enough to check|Genuine when it was made/);
      const text = await shows(page, 'Field by field');
      assert.match(text, /found in CMW in base64/, name);
    }
    await shows(page, 'Export as EAR');
    await inspectPage(context, page, 'inspect-filled');
  },
);

e2e('the popup can be used with the keyboard alone', { granted: false, playwright: true }, async (context) => {
  const page = await context.extensionPage(`src/popup/index.html?tab=${String(await seed(context, VIEWS.unaudited))}`);
  await drawn(page);
  await shows(page, 'Details');
  await unfold(page);
  // Everything that can be pressed is reached in drawing order, and nothing else is.
  const unreachable = await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('button, summary, select, input, a[href]')].filter((one) => one.getClientRects().length > 0);
    return all.filter((one) => one.tabIndex < 0).map((one) => one.outerHTML);
  })()`);
  assert.deepEqual(unreachable, []);
  const jumps = await page.evaluate(`document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length`);
  assert.equal(jumps, 0);
});
