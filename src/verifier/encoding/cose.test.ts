import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import * as write from '../testing/cbor-writer.ts';
import { readSign1, signedBytes } from './cose.ts';

const header = fromHex('a1013822', 'header');
const parts = [write.bytes(header), write.map([]), write.bytes(Uint8Array.of(1, 2)), write.bytes(new Uint8Array(96).fill(3))];
const read = (bytes: Uint8Array) => readSign1(bytes, 'cose', 70_000);

describe('COSE_Sign1', () => {
  it.each([
    ['untagged', write.array(...parts)],
    ['tagged', write.tagged(18, write.array(...parts))],
  ])('is read %s, header and payload as received', (_, bytes) => {
    const sign1 = read(bytes);
    expect(sign1.protectedBytes).toEqual(header);
    expect(sign1.protectedHeader.value(1)).toBe(-35);
    expect(sign1.unprotectedHeader.keys).toEqual([]);
    expect(sign1.payload).toEqual(Uint8Array.of(1, 2));
    expect(sign1.signature).toEqual(new Uint8Array(96).fill(3));
  });

  it('may have an empty protected header, for an empty map', () => {
    expect(
      read(write.array(write.bytes(new Uint8Array()), ...parts.filter((_, index) => index > 0))).protectedHeader.keys,
    ).toEqual([]);
  });

  const replaced = (at: number, part: Uint8Array) => write.array(...parts.map((old, index) => (index === at ? part : old)));
  it.each([
    ['another tag', write.tagged(17, write.array(...parts))],
    ['three parts', write.array(...parts.filter((_, index) => index < 3))],
    ['five parts', write.array(...parts, write.nil)],
    ['a map', write.map([])],
    ['indefinite length', write.indefiniteArray(...parts)],
    ['a detached payload', replaced(2, write.nil)],
    ['an empty payload', replaced(2, write.bytes(new Uint8Array()))],
    ['no signature', replaced(3, write.bytes(new Uint8Array()))],
    ['a text for the header', replaced(0, write.text('x'))],
    ['a header that is no map', replaced(0, write.bytes(write.array()))],
    ['a header that is no CBOR', replaced(0, write.bytes(Uint8Array.of(0xff)))],
    ['bytes after the header', replaced(0, write.bytes(concat(header, Uint8Array.of(0))))],
    ['an indefinite header', replaced(0, write.bytes(fromHex('bf013822ff', 'header')))],
    ['bytes for the unprotected header', replaced(1, write.bytes(new Uint8Array()))],
    ['a byte too many', concat(write.array(...parts), Uint8Array.of(0))],
  ])('is refused with %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(Malformed);
  });
});

describe('Sig_structure', () => {
  it('is the one of RFC 9052 section 4.4', () => {
    const expected = concat(fromHex('846a5369676e617475726531', 'start'), fromHex('44a101382240420102', 'rest'));
    expect(toHex(signedBytes(read(write.array(...parts))))).toBe(toHex(expected));
  });

  it.each([23, 24, 255, 256, 65535, 65536])('writes the shortest head for %i bytes', (length) => {
    const payload = new Uint8Array(length).fill(7);
    const sign1 = { ...read(write.array(...parts)), payload };
    const start = fromHex('846a5369676e61747572653144a101382240', 'start');
    expect(signedBytes(sign1)).toEqual(concat(start, write.bytes(payload)));
  });
});
