import { sha1 } from '@noble/hashes/legacy.js';
import { concat } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import type { SignatureAlgorithm } from '../crypto/port.ts';
import { OID } from '../x509/extensions.ts';
import { bitString, boolean, explicit, implicit, integer, name, octetString, oid, sequence, time } from './der-writer.ts';
import type { TestKey } from './keys.ts';

/** An authority that signs whatever a test requests: X.509 v3 certificates and v2 CRLs with any field overridden. */

type Bytes = Uint8Array<ArrayBuffer>;

/** An issued certificate, with what is needed to issue under it. */
export type Issued = {
  /** DER. */
  readonly certificate: Bytes;
  readonly key: TestKey;
  /** Subject, a Name in DER. */
  readonly subject: Uint8Array;
  readonly serial: Uint8Array;
};

/** One extension as it is written; `value` goes into the OCTET STRING as it is. Not critical by default. */
export type ExtensionField = { readonly oid: string; readonly critical?: boolean; readonly value: Uint8Array };

/** Every element of a TBSCertificate, each complete DER, in order; a test may replace any of them. */
export type TbsParts = Readonly<
  Record<'version' | 'serial' | 'signature' | 'issuer' | 'validity' | 'subject' | 'spki' | 'extensions', Uint8Array>
>;

/** What a certificate is to contain; everything left out is as a good one has it. */
export type CertificateRequest = {
  /** A common name, or a whole Name in DER. */
  readonly subject: string | Uint8Array;
  readonly key: TestKey;
  /** Magnitude bytes; derived from the subject by default. */
  readonly serial?: Uint8Array;
  /** RFC 3339; by default 2020-01-01 to 2049-12-31. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** A CA gets keyCertSign and cRLSign, a leaf digitalSignature. */
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** Added after the usual ones (AKI, SKI, key usage, basic constraints). */
  readonly extensions?: readonly ExtensionField[];
  /** Usual extensions to omit, by OID. */
  readonly without?: readonly string[];
  /** Applied last to the elements, e.g. `(parts) => ({ ...parts, issuer: name({ CN: 'Other' }) })`. */
  readonly alter?: (parts: TbsParts) => TbsParts;
};

const IDENTIFIER: Readonly<Record<SignatureAlgorithm, string>> = {
  'ecdsa-p256-sha256': '300a06082a8648ce3d040302',
  'ecdsa-p256-sha384': '300a06082a8648ce3d040303',
  'ecdsa-p384-sha384': '300a06082a8648ce3d040303',
  'ecdsa-p384-sha256': '300a06082a8648ce3d040302',
  'rsa-pkcs1-sha256': '300d06092a864886f70d01010b0500',
  'rsa-pss-sha384':
    '304606092a864886f70d01010a3039a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130a303020101',
  ed25519: '300506032b6570',
  'ed25519-sha3-512': '300506032b6570',
};

/** AlgorithmIdentifier DER under which this key signs. */
export const algorithmIdentifier = (key: TestKey): Bytes => fromHex(IDENTIFIER[key.algorithm], 'algorithm');

/** Signs in X.509's form: ECDSA as ECDSA-Sig-Value DER, the others unchanged. */
export function signX509(key: TestKey, message: Uint8Array): Uint8Array {
  const signature = key.sign(message);
  if (!key.algorithm.startsWith('ecdsa')) return signature;
  const half = signature.length / 2;
  return sequence(integer(signature.filter((_, index) => index < half)), integer(signature.filter((_, index) => index >= half)));
}

/** Certificate or CRL: `SEQUENCE { tbs, algorithm, signature }`. */
export function sealed(tbs: Uint8Array, key: TestKey): Bytes {
  return sequence(tbs, algorithmIdentifier(key), bitString(signX509(key, tbs)));
}

const keyIdentifier = (key: TestKey): Uint8Array => sha1(key.spki);
const nameOf = (subject: string | Uint8Array): Uint8Array => (typeof subject === 'string' ? name({ CN: subject }) : subject);

const extension = ({ oid: id, critical, value }: ExtensionField): Bytes =>
  sequence(oid(id), ...(critical === true ? [boolean(true)] : []), octetString(value));

/** Key usage bits as named in RFC 5280 section 4.2.1.3: digitalSignature, or keyCertSign and cRLSign. */
const usage = (ca: boolean): Bytes => (ca ? bitString(Uint8Array.of(0x06), 1) : bitString(Uint8Array.of(0xc0), 6));

