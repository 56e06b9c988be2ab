import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { base64Decoders, fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts';

const text = new TextEncoder();

describe('base64', () => {
  // RFC 4648 section 10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (plain, encoded) => {
    expect(toBase64(text.encode(plain))).toBe(encoded);
    expect(fromBase64(encoded, 'field')).toEqual(text.encode(plain));
  });

  it.each([
    ['Zg', 'no padding'],
    ['Zg=', 'half the padding'],
    ['Zg===', 'too much padding'],
    ['Zm8==', 'padding that makes the length odd'],
    ['Zm9v====', 'padding after a whole group'],
    ['Zh==', 'pad bits that are not zero: another spelling of Zg=='],
    ['Zm9=', 'pad bits that are not zero: another spelling of Zm8='],
    ['Z===', 'a group of one letter'],
    ['=Zg=', 'padding in front'],
    ['Zg==Zg==', 'padding in the middle'],
    ['Zm 9v', 'a space'],
    [' Y Q = = ', 'what atob accepts'],
    ['Zm9v\n', 'a line break'],
    ['Zm9v\n\n\n\n', 'line breaks that keep the length a multiple of four'],
    ['Zm-v', 'a letter of the URL alphabet'],
    ['Zm_v', 'a letter of the URL alphabet'],
    ['Zm9\u{1d552}', 'a letter outside the basic plane'],
    ['====', 'padding alone'],
  ])('refuses %j: %s', (encoded) => {
    expect(() => fromBase64(encoded, 'signature')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'signature' }));
  });

  it('survives a round trip for every byte string and agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes), 'field')).toEqual(bytes);
      }),
    );
  });

  it('has one spelling for each byte string', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', 'Z', 'z', '+', '/', '=', '-', '_', ' ') }), (encoded) => {
        try {
          expect(toBase64(fromBase64(encoded, 'field'))).toBe(encoded);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('base64url', () => {
  it('uses its own two letters and no padding', () => {
    expect(toBase64Url(Uint8Array.of(0xfb, 0xef, 0xff, 0xfe))).toBe('--___g');
    expect(fromBase64Url('--___g', 'field')).toEqual(Uint8Array.of(0xfb, 0xef, 0xff, 0xfe));
  });

  it.each([
    ['A', 'six bits are no byte'],
    ['AAAAA', 'a last group of one letter'],
    ['Zg==', 'padding'],
    ['Zh', 'pad bits that are not zero'],
    ['++__', 'letters of the other alphabet'],
    ['Zg\n', 'a line break'],
  ])('refuses %j: %s', (encoded) => {
    expect(() => fromBase64Url(encoded, 'nonce')).toThrow(expect.objectContaining({ name: 'Malformed', field: 'nonce' }));
  });

  it('survives a round trip for every byte string and agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(toBase64Url(bytes), 'field')).toEqual(bytes);
      }),
    );
  });
});

describe('the platform’s decoder', () => {
  /** As ES2026 has it: white space is skipped, everything else is as strict as asked. */
  const native = (body: string, { alphabet }: { readonly alphabet: 'base64' | 'base64url' }): Uint8Array<ArrayBuffer> => {
    const letters = body.replaceAll(/[\t\n\f\r ]/g, '');
    const pattern = alphabet === 'base64' ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[A-Za-z0-9_-]*={0,2}$/;
    const bytes = new Uint8Array(Buffer.from(letters, 'base64'));
    const again = Buffer.from(bytes).toString('base64');
    const same = alphabet === 'base64' ? again : again.replaceAll('+', '-').replaceAll('/', '_');
    if (!pattern.test(letters) || same !== letters) throw new SyntaxError('not base64');
    return bytes;
  };
  const [ours, theirs] = [base64Decoders(undefined), base64Decoders(native)];
  const outcome = (decode: () => Uint8Array): string => {
    try {
      return Buffer.from(decode()).toString('hex');
    } catch (error) {
      return String(error);
    }
  };

  it('changes nothing of what is read, and of why something is not', () => {
    const letter = fc.constantFrom('A', 'Q', 'g', 'w', 'z', '0', '+', '/', '-', '_', '=', ' ', '\n', '\u{1d552}', 'é');
    const text = fc.oneof(
      fc.uint8Array({ minLength: 60, maxLength: 90 }).map((bytes) => toBase64(bytes)),
      fc.uint8Array({ minLength: 60, maxLength: 90 }).map((bytes) => toBase64Url(bytes)),
    );
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(2), letter, (encoded, at, length, other) => {
        const where = at % (encoded.length + 1);
        for (const one of [encoded, encoded.slice(0, where) + other + encoded.slice(where + length)]) {
          expect(outcome(() => theirs.fromBase64(one, 'f'))).toBe(outcome(() => ours.fromBase64(one, 'f')));
          expect(outcome(() => theirs.fromBase64Url(one, 'f'))).toBe(outcome(() => ours.fromBase64Url(one, 'f')));
        }
      }),
    );
  });

  it('is not believed where it skipped something', () => {
    const spaced = `${'Zm9v'.repeat(20)}    `;
    expect(() => theirs.fromBase64(spaced, 'field')).toThrow('not base64');
    expect(() => theirs.fromBase64Url(spaced, 'field')).toThrow('not base64');
  });
});
