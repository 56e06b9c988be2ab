import { fromUtf8 } from '../../bytes/text.ts';
import { unwrappedFor } from '../../dstack/versioned.ts';
import { CborArray, CborMap } from '../../encoding/cbor-value.ts';
import { readCbor } from '../../encoding/cbor.ts';
import { DerReader, TAG } from '../../encoding/der.ts';
import { parseJson } from '../../encoding/json.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed, unlessMalformed, Unsupported } from '../../malformed.ts';
import { readTlsLeaf, type TlsLeaf } from '../../x509/tls-leaf.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import { readCborRecord, readCmwRecord, type CmwRecord } from '../cmw.ts';
import type { SiteDocument } from '../document.ts';
import { ENDORSEMENT_MEDIA_TYPE, evidenceTypeOf } from '../media-types.ts';
import { readOpenEnclave } from './open-enclave.ts';

/** Certificate extensions that contain evidence, as dotted OIDs, in look-up order. */
export const RA_TLS_EXTENSIONS = {
  dstackQuote: '1.3.6.1.4.1.62397.1.1',
  dstackVersioned: '1.3.6.1.4.1.62397.1.8',
  dstackLog: '1.3.6.1.4.1.62397.1.2',
  /** Interoperable RA-TLS: CBOR with evidence and a buffer of claims (TCG DICE, tagged evidence). */
  taggedEvidence: '2.23.133.5.4.9',
  /** A bare quote: Intel's samples, Gramine, Occlum. */
  quote: '1.2.840.113741.1337.6',
  /** A conceptual message (RFC 9999). */
  cmw: '1.3.6.1.5.5.7.1.35',
  /** Open Enclave's evidence or report: its older and its newer OID. */
  openEnclave: '1.2.840.113556.10.1.2',
  openEnclaveNewer: '1.3.6.1.4.1.311.105.2',
} as const;

const MAX_CBOR_BYTES = 64 * 1024;
/** Hash algorithm SHA-256 in the registry of named information (RFC 6920). */
const SHA_256 = 1;

/** Evidence in the certificate itself: nothing needs to be requested. Firefox shows the certificate of a page's connection. */
export const raTls = defineAdapter({
  id: 'ra-tls',
  title: 'RA-TLS',
  requests: () => [],
  reads(_, { connection }) {
    const certificate = connection?.certificate ?? null;
    if (certificate === null) throw new OtherFormat('no certificate was shown');
    const leaf = readTlsLeaf(certificate);
    const found = readers.map((read) => read(leaf)).find((document) => document !== undefined);
    if (found === undefined) throw new OtherFormat('no evidence in the certificate');
    return found;
  },
});

type ReadLeaf = (leaf: TlsLeaf) => SiteDocument | undefined;

/** dstack wraps the value of each of its extensions in one more OCTET STRING. */
function dstackValue(leaf: TlsLeaf, oid: string): Uint8Array | undefined {
  const value = leaf.extension(oid);
  return value === undefined ? undefined : new DerReader(value, 'dstack extension').content('value', TAG.octetString);
}

const quoteEvidence = (bytes: Uint8Array): Evidence => ({ type: 'dcap-quote', bytes, parameters: {} });

const dstack: ReadLeaf = (leaf) => {
  const { spki } = leaf;
  const versioned = dstackValue(leaf, RA_TLS_EXTENSIONS.dstackVersioned);
  const quote = dstackValue(leaf, RA_TLS_EXTENSIONS.dstackQuote);
  if (versioned === undefined && quote === undefined) return undefined;
  const log = dstackValue(leaf, RA_TLS_EXTENSIONS.dstackLog);
  return foreignDocument({
    evidence: quote === undefined ? versionedEvidence(versioned ?? new Uint8Array()) : quoteEvidence(quote),
    binding: { layout: 'dstack-ratls', spki },
    endorsements: log === undefined ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.tdxEventLog, bytes: log }],
  });
};

/** By its content: its reader takes the wrapper as well. */
function versionedEvidence(bytes: Uint8Array): Evidence {
  const isOf = (platforms: Parameters<typeof unwrappedFor>[0]): boolean => unwrappedFor(platforms, bytes).bytes !== bytes;
  if (isOf(['snp'])) return { type: 'snp-report', bytes, parameters: {} };
  return isOf(['nitro', 'nitro-tpm']) ? { type: 'nitro-document', bytes, parameters: {} } : quoteEvidence(bytes);
}

