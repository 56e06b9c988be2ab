import type { Page } from '../browser.ts';
import { answered } from '../json.ts';
import { until } from '../poll.ts';

/** What somebody saw who used the application. */
export type Used = {
  readonly notes: readonly string[];
  /** Did the picture that was uploaded come back, and show? */
  readonly picture: boolean;
  /** Bars of the chart. */
  readonly bars: number;
  /** What came over the WebSocket last. */
  readonly live: string;
};

const NOTE = 'Buy <milk>';

const SIGN_IN = `(() => {
  const form = document.querySelector('#sign-in');
  if (form === null) return false;
  form.elements.name.value = 'ada';
  form.elements.password.value = 'secret of ada';
  form.requestSubmit();
  return true;
})()`;

const WRITE = `(() => {
  const form = document.querySelector('#add');
  if (form === null) return false;
  form.elements.text.value = ${JSON.stringify(NOTE)};
  form.requestSubmit();
  const files = new DataTransfer();
  const dot = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>';
  files.items.add(new File([dot], 'dot.svg', { type: 'image/svg+xml' }));
  const field = document.querySelector('input[type=file]');
  field.files = files.files;
  field.dispatchEvent(new Event('change'));
  return true;
})()`;

const SEEN = `({
  notes: [...document.querySelectorAll('#notes li')].map((item) => item.textContent),
  picture: document.querySelector('#picture img')?.complete === true,
  bars: document.querySelectorAll('#chart rect').length,
  live: document.querySelector('#live')?.textContent ?? '',
})`;

/** Signs in, writes a note, uploads a picture, and waits until the service has told of it. */
export async function useNotes(page: Page): Promise<Used> {
  for (const [what, script] of [
    ['the sign-in form', SIGN_IN],
    ['the list of notes', WRITE],
  ] as const)
    await until(what, async () => ((await page.evaluate(script)) === true ? true : undefined));
  return await until('the application has done its work', async () => {
    const used = answered<Used>(await page.evaluate(SEEN));
    if (used.notes.length > 0 && used.picture && used.bars > 0 && used.live.startsWith('1 ')) return used;
    throw new Error(`so far: ${JSON.stringify(used)}`);
  });
}

/** Types into the twin's own field, as somebody does who believes the page, and sends it. */
export async function believeTwin(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const field = document.querySelector('#twin-field');
    field.value = 'secret of ada';
    field.scrollIntoView();
    return new Promise((done) => setTimeout(() => { field.form.requestSubmit(); done(null); }, 300));
  })()`);
}
