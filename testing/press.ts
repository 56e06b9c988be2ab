import type { Page } from './browser.ts';
import { answered, source } from './json.ts';
import { until, untilTrue } from './poll.ts';

/** What a user can press or fill in, found by its words, as people find it. */
const PRESSABLE = 'button, summary, a, label, input, select, textarea, [role="button"]';

let marked = 0;

/** Clicks the element with these words: its text, label or accessible name begins with them. */
export async function press(page: Page, words: string): Promise<void> {
  await page.click(await find(page, words));
}

/** Puts text into the field with these words, as typing does. */
export async function fill(page: Page, words: string, text: string): Promise<void> {
  const selector = await find(page, words);
  await page.evaluate(`(() => {
    const found = document.querySelector(${source(selector)});
    const field = found.control ?? found;
    field.focus();
    field.value = ${source(text)};
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return null;
  })()`);
}

/** A selector for the element with these words. */
async function find(page: Page, words: string): Promise<string> {
  const mark = `e2e-${String((marked += 1))}`;
  await until(`"${words}" is there`, async () => {
    const found = await page.evaluate(`(() => {
      const wanted = ${source(words.toLowerCase())};
      const named = (one) => [one.getAttribute('aria-label'), one.textContent, one.placeholder, one.value];
      const bears = (one) => named(one).some((text) => text && text.trim().toLowerCase().startsWith(wanted));
      const visible = (one) => one.getClientRects().length > 0;
      const found = [...document.querySelectorAll(${source(PRESSABLE)})].filter((one) => visible(one) && bears(one)).at(-1);
      if (found) found.dataset.e2e = ${source(mark)};
      return found ? true : false;
    })()`);
    return found === true ? true : undefined;
  });
  return `[data-e2e="${mark}"]`;
}

/** Waits until the page shows this text somewhere, and returns all of its text. */
export async function shows(page: Page, words: string | RegExp): Promise<string> {
  let text = '';
  try {
    await untilTrue(`the page shows ${String(words)}`, async () => {
      text = answered<string>(await page.evaluate('document.body.innerText'));
      return typeof words === 'string' ? text.toLowerCase().includes(words.toLowerCase()) : words.test(text);
    });
  } catch (error) {
    throw new Error(`the page does not show ${String(words)}; it shows:\n${text}`, { cause: error });
  }
  return text;
}
