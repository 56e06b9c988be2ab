import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { DerReader } from '../../encoding/der.ts';
import { algorithmIdentifier, issue, signX509, type CertificateRequest, type ExtensionField, type Issued } from '../authority.ts';
import {
  bitString,
  boolean,
  element,
  enumerated,
  explicit,
  integer,
  nothing,
  octetString,
  oid,
  sequence,
} from '../der-writer.ts';
import { p384Key, type TestKey } from '../keys.ts';

/** OCSP responses (RFC 6960), including invalid ones. */

type Bytes = Uint8Array<ArrayBuffer>;
const HASHES = {
  'sha-1': ['1.3.14.3.2.26', sha1],
  'sha-256': ['2.16.840.1.101.3.4.2.1', sha256],
  'sha-384': ['2.16.840.1.101.3.4.2.2', sha384],
} as const;

/** A certificate's status; `hold` is a revocation with reason certificateHold (RFC 5280, section 5.3.1). */
export type Status = 'good' | 'revoked' | 'hold' | 'unknown';

/** What a response is to say, and who signs it. */
export type OcspRequest = {
  readonly about: Issued;
  readonly issuer: Issued;
  readonly status?: Status;
  readonly hash?: keyof typeof HASHES;
  /** RFC 3339. */
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | null;
  /** Signs in place of the issuer; its certificate is sent along. */
  readonly responder?: Issued;
  readonly signWith?: TestKey;
  readonly extensions?: readonly ExtensionField[];
  /** Number of the responseStatus; 0 is successful. */
  readonly responseStatus?: number;
  /** Applied last to ResponseData, before signing. */
  readonly alter?: (data: Bytes) => Uint8Array;
};

const generalized = (rfc3339: string): Bytes =>
  element(0x18, new TextEncoder().encode(`${rfc3339.replace(/\.\d+/, '').replace(/[-:TZ]/g, '')}Z`));

function publicKeyBits(spki: Uint8Array): Uint8Array {
  const info = new DerReader(spki, 'spki').inside('info');
  info.element('algorithm');
  return info.octets('key');
}

function certStatus(status: Status, at: string): Bytes {
  if (status === 'good') return element(0x80);
  if (status === 'unknown') return element(0x82);
  return element(0xa1, generalized(at), explicit(0, enumerated(status === 'hold' ? 6 : 1)));
}

/** A signed response about one certificate, in DER. */
export function ocspResponse(request: OcspRequest): Bytes {
  const { about, issuer, status = 'good', hash = 'sha-384', responder } = request;
  const { thisUpdate = '2026-05-31T00:00:00Z', nextUpdate = '2026-06-07T00:00:00Z' } = request;
  const [id, digest] = HASHES[hash];
  const certId = sequence(
    sequence(oid(id), nothing()),
    octetString(digest(issuer.subject)),
    octetString(digest(publicKeyBits(issuer.key.spki))),
    integer(about.serial),
  );
  const dates = [generalized(thisUpdate), ...(nextUpdate === null ? [] : [explicit(0, generalized(nextUpdate))])];
  const single = sequence(certId, certStatus(status, thisUpdate), ...dates);
  const signer = responder ?? issuer;
  const extensions = (request.extensions ?? []).map(({ oid: name, critical, value }) =>
    sequence(oid(name), ...(critical === true ? [boolean(true)] : []), octetString(value)),
  );
  const usual = sequence(
    explicit(1, signer.subject),
    generalized(thisUpdate),
    sequence(single),
    ...(extensions.length === 0 ? [] : [explicit(1, sequence(...extensions))]),
  );
  const data = request.alter?.(usual) ?? usual;
  const key = request.signWith ?? signer.key;
  const certificates = responder === undefined ? [] : [explicit(0, sequence(responder.certificate))];
  const basic = sequence(data, algorithmIdentifier(key), bitString(signX509(key, data)), ...certificates);
  const typed = sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic));
  return sequence(enumerated(request.responseStatus ?? 0), explicit(0, typed));
}

/** A responder to which `issuer` delegated. */
export function delegatedResponder(issuer: Issued, change: Partial<CertificateRequest> = {}): Issued {
  const purposes = { oid: '2.5.29.37', value: sequence(oid('1.3.6.1.5.5.7.3.9')) };
  return issue(issuer, { subject: 'OCSP responder', key: p384Key('responder'), extensions: [purposes], ...change });
}
