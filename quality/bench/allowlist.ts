import { OWN_KNOWLEDGE, type AllowlistEntry, type AllowlistFile } from '../../src/background/api/allowlist.ts';
import type { Page } from '../../testing/browser.ts';
import { openPool } from '../../testing/extension/pool.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { answered, source } from '../../testing/json.ts';
import { createNetwork } from '../../testing/network.ts';
import { attesters } from '../../testing/site/attesters.ts';
import { median } from './compare.ts';
import { atMost, type Measurement } from './row.ts';

const ROUNDS = 9;
const ENTRIES = 5000;
/** What people feel as at once (Nielsen, “Response Times: The 3 Important Limits”). */
const INSTANT_MS = 100;

const entry = (number: number): AllowlistEntry => ({
  ...OWN_KNOWLEDGE,
  id: `bench-${String(number).padStart(8, '0')}`,
  tee: 'sgx',
  registers: { MRENCLAVE: (number + 1).toString(16).padStart(64, '0') },
  origins: [`https://site${String(number)}.example`],
  note: `Release ${String(number)}, compared with the vendor’s page`,
  addedAt: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
});

/** Script: milliseconds from a change, made by the expression, to the frame that shows what `shown` waits for. */
const untilShown = (change: string, shown: string): string => `new Promise((resolve) => {
  const started = performance.now();
  ${change};
  const look = () => (${shown} ? resolve(performance.now() - started) : requestAnimationFrame(look));
  requestAnimationFrame(look);
})`;

/** Script: types a text into the search field, as a person pasting it does. */
const typed = (text: string): string => `(() => {
  const field = document.querySelector('.own-words input[type=text]');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${source(text)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
})()`;

const found = (words: string): string => `document.querySelector('.own-words [role=status]').textContent === ${source(words)}`;

async function timed(page: Page, change: string, shown: string): Promise<number> {
  return answered<number>(await page.evaluate(untilShown(change, shown)));
}

/** What a user waits for who accepted five thousand codes, in the options page of a real Chromium. */
export const allowlist: Measurement = {
  names: ['options.'],
  async *measure(wanted) {
    const names = { search: 'options.search.chromium', scroll: 'options.scroll.chromium' } as const;
    if (!Object.values(names).some(wanted)) return;
    const network = await createNetwork(attesters);
    const pool = openPool(network);
    try {
      const { browser, watch } = await pool.take('chromium', USUAL, true);
      const file: AllowlistFile = {
        format: 'sealmark-allowlist-3',
        entries: Array.from({ length: ENTRIES }, (_, at) => entry(at)),
      };
      await watch.call('allowlist.import', { text: JSON.stringify(file) });
      const page = await browser.extensionPage('src/popup/options/index.html');
      const ready = `document.querySelectorAll('.own-words li').length > 0`;
      await timed(page, 'void 0', ready);
      const searches: number[] = [];
      const scrolls: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        searches.push(await timed(page, typed(`site${String(1000 + round)}.example`), found('1 entry')));
        searches.push(await timed(page, typed(''), found('5,000 entries')));
        const row = 400 * (round + 1);
        const scroll = `document.querySelector('.own-words .long-list').scrollTop = ${String(60 * row)}`;
        scrolls.push(
          await timed(page, scroll, `document.querySelector('.own-words li[aria-posinset="${String(row + 1)}"]') !== null`),
        );
      }
      const about = `ms to the frame that shows it, among ${String(ENTRIES)} accepted codes`;
      if (wanted(names.search)) yield atMost(names.search, median(searches), INSTANT_MS, `a search: ${about}`);
      if (wanted(names.scroll)) yield atMost(names.scroll, median(scrolls), INSTANT_MS, `a jump to another place: ${about}`);
    } finally {
      await pool.close();
      await network.close();
    }
  },
};
