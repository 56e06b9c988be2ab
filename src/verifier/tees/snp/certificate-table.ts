import { toHex } from '../../bytes/hex.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import { Malformed } from '../../malformed.ts';

/**
 * What is used of an extended report's certificate table. ASK, ASVK and ARK may be there too but are ignored: the ones that count
 * are pinned, and a root inside evidence can be anything the host wants.
 */
export type CertificateTable = {
  readonly vcek: Uint8Array | undefined;
  readonly vlek: Uint8Array | undefined;
  readonly crl: Uint8Array | undefined;
};

/** The table of a report that came alone. */
export const NO_CERTIFICATES: CertificateTable = { vcek: undefined, vlek: undefined, crl: undefined };

/**
 * GUIDs of the GHCB specification (AMD 56421, section 4.1.8.1), in the byte order of their text. Some hosts write the first three
 * groups with their bytes reversed, as RFC 9562, section 4, says Microsoft's tools do.
 */
const GUID = {
  vcek: '63da758de6644564adc5f4b93be8accd',
  vlek: 'a8074bc2a25a483eaae639c045a0b8a1',
  crl: '92f81bc358114d3d97ffd19f88dc67ea',
} as const;

/** More entries than any host lists; a longer table is an attack on its reader. */
const MAX_ENTRIES = 16;

type Entry = { readonly guid: string; readonly offset: number; readonly length: number };

/**
 * The table after an extended report: GUID, offset and length (32 bits, little-endian, from the table's start), ended by an entry
 * of zeros. Bytes that no entry points to are padding; no bytes at all means a host without certificates. @throws Malformed
 * without an end, for a duplicate GUID, an empty certificate, or one that reaches outside or into the head.
 */
export function readCertificateTable(bytes: Uint8Array): CertificateTable {
  if (bytes.length === 0) return NO_CERTIFICATES;
  const reader = new Reader(bytes, 'certificate table');
  const entries = readEntries(reader);
  const head = reader.offset;
  const certificates = new Map<string, Uint8Array>();
  for (const { guid, offset, length } of entries) {
    if (certificates.has(guid)) throw new Malformed('certificate table', `${guid} occurs twice`);
    if (offset < head || length === 0) throw new Malformed('certificate table', `${guid} points nowhere`);
    // Two bounded reads instead of offset + length: that sum overflows 32 bits in other readers.
    const from = new Reader(bytes, 'certificate table');
    from.bytes('before the certificate', offset);
    certificates.set(guid, from.bytes(guid, length));
  }
  return {
    vcek: withGuid(certificates, GUID.vcek),
    vlek: withGuid(certificates, GUID.vlek),
    crl: withGuid(certificates, GUID.crl),
  };
}

/** In either byte order. @throws Malformed when both are there, because either could be meant */
function withGuid(certificates: ReadonlyMap<string, Uint8Array>, guid: string): Uint8Array | undefined {
  const [plain, mixed] = [certificates.get(guid), certificates.get(mixedEndian(guid))];
  if (plain !== undefined && mixed !== undefined) throw new Malformed('certificate table', `${guid} occurs twice`);
  return plain ?? mixed;
}

const reversed = (hex: string): string => (hex.match(/../g) ?? []).toReversed().join('');

/** The groups of 4, 2 and 2 bytes reversed, the last 8 bytes as they are. */
const mixedEndian = (guid: string): string =>
  reversed(guid.slice(0, 8)) + reversed(guid.slice(8, 12)) + reversed(guid.slice(12, 16)) + guid.slice(16);

function readEntries(reader: Reader): readonly Entry[] {
  const entries: Entry[] = [];
  for (;;) {
    const guid = reader.bytes('GUID', 16);
    const offset = reader.u32le('offset');
    const length = reader.u32le('length');
    if (isZero(guid) && offset === 0 && length === 0) return entries;
    if (entries.length === MAX_ENTRIES) throw new Malformed('certificate table', 'too many entries', reader.offset);
    entries.push({ guid: toHex(guid), offset, length });
  }
}