function usualExtensions(issuerKey: TestKey, request: CertificateRequest): readonly ExtensionField[] {
  const ca = request.ca === true;
  const constraints = ca ? [boolean(true), ...(request.pathLength === undefined ? [] : [integer(request.pathLength)])] : [];
  const usual: readonly ExtensionField[] = [
    { oid: OID.authorityKeyIdentifier, value: sequence(implicit(0, keyIdentifier(issuerKey))) },
    { oid: OID.subjectKeyIdentifier, value: octetString(keyIdentifier(request.key)) },
    { oid: OID.keyUsage, critical: true, value: usage(ca) },
    { oid: OID.basicConstraints, critical: true, value: sequence(...constraints) },
  ];
  return usual.filter(({ oid: id }) => request.without?.includes(id) !== true);
}

/** Issues a certificate under `issuer`. @param signWith signs in place of the issuer's key, for forgeries. */
export function issue(
  issuer: Pick<Issued, 'key' | 'subject'>,
  request: CertificateRequest,
  signWith: TestKey = issuer.key,
): Issued {
  const subject = nameOf(request.subject);
  const serial =
    request.serial ?? sha1(concat(subject, request.key.spki)).map((byte, index) => (index === 0 ? byte & 0x7f : byte));
  const usual: TbsParts = {
    version: explicit(0, integer(2)),
    serial: integer(serial),
    signature: algorithmIdentifier(signWith),
    issuer: issuer.subject,
    validity: sequence(time(request.notBefore ?? '2020-01-01T00:00:00Z'), time(request.notAfter ?? '2049-12-31T23:59:59Z')),
    subject,
    spki: request.key.spki,
    extensions: explicit(3, sequence(...[...usualExtensions(issuer.key, request), ...(request.extensions ?? [])].map(extension))),
  };
  const parts = request.alter?.(usual) ?? usual;
  const tbs = sequence(
    ...[parts.version, parts.serial, parts.signature, parts.issuer, parts.validity, parts.subject, parts.spki, parts.extensions],
  );
  return { certificate: sealed(tbs, signWith), key: request.key, subject, serial };
}

/** A root: a CA certificate that signs itself. */
export function selfSigned(request: CertificateRequest): Issued {
  const subject = nameOf(request.subject);
  return issue({ key: request.key, subject }, { ca: true, ...request, subject });
}

/** What a list is to contain. */
export type RevocationRequest = {
  /** RFC 3339. */
  readonly thisUpdate: string;
  /** null omits it. */
  readonly nextUpdate: string | null;
  /** Serials, magnitude bytes. */
  readonly revoked?: readonly Uint8Array[];
  /** null omits the crlNumber. */
  readonly number?: number | null;
  readonly extensions?: readonly ExtensionField[];
  /** Usual extensions to omit, by OID. */
  readonly without?: readonly string[];
  /** Issuer name in place of the issuer's own. */
  readonly issuerName?: Uint8Array;
  /** 1 is version 2. */
  readonly version?: number;
};

/** A CRL of `issuer`, DER. @param signWith signs in place of the issuer's key, for forgeries. */
export function revocationList(
  issuer: Pick<Issued, 'key' | 'subject'>,
  request: RevocationRequest,
  signWith: TestKey = issuer.key,
): Bytes {
  const number = request.number === undefined ? 1 : request.number;
  const all: readonly ExtensionField[] = [
    { oid: OID.authorityKeyIdentifier, value: sequence(implicit(0, keyIdentifier(issuer.key))) },
    ...(number === null ? [] : [{ oid: OID.crlNumber, value: integer(number) }]),
    ...(request.extensions ?? []),
  ];
  const extensions = all.filter(({ oid: id }) => request.without?.includes(id) !== true);
  const entries = (request.revoked ?? []).map((serial) => sequence(integer(serial), time(request.thisUpdate)));
  const tbs = sequence(
    integer(request.version ?? 1),
    algorithmIdentifier(signWith),
    request.issuerName ?? issuer.subject,
    time(request.thisUpdate),
    ...(request.nextUpdate === null ? [] : [time(request.nextUpdate)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(...extensions.map(extension))),
  );
  return sealed(tbs, signWith);
}
