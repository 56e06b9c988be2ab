import type { DigestAlgorithm, SignatureAlgorithm } from '../crypto/port.ts';
import { constructedTag, DerReader, primitiveTag, TAG } from '../encoding/der.ts';
import { Malformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { readCertificate, readSignatureAlgorithm, type Certificate } from './certificate.ts';
import { readExtensions } from './extensions.ts';

/** CRLReason (RFC 5280 section 5.3.1) of a suspended certificate, which may become good again. */
const CERTIFICATE_HOLD = 6;

/** What one response says about one certificate (RFC 6960 section 4.2.1, SingleResponse). */
export type SingleResponse = {
  readonly hash: DigestAlgorithm;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Content of the serialNumber INTEGER. */
  readonly serial: Uint8Array;
  readonly status: 'good' | 'revoked' | 'hold' | 'unknown';
  readonly thisUpdate: Instant;
  /** Absent: newer answers are always available, so this one cannot be told from an old one. */
  readonly nextUpdate: Instant | undefined;
};

/** A successful basic OCSP response read strictly (RFC 6960 section 4.2.1), not yet verified. */
export type OcspResponse = {
  /** ResponseData as it arrived: what the signature covers. */
  readonly signed: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly responses: readonly SingleResponse[];
  /** Certificates sent along; at most a delegated responder's is used. */
  readonly certificates: readonly Certificate[];
};

const BASIC = '1.3.6.1.5.5.7.48.1.1';
/** id-pkix-ocsp-nonce: a responder may mark it critical if the requester did. Whose nonce it was is not known here. */
const NONCE = '1.3.6.1.5.5.7.48.1.2';

/** Hashes of CertID. SHA-1 is only a name here: key and serial number also identify the certificate. */
const HASHES: Readonly<Record<string, { readonly name: DigestAlgorithm; readonly length: number }>> = {
  '1.3.14.3.2.26': { name: 'sha-1', length: 20 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha-256', length: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha-384', length: 48 },
};

/** The largest response, in bytes: an answer and a responder's certificate take two kilobytes. */
export const MAX_OCSP_BYTES = 16 * 1024;
const MAX_RESPONSES = 16;
const MAX_CERTIFICATES = 4;

/** OCSPResponse DER → response; an unsuccessful one says nothing, and is refused. @throws Malformed */
export function readOcspResponse(bytes: Uint8Array, what: string): OcspResponse {
  if (bytes.length > MAX_OCSP_BYTES) throw new Malformed(what, `larger than ${String(MAX_OCSP_BYTES)} bytes`);
  const outer = new DerReader(bytes, what);
  const response = outer.inside('OCSPResponse');
  outer.end();
  if (response.small('responseStatus', TAG.enumerated) !== 0) throw new Malformed(`${what}.responseStatus`, 'not successful');
  const explicit = response.inside('responseBytes', constructedTag(0));
  response.end();
  const typed = explicit.inside('ResponseBytes');
  explicit.end();
  if (typed.oid('responseType') !== BASIC) throw new Malformed(`${what}.responseType`, 'not a basic response');
  const basic = typed.octetString('response');
  typed.end();
  return readBasic(basic, what);
}

function readBasic(bytes: Uint8Array, what: string): OcspResponse {
  const outer = new DerReader(bytes, what);
  const basic = outer.inside('BasicOCSPResponse');
  outer.end();
  const signed = basic.element('tbsResponseData');
  const algorithm = readSignatureAlgorithm(basic.element('signatureAlgorithm'), `${what}.signatureAlgorithm`);
  const signature = basic.octets('signature');
  const certificates = basic.next === undefined ? [] : readCertificates(basic.inside('certs', constructedTag(0)), what);
  basic.end();
  return { signed, algorithm, signature, responses: readResponseData(signed, what), certificates };
}

function readCertificates(wrapper: DerReader, what: string): readonly Certificate[] {
  const list = wrapper.inside('certs');
  wrapper.end();
  const certificates: Certificate[] = [];
  while (list.next !== undefined) {
    if (certificates.length === MAX_CERTIFICATES) throw new Malformed(`${what}.certs`, 'too many certificates');
    certificates.push(readCertificate(list.element('certificate'), `${what} responder`));
  }
  return certificates;
}

function readResponseData(bytes: Uint8Array, what: string): readonly SingleResponse[] {
  const outer = new DerReader(bytes, what);
  const data = outer.inside('tbsResponseData');
  outer.end();
  // version [0] EXPLICIT DEFAULT v1: in DER it is absent (X.690 section 11.5).
  const first = data.next;
  if (first === constructedTag(0)) throw new Malformed(`${what}.version`, 'not version 1, or spelled out');
  if (first !== constructedTag(1) && first !== constructedTag(2)) throw new Malformed(`${what}.responderID`, 'missing');
  data.element('responderID');
  data.time('producedAt');
  const list = data.inside('responses');
  const responses: SingleResponse[] = [];
  while (list.next !== undefined) {
    if (responses.length === MAX_RESPONSES) throw new Malformed(`${what}.responses`, 'too many responses');
    responses.push(readSingle(list.inside('SingleResponse'), what));
  }
  if (data.next !== undefined) noUnknownCritical(data.inside('responseExtensions', constructedTag(1)), what, [NONCE]);
  data.end();
  return responses;
}

function readSingle(single: DerReader, what: string): SingleResponse {
  const id = single.inside('certID');
  const hash = readHash(id, what);
  const issuerNameHash = id.octetString('issuerNameHash');
  const issuerKeyHash = id.octetString('issuerKeyHash');
  if (issuerNameHash.length !== hash.length || issuerKeyHash.length !== hash.length)
    throw new Malformed(`${what}.certID`, 'hash of another length');
  const serial = id.integer('serialNumber');
  id.end();
  const status = readStatus(single, what);
  const thisUpdate = single.time('thisUpdate');
  let nextUpdate: Instant | undefined;
  if (single.next === constructedTag(0)) {
    const explicit = single.inside('nextUpdate', constructedTag(0));
    nextUpdate = explicit.time('nextUpdate');
    explicit.end();
  }
  if (single.next !== undefined) noUnknownCritical(single.inside('singleExtensions', constructedTag(1)), what, []);
  single.end();
  return { hash: hash.name, issuerNameHash, issuerKeyHash, serial, status, thisUpdate, nextUpdate };
}

/** AlgorithmIdentifier; for SHA hashes the parameters are NULL or absent (RFC 5754 section 2), and both occur. */
function readHash(id: DerReader, what: string): { readonly name: DigestAlgorithm; readonly length: number } {
  const algorithm = id.inside('hashAlgorithm');
  const oid = algorithm.oid('algorithm');
  if (algorithm.next !== undefined) algorithm.null('parameters');
  algorithm.end();
  const known = Object.hasOwn(HASHES, oid) ? HASHES[oid] : undefined;
  if (known === undefined) throw new Malformed(`${what}.certID.hashAlgorithm`, 'hash not in use');
  return known;
}

function readStatus(single: DerReader, what: string): SingleResponse['status'] {
  const tag = single.next;
  if (tag === constructedTag(1)) {
    const info = single.inside('revoked', tag);
    info.time('revocationTime');
    let reason: number | undefined;
    if (info.next !== undefined) {
      const explicit = info.inside('revocationReason', constructedTag(0));
      reason = explicit.small('revocationReason', TAG.enumerated);
      explicit.end();
    }
    info.end();
    return reason === CERTIFICATE_HOLD ? 'hold' : 'revoked';
  }
  if (tag !== primitiveTag(0) && tag !== primitiveTag(2)) throw new Malformed(`${what}.certStatus`, 'not a status');
  if (single.content('certStatus', tag).length > 0) throw new Malformed(`${what}.certStatus`, 'has content');
  return tag === primitiveTag(0) ? 'good' : 'unknown';
}

function noUnknownCritical(wrapper: DerReader, what: string, known: readonly string[]): void {
  for (const [oid, { critical }] of readExtensions(wrapper, what))
    if (critical && !known.includes(oid)) throw new Malformed(`${what}.extensions`, 'unknown critical extension');
}
