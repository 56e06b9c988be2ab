import { describe, expect, it } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { quietPages } from './quiet-pages.ts';

const START = Date.parse('2026-11-29T08:00:00Z');

function pages() {
  let at = START;
  const quiet = quietPages(() => instant(at));
  return { quiet, wait: (milliseconds: number) => (at += milliseconds) };
}

describe('a page that announced nothing', () => {
  it('is quiet when it is loaded again, whatever its query and fragment', () => {
    const { quiet } = pages();
    quiet.add('https://site.test/a?1#top');
    expect(quiet.has('https://site.test/a?2')).toBe(true);
  });

  it('says nothing about other pages of its site', () => {
    const { quiet } = pages();
    quiet.add('https://site.test/a');
    expect(quiet.has('https://site.test/ab')).toBe(false);
    expect(quiet.has('https://site.test/')).toBe(false);
  });

  it('is no longer quiet after five minutes', () => {
    const { quiet, wait } = pages();
    quiet.add('https://site.test/a');
    wait(299_999);
    expect(quiet.has('https://site.test/a')).toBe(true);
    wait(1);
    expect(quiet.has('https://site.test/a')).toBe(false);
  });

  it('is no longer quiet when the clock was put back', () => {
    const { quiet, wait } = pages();
    quiet.add('https://site.test/a');
    wait(-1);
    expect(quiet.has('https://site.test/a')).toBe(false);
  });

  it('is no longer quiet once another page of its origin is checked', () => {
    const { quiet } = pages();
    quiet.add('https://site.test/a');
    quiet.speaks('https://site.test');
    expect(quiet.has('https://site.test/a')).toBe(false);
  });

  it('stays quiet when another origin is checked, even one whose name begins the same', () => {
    const { quiet } = pages();
    quiet.add('https://site.test/a');
    quiet.add('https://site.test:8443/a');
    quiet.speaks('https://site.te');
    quiet.speaks('https://site.test:844');
    expect(quiet.has('https://site.test/a')).toBe(true);
    expect(quiet.has('https://site.test:8443/a')).toBe(true);
  });

  it('is forgotten after five hundred others', () => {
    const { quiet } = pages();
    for (let nth = 0; nth <= 500; nth += 1) quiet.add(`https://site.test/${String(nth)}`);
    expect(quiet.has('https://site.test/0')).toBe(false);
    expect(quiet.has('https://site.test/1')).toBe(true);
  });
});
