import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../scripts/installed.mjs';
import type { BrowserName, Page } from './browser.ts';
import { answered, source } from './json.ts';
import { untilTrue } from './poll.ts';

/** A colour scheme (CSS Color Adjustment, `color-scheme`). */
export type Scheme = 'light' | 'dark';

/** Rules of WCAG 2.2, levels A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const require = createRequire(import.meta.url);
const AXE = readFileSync(createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] };

/** What axe finds wrong with the page as it is drawn now, by all rules or by one; a line for each. */
export async function axe(page: Page, only?: string): Promise<readonly string[]> {
  await page.evaluate(`(() => { ${AXE}; return null; })()`);
  const options = { runOnly: only === undefined ? { type: 'tag', values: TAGS } : { type: 'rule', values: [only] } };
  const found = await page.evaluate(
    `axe.run(document, ${source(options)}).then(({ violations }) => JSON.parse(JSON.stringify(violations)))`,
  );
  return answered<readonly Violation[]>(found).flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary.replace(/\s+/g, ' ')}`),
  );
}

/** Draws the page in this scheme: its colours come from light-dark(), which follows `color-scheme`. */
export async function inScheme(page: Page, scheme: Scheme): Promise<void> {
  await page.evaluate(`(() => { document.documentElement.style.colorScheme = ${source(scheme)}; return null; })()`);
}

/** Opens every disclosure, so that its content is drawn and examined. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`(() => { for (const one of document.querySelectorAll('details')) one.open = true; return null; })()`);
}

/** Elements that overflow a page of this width (CSS pixels), by their tags and texts; tables scroll in a box of their own. */
export async function wider(page: Page, width: number): Promise<readonly string[]> {
  const found = await page.evaluate(`(() => {
    document.documentElement.style.width = ${source(`${String(width)}px`)};
    const out = [...document.body.querySelectorAll('*')].filter((one) => {
      if (one.parentElement.closest('.scroll') !== null) return false;
      const box = one.getBoundingClientRect();
      return box.width > 1 && box.right > ${source(width)} + 0.5;
    });
    document.documentElement.style.width = '';
    return out.map((one) => one.tagName + ' ' + one.textContent.slice(0, 40));
  })()`);
  return answered<readonly string[]>(found);
}

/** Controls smaller than 24 by 24 CSS pixels (WCAG 2.5.8); links inside a sentence are exempt there. */
export async function tooSmall(page: Page): Promise<readonly string[]> {
  const found = await page.evaluate(`(() =>
    [...document.querySelectorAll('button, summary, select, input, textarea')].filter((one) => {
      const box = (one.closest('label') ?? one).getBoundingClientRect();
      return box.width > 0 && (box.width < 24 || box.height < 24);
    }).map((one) => one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent)))()`);
  return answered<readonly string[]>(found);
}

/** Waits until the page has its first heading. */
export async function drawn(page: Page): Promise<void> {
  await untilTrue('the page is drawn', async () => (await page.evaluate(`document.querySelector('h1') !== null`)) === true);
}

/** Keeps a picture of the page in `reports/screens`, which git ignores. */
export async function keep(page: Page, browser: BrowserName, name: string): Promise<void> {
  const folder = join(ROOT, 'reports', 'screens', browser);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), await page.screenshot());
}
