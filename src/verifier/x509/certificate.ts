import { equalBytes } from '../bytes/equal.ts';
import { fromHex } from '../bytes/hex.ts';
import { constructedTag, DerReader, primitiveTag, TAG } from '../encoding/der.ts';
import { Malformed } from '../malformed.ts';
import type { SignatureAlgorithm } from '../crypto/port.ts';
import type { Instant } from '../time.ts';
import { readExtensions, type Extensions } from './extensions.ts';

/** A certificate read strictly (RFC 5280 section 4.1), not yet verified. All byte fields are slices of the input. */
export type Certificate = {
  /** The whole certificate, DER. */
  readonly bytes: Uint8Array;
  /** TBSCertificate as it arrived: what the signature covers. */
  readonly signed: Uint8Array;
  /** Content of the serialNumber INTEGER. */
  readonly serial: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** Name, DER. Compared byte for byte: every vendor here encodes a name in one way. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly extensions: Extensions;
};

/**
 * AlgorithmIdentifiers in use, byte for byte: unlike a parser of PSS parameters, a table leaves no room for interpretation. RFC
 * 5758 section 3.2; RFC 4055 sections 3.1 and 5 (AMD writes the default trailerField, others omit it); RFC 8410 section 3.
 */
const ALGORITHMS: readonly (readonly [SignatureAlgorithm, Uint8Array])[] = (
  [
    ['ecdsa-p256-sha256', '300a06082a8648ce3d040302'],
    ['ecdsa-p384-sha384', '300a06082a8648ce3d040303'],
    ['rsa-pkcs1-sha256', '300d06092a864886f70d01010b0500'],
    [
      'rsa-pss-sha384',
      '304606092a864886f70d01010a3039a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130a303020101',
    ],
    [
      'rsa-pss-sha384',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130',
    ],
    ['ed25519', '300506032b6570'],
  ] as const
).map(([name, hex]) => [name, fromHex(hex, 'algorithm')]);

/**
 * May an identifier that was read as the first mean the second? `ecdsa-with-SHA256` and `ecdsa-with-SHA384` name a hash but no
 * curve (RFC 5758, section 3.2), and are read as those of P-256 and P-384, except by a caller that knows the issuer's key to be
 * on the other curve.
 */
export const isWrittenAs = (read: SignatureAlgorithm, meant: SignatureAlgorithm): boolean =>
  read === meant ||
  (read === 'ecdsa-p256-sha256' && meant === 'ecdsa-p384-sha256') ||
  (read === 'ecdsa-p384-sha384' && meant === 'ecdsa-p256-sha384');

/** AlgorithmIdentifier DER → algorithm. @throws Malformed for one that is not in use. */
export function readSignatureAlgorithm(identifier: Uint8Array, field: string): SignatureAlgorithm {
  const known = ALGORITHMS.find(([, bytes]) => equalBytes(bytes, identifier));
  if (known === undefined) throw new Malformed(field, 'signature algorithm not in use');
  return known[0];
}

/**
 * DER → certificate. Version 3 only, no unique identifiers, each extension once, nothing after the end.
 * @param what name used in errors, e.g. `PCK leaf`
 * @throws Malformed
 */
export function readCertificate(bytes: Uint8Array, what: string): Certificate {
  const outer = new DerReader(bytes, what);
  const certificate = outer.inside('Certificate');
  outer.end();
  const signed = certificate.element('tbsCertificate');
  const identifier = certificate.element('signatureAlgorithm');
  const signature = certificate.octets('signatureValue');
  certificate.end();

  const whole = new DerReader(signed, what);
  const tbs = whole.inside('tbsCertificate');
  whole.end();
  const version = tbs.inside('version', constructedTag(0));
  if (version.small('version') !== 2) throw new Malformed(`${what}.version`, 'not version 3');
  version.end();
  const serial = readSerial(tbs, what);
  // RFC 5280 section 4.1.1.2: the two must be the same, or a signature could be read under another algorithm.
  if (!equalBytes(tbs.element('signature'), identifier)) throw new Malformed(`${what}.signature`, 'algorithms differ');
  const issuer = tbs.element('issuer');
  const validity = tbs.inside('validity');
  const notBefore = validity.time('notBefore');
  const notAfter = validity.time('notAfter');
  validity.end();
  const subject = tbs.element('subject');
  const spki = tbs.element('subjectPublicKeyInfo');
  if (tbs.next === primitiveTag(1) || tbs.next === primitiveTag(2))
    throw new Malformed(`${what}.uniqueID`, 'unique identifiers are not in use');
  const extensions = readExtensions(tbs.inside('extensions', constructedTag(3)), what);
  tbs.end();

  const algorithm = readSignatureAlgorithm(identifier, `${what}.signatureAlgorithm`);
  return { bytes, signed, serial, algorithm, signature, issuer, subject, notBefore, notAfter, spki, extensions };
}

/**
 * serialNumber as it is. RFC 5280 section 4.1.2.2: not negative, at most 20 octets (not counting a sign byte, as Intel writes
 * it). Zero is allowed, because AMD gives it to every VCEK.
 */
function readSerial(tbs: DerReader, what: string): Uint8Array {
  const serial = tbs.integer('serialNumber');
  const [first = 0] = serial;
  if (first >= 0x80 || serial.length > (first === 0 ? 21 : 20))
    throw new Malformed(`${what}.serialNumber`, 'negative or longer than 20 octets');
  return serial;
}

const COMMON_NAME = '2.5.4.3';

/** Every commonName in a Name, in order (RFC 5280 section 4.1.2.4). @throws Malformed */
export function commonNames(name: Uint8Array, what: string): readonly string[] {
  const outer = new DerReader(name, what);
  const sequence = outer.inside('Name');
  outer.end();
  const names: string[] = [];
  while (sequence.next !== undefined) {
    const set = sequence.inside('RelativeDistinguishedName', TAG.set);
    while (set.next !== undefined) {
      const pair = set.inside('AttributeTypeAndValue');
      if (pair.oid('type') === COMMON_NAME) names.push(pair.text('value'));
      else pair.element('value');
      pair.end();
    }
  }
  return names;
}
