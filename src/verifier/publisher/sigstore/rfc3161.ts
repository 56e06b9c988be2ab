import { equalBytes } from '../../bytes/equal.ts';
import type { DigestAlgorithm } from '../../crypto/port.ts';
import { constructedTag, DerReader, TAG } from '../../encoding/der.ts';
import { derElement } from '../../encoding/der-element.ts';
import { Malformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import type { NamedHash } from './algorithm.ts';

/** A time stamp (RFC 3161), read strictly and not yet verified. */
export type TimeStamp = {
  readonly imprint: { readonly hash: DigestAlgorithm; readonly digest: Uint8Array };
  readonly at: Instant;
  /** TSTInfo DER: the attributes contain its digest. */
  readonly content: Uint8Array;
  /** IssuerAndSerialNumber: whose certificate verifies it. */
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly contentHash: DigestAlgorithm;
  readonly contentDigest: Uint8Array;
  /** The attributes as a SET: what the signature covers (RFC 5652 section 5.4). */
  readonly signed: Uint8Array;
  readonly signatureHash: NamedHash;
  readonly signature: Uint8Array;
};

/** The largest time stamp, in bytes: one with its authority's chain has six thousand. */
export const MAX_TIME_STAMP_BYTES = 16 * 1024;

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
} as const;

const HASHES: Readonly<Record<string, DigestAlgorithm>> = {
  '2.16.840.1.101.3.4.2.1': 'sha-256',
  '2.16.840.1.101.3.4.2.2': 'sha-384',
  '2.16.840.1.101.3.4.2.3': 'sha-512',
};

const SIGNATURE_HASHES: Readonly<Record<string, NamedHash>> = {
  '1.2.840.10045.4.3.2': 'sha-256',
  '1.2.840.10045.4.3.3': 'sha-384',
  '1.2.840.113549.1.1.11': 'sha-256',
};

/** PKIStatus granted, or granted with modifications. */
const GRANTED: readonly number[] = [0, 1];

/** TimeStampResp DER (section 2.4.2) → time stamp. @throws Malformed */
export function readTimeStamp(bytes: Uint8Array): TimeStamp {
  if (bytes.length > MAX_TIME_STAMP_BYTES) throw new Malformed('time stamp', 'larger than any time stamp');
  const outer = new DerReader(bytes, 'TimeStampResp');
  const response = outer.inside('TimeStampResp');
  outer.end();
  if (!GRANTED.includes(response.inside('status').small('status'))) throw new Malformed('TimeStampResp.status', 'not granted');
  const token = response.inside('timeStampToken');
  response.end();
  if (token.oid('contentType') !== OID.signedData) throw new Malformed('timeStampToken', 'not signed data');
  const explicit = token.inside('content', constructedTag(0));
  token.end();
  const data = explicit.inside('SignedData');
  explicit.end();
  return readSignedData(data);
}

/** RFC 5652 section 5.1. Certificates and lists sent along are ignored: the authority's chain is pinned. */
function readSignedData(data: DerReader): TimeStamp {
  data.small('version');
  data.element('digestAlgorithms');
  const encapsulated = data.inside('encapContentInfo');
  if (encapsulated.oid('eContentType') !== OID.timeStampInfo) throw new Malformed('encapContentInfo', 'not a time stamp');
  const explicit = encapsulated.inside('eContent', constructedTag(0));
  encapsulated.end();
  const content = explicit.octetString('eContent');
  explicit.end();
  for (const tag of [constructedTag(0), constructedTag(1)]) if (data.next === tag) data.element('certificates or lists');
  const signers = data.inside('signerInfos', TAG.set);
  data.end();
  // RFC 3161 section 2.4.2: one signature, the authority's.
  const signer = signers.inside('SignerInfo');
  signers.end();
  return { ...readInfo(content), content, ...readSigner(signer) };
}

