import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/installed.mjs';

const FOLDER = 'docs/pictures';
/** The README is opened more often than anything else. */
const MAX_PICTURE_BYTES = 100_000;
const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const named = [...readme.matchAll(/<img src="([^"]+)"/g)].map(([, path = '']) => path);

describe('the pictures of the README (npm run make:pictures takes them)', () => {
  it('come before its first sentence: the mark and the popup', () => {
    expect(named).toEqual([`${FOLDER}/mark.png`, `${FOLDER}/popup.png`]);
    expect(readme.indexOf('popup.png')).toBeLessThan(readme.indexOf('A mark beside the address bar'));
  });

  it.each(named)('%s is a small PNG with words that say what it shows', (path) => {
    const bytes = readFileSync(join(ROOT, path));
    expect(bytes.toString('latin1', 0, 8)).toBe(PNG_SIGNATURE);
    expect(bytes.length).toBeLessThan(MAX_PICTURE_BYTES);
    expect(readme).toMatch(new RegExp(`src="${path}"[^>]* alt="[^"]{20,}"`));
  });

  it('are all there are', () => {
    expect(readdirSync(join(ROOT, FOLDER)).map((file) => `${FOLDER}/${file}`)).toEqual(named.toSorted());
  });
});
