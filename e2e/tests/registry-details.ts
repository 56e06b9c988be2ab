import type { Page } from '../../testing/browser.ts';
import { source } from '../../testing/json.ts';
import { inScheme, keep, unfold } from '../../testing/page-audit.ts';
import { shows } from '../../testing/press.ts';
import type { Context, TestVisit } from '../runner/context.ts';

/** What to take a picture of, in both schemes: from this heading on. */
type Picture = { readonly name: string; readonly heading: string };

/** The popup over this visit with its details expanded. */
export async function detailsOf(context: Context, { tab }: TestVisit, picture?: Picture): Promise<Page> {
  const popup = await context.extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);
  await shows(popup, 'Details');
  await unfold(popup);
  await shows(popup, 'The public registry');
  if (picture === undefined) return popup;
  for (const scheme of ['light', 'dark'] as const) {
    await inScheme(popup, scheme);
    await popup.evaluate(`(() => {
      const headings = [...document.querySelectorAll('h2, h3')];
      headings.find(({ textContent }) => textContent === ${source(picture.heading)}).scrollIntoView();
      return null;
    })()`);
    await keep(popup, context.browser.name, `registry-${picture.name}-${scheme}`);
  }
  return popup;
}
