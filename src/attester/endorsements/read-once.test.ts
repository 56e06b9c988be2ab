import { describe, expect, it } from 'vitest';
import { anyTees, type AnyTee } from '../../verifier/index.ts';
import { readOnce } from './read-once.ts';

const [first, second] = anyTees;
if (first === undefined || second === undefined) throw new Error('no TEE');

/** A TEE that counts what it reads. */
function counting(tee: AnyTee): { readonly tee: AnyTee; readonly read: string[] } {
  const read: string[] = [];
  const documents = {
    'text/plain': (bytes: Uint8Array) => {
      read.push(Buffer.from(bytes).toString());
      return [{ need: { kind: 'text' }, bytes }];
    },
  };
  return { tee: { ...tee, documents }, read };
}

const document = (text: string) => ({ mediaType: 'text/plain', bytes: Uint8Array.from(Buffer.from(text)) });

describe('attached documents', () => {
  it('are read once, as long as their bytes are the same', () => {
    const { tee, read } = counting(first);
    const reading = readOnce();
    const found = [reading(tee, [document('a')]), reading(tee, [document('a')]), reading(tee, [document('b'), document('a')])];
    expect(read).toEqual(['a', 'b']);
    expect(found.map((list) => list.map(({ bytes }) => Buffer.from(bytes).toString()))).toEqual([['a'], ['a'], ['b', 'a']]);
  });

  it('are read again when the same buffer was overwritten', () => {
    const { tee, read } = counting(first);
    const reading = readOnce();
    const changing = document('a');
    reading(tee, [changing]);
    changing.bytes.set(Buffer.from('b'));
    reading(tee, [changing]);
    expect(read).toEqual(['a', 'b']);
  });

  it('are read by each TEE separately', () => {
    const [one, other] = [counting(first), counting(second)];
    const reading = readOnce();
    reading(one.tee, [document('a')]);
    reading(other.tee, [document('a')]);
    expect([one.read, other.read]).toEqual([['a'], ['a']]);
  });

  it('are left out if unreadable', () => {
    expect(readOnce()(first, [document('a')])).toEqual([]);
  });
});
