import type { Page } from '../lib/browser.ts';
import { inScheme, keep, unfold } from '../lib/look.ts';
import { shows } from '../lib/press.ts';
import type { Context, Visit } from '../runner/context.ts';

/** The popup over this visit with its details unfolded; pictures of it in both schemes are kept under `picture`. */
export async function detailsOf(context: Context, { tab }: Visit, picture?: string): Promise<Page> {
  const popup = await context.extensionPage(`src/popup/index.html?tab=${String(tab.id)}`);
  await shows(popup, 'Details');
  await unfold(popup);
  await shows(popup, 'The public registry');
  if (picture === undefined) return popup;
  for (const scheme of ['light', 'dark'] as const) {
    await inScheme(popup, scheme);
    await popup.evaluate(`(() => {
      const headings = [...document.querySelectorAll('h2')];
      headings.find(({ textContent }) => textContent === 'The public registry').scrollIntoView();
      return null;
    })()`);
    await keep(popup, context.browser.name, `registry-${picture}-${scheme}`);
  }
  return popup;
}