/** TSTInfo (section 2.4.2). */
function readInfo(bytes: Uint8Array): Pick<TimeStamp, 'imprint' | 'at'> {
  const outer = new DerReader(bytes, 'TSTInfo');
  const info = outer.inside('TSTInfo');
  outer.end();
  if (info.small('version') !== 1) throw new Malformed('TSTInfo.version', 'not version 1');
  info.oid('policy');
  const imprint = info.inside('messageImprint');
  const hash = readHashAlgorithm(imprint, 'hashAlgorithm');
  const digest = imprint.octetString('hashedMessage');
  imprint.end();
  info.integer('serialNumber');
  const at = info.time('genTime');
  if (info.next === TAG.sequence) info.element('accuracy');
  if (info.next === TAG.boolean) info.boolean('ordering');
  if (info.next === TAG.integer) info.integer('nonce');
  if (info.next === constructedTag(0)) info.element('tsa');
  // Extensions could change the meaning of the rest, and none is in use.
  info.end();
  return { imprint: { hash, digest }, at };
}

/** SignerInfo (RFC 5652 section 5.3). */
function readSigner(signer: DerReader): Omit<TimeStamp, 'imprint' | 'at' | 'content'> {
  if (signer.small('version') !== 1) throw new Malformed('SignerInfo.version', 'signer is not named by issuer and serial');
  const named = signer.inside('sid');
  const issuer = named.element('issuer');
  const serial = named.integer('serialNumber');
  named.end();
  const contentHash = readHashAlgorithm(signer, 'digestAlgorithm');
  const attributes = signer.content('signedAttrs', constructedTag(0));
  const algorithm = signer.inside('signatureAlgorithm');
  const signatureHash = known(SIGNATURE_HASHES, algorithm.oid('algorithm'), 'signatureAlgorithm');
  if (algorithm.next !== undefined) algorithm.null('parameters');
  algorithm.end();
  const signature = signer.octetString('signature');
  if (signer.next === constructedTag(1)) signer.element('unsignedAttrs');
  signer.end();
  const contentDigest = readAttributes(attributes);
  return { issuer, serial, contentHash, contentDigest, signed: derElement(TAG.set, attributes), signatureHash, signature };
}

/** contentType must be the time stamp's, messageDigest is returned; each occurs once (RFC 5652 section 11). */
function readAttributes(bytes: Uint8Array): Uint8Array {
  const list = new DerReader(bytes, 'signedAttrs');
  const values = new Map<string, Uint8Array>();
  while (list.next !== undefined) {
    const attribute = list.inside('Attribute');
    const oid = attribute.oid('attrType');
    if (values.has(oid)) throw new Malformed('signedAttrs', 'attribute occurs twice');
    values.set(oid, attribute.content('attrValues', TAG.set));
    attribute.end();
  }
  const type = new DerReader(values.get(OID.contentType) ?? new Uint8Array(), 'contentType');
  if (type.oid('contentType') !== OID.timeStampInfo) throw new Malformed('contentType', 'not a time stamp');
  type.end();
  const digest = new DerReader(values.get(OID.messageDigest) ?? new Uint8Array(), 'messageDigest');
  const found = digest.octetString('messageDigest');
  digest.end();
  return found;
}

function readHashAlgorithm(reader: DerReader, field: string): DigestAlgorithm {
  const algorithm = reader.inside(field);
  const hash = known(HASHES, algorithm.oid('algorithm'), field);
  if (algorithm.next !== undefined) algorithm.null('parameters');
  algorithm.end();
  return hash;
}

function known<T>(table: Readonly<Record<string, T>>, oid: string, field: string): T {
  const found = Object.hasOwn(table, oid) ? table[oid] : undefined;
  if (found === undefined) throw new Malformed(field, 'algorithm not in use');
  return found;
}

/** Is this the certificate that the time stamp names? */
export const isNamedBy = (
  { issuer, serial }: TimeStamp,
  certificate: { readonly issuer: Uint8Array; readonly serial: Uint8Array },
): boolean => equalBytes(issuer, certificate.issuer) && equalBytes(serial, certificate.serial);
