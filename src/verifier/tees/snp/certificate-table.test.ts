import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed } from '../../malformed.ts';
import { filler, TABLE_GUID, writeTable, type TableEntry } from '../../testing/snp/report-writer.ts';
import { NO_CERTIFICATES, readCertificateTable } from './certificate-table.ts';

const entry = (guid: string, seed: number, change: Partial<TableEntry> = {}): TableEntry => ({
  guid,
  bytes: filler(seed, 40),
  ...change,
});
const vcek = entry(TABLE_GUID.vcek, 1);

describe('a certificate table', () => {
  it('yields keys and list, and ignores authorities, roots and unknown entries', () => {
    const table = writeTable(
      [
        entry(TABLE_GUID.ark, 5),
        vcek,
        entry(TABLE_GUID.vlek, 2),
        entry('ecae0c0f950243b1afa20ae2e0d565b6', 6),
        entry(TABLE_GUID.ask, 4),
        entry(TABLE_GUID.crl, 3),
      ],
      100,
    );
    expect(readCertificateTable(table)).toEqual({ vcek: filler(1, 40), vlek: filler(2, 40), crl: filler(3, 40) });
  });

  /** The same GUID as written by hosts that treat its first three groups as numbers. */
  const MIXED = {
    vcek: '8d75da6364e66445adc5f4b93be8accd',
    vlek: 'c24b07a85aa23e48aae639c045a0b8a1',
    crl: 'c31bf89211583d4d97ffd19f88dc67ea',
  };

  it('may have its GUIDs in either byte order, each independently', () => {
    const mixed = writeTable([entry(MIXED.vcek, 1), entry(MIXED.vlek, 2), entry(MIXED.crl, 3)]);
    expect(readCertificateTable(mixed)).toEqual({ vcek: filler(1, 40), vlek: filler(2, 40), crl: filler(3, 40) });
    expect(readCertificateTable(writeTable([vcek, entry(MIXED.vlek, 2)]))).toMatchObject({
      vcek: filler(1, 40),
      vlek: filler(2, 40),
    });
  });

  it('may be empty or absent', () => {
    expect(readCertificateTable(writeTable([]))).toEqual(NO_CERTIFICATES);
    expect(readCertificateTable(writeTable([], 4000))).toEqual(NO_CERTIFICATES);
    expect(readCertificateTable(new Uint8Array())).toEqual(NO_CERTIFICATES);
  });

  it('may point two entries to the same bytes', () => {
    const table = writeTable([vcek, entry(TABLE_GUID.vlek, 1, { offset: 72 })]);
    expect(readCertificateTable(table).vlek).toEqual(filler(1, 40));
  });

  it.each<[string, Uint8Array]>([
    ['without an end', writeTable([vcek]).filter((_, index) => index < 24)],
    ['whose end is cut', writeTable([vcek]).filter((_, index) => index < 47)],
    ['with one kind twice', writeTable([vcek, entry(TABLE_GUID.vcek, 9)])],
    ['with one kind twice, once in each byte order', writeTable([vcek, entry('8d75da6364e66445adc5f4b93be8accd', 9)])],
    ['with an entry into its head', writeTable([{ ...vcek, offset: 24 }])],
    ['with an entry into its last head byte', writeTable([{ ...vcek, offset: 47, length: 1 }])],
    ['with an entry of nothing', writeTable([{ ...vcek, length: 0 }])],
    ['with an entry a byte too long', writeTable([{ ...vcek, length: 41 }])],
    ['with an offset behind its end', writeTable([{ ...vcek, offset: 89, length: 1 }])],
    ['whose offset and length overflow 32 bits together', writeTable([{ ...vcek, offset: 0xffff_fff0, length: 0x58 }])],
    ['whose length overflows', writeTable([{ ...vcek, length: 0xffff_ffff }])],
    [
      'that goes on and on',
      writeTable(Array.from({ length: 17 }, (_, index) => entry(String(index + 10).padStart(32, '0'), index))),
    ],
    ['with a bad entry that nobody looks at', writeTable([vcek, entry(TABLE_GUID.ark, 3, { offset: 1_000_000 })])],
  ])('is refused %s', (_, bytes) => {
    expect(() => readCertificateTable(bytes)).toThrow(Malformed);
  });

  it('never throws anything but Malformed, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 60 }), (head, rest) => {
        try {
          readCertificateTable(concat(head, new Uint8Array(24), rest));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
    );
  });
});
