import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../bytes/base64.ts';
import { Malformed } from '../malformed.ts';
import { fromPem } from './pem.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): readonly Uint8Array[] => fromPem(bytes(text), 'CERTIFICATE', 'chain');

function block(content: Uint8Array, { label = 'CERTIFICATE', line = '\n', width = 64 } = {}): string {
  const lines = toBase64(content).match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join(line);
}

const one = Uint8Array.from({ length: 100 }, (_, index) => index);
const two = Uint8Array.of(1, 2, 3);

describe('PEM', () => {
  it('gives the blocks in order', () => {
    expect(read(block(one) + block(two))).toEqual([one, two]);
  });

  it.each([
    ['line breaks of DOS', block(one, { line: '\r\n' })],
    ['no line break at the end', block(one).trimEnd()],
    ['one long line, as Intel’s service sends', block(one, { width: 1000 })],
    ['an empty line between blocks', `${block(one)}\n`],
    ['one NUL at the end, as quotes carry', `${block(one)}\0`],
    ['a NUL right after the last dash', `${block(one).trimEnd()}\0`],
  ])('allows %s', (_, text) => {
    expect(read(text)).toEqual([one]);
  });

  it.each([
    ['nothing', ''],
    ['a NUL alone', '\0'],
    ['two NULs at the end', `${block(one)}\0\0`],
    ['a NUL between blocks', `${block(one)}\0${block(two)}`],
    ['text in front', `hello\n${block(one)}`],
    ['white space in front', `\n${block(one)}`],
    ['text between blocks', `${block(one)}hello\n${block(two)}`],
    ['text behind', `${block(one)}hello`],
    ['another label', block(one, { label: 'PRIVATE KEY' })],
    ['another label in the second block', block(one) + block(two, { label: 'X509 CRL' })],
    ['labels that differ', block(one).replace('END CERTIFICATE', 'END CERTIFICATES')],
    ['a small letter in the label', block(one).replaceAll('CERTIFICATE', 'certificate')],
    ['no end', block(one).replace(/-----END.*/, '')],
    ['no begin', block(one).replace(/.*-----\n/, '')],
    ['four dashes', block(one).replaceAll('-----', '----')],
    ['a header of RFC 1421', block(one).replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n')],
    ['a space within the base64', block(one).replace('AAEC', 'AA EC')],
    ['a tab within the base64', block(one).replace('AAEC', 'AA\tEC')],
    ['base64 without its padding', block(two).replace('AQID', 'AQI')],
    ['pad bits that are not zero', '-----BEGIN CERTIFICATE-----\nAR==\n-----END CERTIFICATE-----\n'],
    ['an empty body', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
    ['an empty line within the base64', block(one).replace('\nMDEy', '\n\nMDEy')],
    ['a last line without its line break', block(two).replace('\n-----END', '-----END')],
    ['a body of line breaks', '-----BEGIN CERTIFICATE-----\n\n\n\n-----END CERTIFICATE-----\n'],
    ['a byte that is not ASCII', block(one).replace('AAEC', 'AAÉC')],
    ['nine blocks', block(two).repeat(9)],
    ['a block within a block', `-----BEGIN CERTIFICATE-----\n${block(one)}-----END CERTIFICATE-----\n`],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'Malformed', field: 'chain' }));
  });

  it('reads the maximum number of blocks of any chain', () => {
    expect(read(block(two).repeat(8))).toHaveLength(8);
  });

  it('takes time in proportion to its input', () => {
    // In quadratic time each would take minutes, and the test its whole time limit.
    expect(() => read(`-----BEGIN CERTIFICATE-----\n${'\r\n'.repeat(500_000)}`)).toThrow(Malformed);
    expect(() => read('-----BEGIN '.repeat(100_000))).toThrow(Malformed);
    expect(() => read(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(1_000_000)}`)).toThrow(Malformed);
  });

  it('returns or throws Malformed when any part is cut, doubled or changed', () => {
    const whole = block(one) + block(two);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string({ maxLength: 3, unit: 'binary-ascii' }),
        (a, b, extra) => {
          try {
            read(whole.slice(0, a) + extra + whole.slice(b));
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