const tagged: ReadLeaf = (leaf) => {
  const value = leaf.extension(RA_TLS_EXTENSIONS.taggedEvidence);
  if (value === undefined) return undefined;
  const whole = readCbor(untagged(value), 'tagged evidence', { most: MAX_CBOR_BYTES, indefinite: false });
  if (!(whole instanceof CborArray)) throw new Malformed('tagged evidence', 'not an array');
  const [quote, claims] = whole.items;
  if (!(quote instanceof Uint8Array) || !(claims instanceof Uint8Array))
    throw new Malformed('tagged evidence', 'not two byte strings');
  return foreignDocument({
    evidence: quoteEvidence(quote),
    binding: { layout: 'ra-tls-claims', claims, spkiDigest: readClaims(claims) },
  });
};

/** The tag number names the TEE, as the quote does. Three or five prefix bytes, depending on the tag. */
function untagged(value: Uint8Array): Uint8Array {
  const length = value[0] === 0xd9 ? 3 : value[0] === 0xda ? 5 : 0;
  return value.slice(length);
}

/** The digest of the key that the claims name; null if they use another hash, or name none. */
function readClaims(bytes: Uint8Array): Uint8Array | null {
  const claims = readCbor(bytes, 'claims', { most: MAX_CBOR_BYTES, indefinite: false });
  if (!(claims instanceof CborMap)) throw new Malformed('claims', 'not a map');
  const hash = claims.has('pubkey-hash') ? claims.bytes('pubkey-hash', 1, 256) : undefined;
  return hash === undefined ? null : readHash(hash);
}

/** `[algorithm, digest]`; null for algorithms other than SHA-256. */
function readHash(bytes: Uint8Array): Uint8Array | null {
  const entry = readCbor(bytes, 'pubkey-hash', { most: MAX_CBOR_BYTES, indefinite: false });
  if (!(entry instanceof CborArray) || entry.items.length !== 2) throw new Malformed('pubkey-hash', 'not two');
  const [algorithm, digest] = entry.items;
  return algorithm === SHA_256 && digest instanceof Uint8Array && digest.length === 32 ? digest : null;
}

const bareQuote: ReadLeaf = (leaf) => {
  const value = leaf.extension(RA_TLS_EXTENSIONS.quote);
  return value === undefined
    ? undefined
    : foreignDocument({ evidence: quoteEvidence(unwrapped(value)), binding: { layout: 'ra-tls', spki: leaf.spki } });
};

/** Some stacks wrap it in an OCTET STRING; a quote begins with that very tag byte, so the wrapper must span everything. */
function unwrapped(value: Uint8Array): Uint8Array {
  return unlessMalformed(() => {
    const reader = new DerReader(value, 'RA-TLS extension');
    const content = reader.content('value', TAG.octetString);
    reader.end();
    return content;
  }, value);
}

/** A record, in JSON as UTF8String or in CBOR as OCTET STRING; it commits to the same as a bare quote. */
const cmw: ReadLeaf = (leaf) => {
  const value = leaf.extension(RA_TLS_EXTENSIONS.cmw);
  if (value === undefined) return undefined;
  const record = recordIn(new DerReader(value, 'id-pe-cmw'));
  const type = record === null ? undefined : evidenceTypeOf(record.type.name);
  if (record === null || type === undefined) throw new Unsupported('id-pe-cmw', 'no evidence type that is known here');
  const evidence = { type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) };
  return foreignDocument({ evidence, binding: { layout: 'ra-tls', spki: leaf.spki } });
};

/** Null for a collection, and for a type given by number. */
function recordIn(reader: DerReader): CmwRecord | null {
  const isJson = reader.next === TAG.utf8String;
  const content = reader.content('value', isJson ? TAG.utf8String : TAG.octetString);
  reader.end();
  return isJson
    ? readCmwRecord(parseJson(fromUtf8(content, 'id-pe-cmw'), 'id-pe-cmw'), 'id-pe-cmw')
    : readCborRecord(readCbor(content, 'id-pe-cmw', { most: MAX_CBOR_BYTES, indefinite: false }), 'id-pe-cmw');
}

/** Claims without a TLS key say nothing about the connection; the older report covers the key, as a bare quote does. */
const openEnclave: ReadLeaf = (leaf) => {
  const value = leaf.extension(RA_TLS_EXTENSIONS.openEnclave) ?? leaf.extension(RA_TLS_EXTENSIONS.openEnclaveNewer);
  if (value === undefined) return undefined;
  const { quote, document } = readOpenEnclave(value);
  return document ?? foreignDocument({ evidence: quoteEvidence(quote), binding: { layout: 'ra-tls', spki: leaf.spki } });
};

const readers: readonly ReadLeaf[] = [dstack, tagged, bareQuote, cmw, openEnclave];
