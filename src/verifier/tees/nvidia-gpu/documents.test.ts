import { describe, expect, it } from 'vitest';
import { suppliedBy } from '../../endorsement.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { endorsement, MAX_CRLS, MAX_OCSP_RESPONSES, MAX_RIMS, readEndorsements, supplied } from './documents.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => ascii(JSON.stringify(value));
const many = (count: number): readonly string[] => Array.from({ length: count }, () => 'AA==');

describe('a document of endorsements', () => {
  it('has files of four kinds, each of its own', () => {
    const document = { chain: '-----', rims: ['AQ=='], ocsp: ['Ag==', 'Aw=='], crls: ['BA=='] };
    expect(readEndorsements(json(document))).toEqual([
      { need: { kind: 'nvidia-gpu.crl' }, bytes: Uint8Array.of(4) },
      { need: { kind: 'nvidia-gpu.chain' }, bytes: ascii('-----') },
      { need: { kind: 'nvidia-gpu.rim' }, bytes: Uint8Array.of(1) },
      { need: { kind: 'nvidia-gpu.ocsp' }, bytes: Uint8Array.of(2) },
      { need: { kind: 'nvidia-gpu.ocsp' }, bytes: Uint8Array.of(3) },
    ]);
    expect(readEndorsements(json({}))).toEqual([]);
  });

  it.each([
    ['rims', MAX_RIMS],
    ['ocsp', MAX_OCSP_RESPONSES],
    ['crls', MAX_CRLS],
  ])('has at most so many %s', (name, most) => {
    expect(readEndorsements(json({ [name]: many(most) }))).toHaveLength(most);
    expect(refusalOf(() => readEndorsements(json({ [name]: many(most + 1) })))).toBe(
      `endorsements.${name}: more than ${String(most)}`,
    );
  });

  it.each([
    ['no object', json([]), 'endorsements: not an object'],
    ['a text in place of a list', json({ rims: 'AA==' }), 'endorsements.rims: not an array'],
    ['a number in a list', json({ ocsp: [1] }), 'endorsements.ocsp[0]: not a string'],
    ['no base64', json({ crls: ['AA==', '*'] }), 'endorsements.crls[1]: base64 without its padding'],
    ['a chain that is not ASCII', json({ chain: 'é' }), 'endorsements.chain: not ASCII'],
    ['more than 1 MiB', ascii(`{}${' '.repeat(1024 * 1024)}`), 'endorsements: larger than 1048576 bytes'],
  ])('is refused: %s', (_, bytes, why) => {
    expect(refusalOf(() => readEndorsements(bytes))).toBe(why);
  });
});

describe('what was supplied', () => {
  it('is looked at by kind, up to a number', () => {
    const files = [1, 2, 3].map((byte) => endorsement('nvidia-gpu.rim', Uint8Array.of(byte)));
    const all = suppliedBy('site', [endorsement('nvidia-gpu.crl', Uint8Array.of(9)), ...files]);
    expect(supplied(all, 'nvidia-gpu.rim', 2).map(({ bytes }) => bytes[0])).toEqual([1, 2]);
    expect(supplied(all, 'nvidia-gpu.chain', 2)).toEqual([]);
  });
});
