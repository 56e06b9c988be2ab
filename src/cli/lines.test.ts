import { describe, expect, it } from 'vitest';
import { lines } from './lines.ts';

async function* chunks(...texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}

async function all(longest: number, ...texts: readonly string[]): Promise<readonly (string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { text } of lines(chunks(...texts), longest)) found.push(text);
  return found;
}

describe('lines', () => {
  it('are the same however the text was split', async () => {
    const wanted = ['one', '', 'three'];
    expect(await all(10, 'one\n\nthree\n')).toEqual(wanted);
    expect(await all(10, ...Array.from('one\n\nthree\n'))).toEqual(wanted);
    expect(await all(10, 'on', 'e\n\nth', 'ree')).toEqual(wanted);
  });

  it('that are too long are skipped to their end, and the next one is read', async () => {
    expect(await all(4, 'fine\ntoo long\nok\n')).toEqual(['fine', null, 'ok']);
    expect(await all(4, ...Array.from('fine\ntoo long\nok\n'))).toEqual(['fine', null, 'ok']);
    expect(await all(4, 'too', ' long', ' to the', ' end')).toEqual([null]);
  });

  it('from empty input are none', async () => {
    expect(await all(4)).toEqual([]);
    expect(await all(4, '')).toEqual([]);
  });
});
