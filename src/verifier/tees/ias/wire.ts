import { fromBase64 } from '../../bytes/base64.ts';
import { toAscii } from '../../bytes/text.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { fromPem } from '../../encoding/pem.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed } from '../../malformed.ts';
import { readCertificate, type Certificate } from '../../x509/certificate.ts';

/** Reports are under 2 kB. In bytes. */
const MAX_WIRE_BYTES = 64 * 1024;
const MEMBERS = ['report', 'signature', 'certificates'];

/** A report with what was sent along: the service's body and its two headers. */
export type SignedReport = {
  /** The body exactly as the service sent it: what the signature covers. */
  readonly bytes: Uint8Array;
  readonly body: JsonObject;
  /** RSA signature; undefined when none was sent. */
  readonly signature: Uint8Array | undefined;
  /** Leaf first; the CA if it was sent. */
  readonly certificates: readonly Certificate[];
};

/**
 * Evidence of type `ias-report`, in one of two forms: the report's body with `signature` and `certificates` as
 * parameters, or one JSON of all three (README.md, "On the wire").
 * @throws Malformed
 */
export function readSignedReport({ bytes, parameters }: Evidence): SignedReport {
  const outer = parseJsonObject(bytes, 'report', MAX_WIRE_BYTES);
  if (!outer.has('report')) return readParts(bytes, outer, parameters['signature'], parameters['certificates']);
  const extra = outer.names.find((name) => !MEMBERS.includes(name));
  if (extra !== undefined) throw new Malformed('ias-report', 'unknown member');
  const inner = fromBase64(outer.string('report'), 'ias-report.report');
  const body = parseJsonObject(inner, 'report', MAX_WIRE_BYTES);
  return readParts(inner, body, outer.string('signature'), outer.string('certificates'));
}

function readParts(
  bytes: Uint8Array,
  body: JsonObject,
  signature: string | undefined,
  certificates: string | undefined,
): SignedReport {
  return {
    bytes,
    body,
    signature: signature === undefined ? undefined : fromBase64(signature, 'X-IASReport-Signature'),
    certificates: certificates === undefined ? [] : readCertificates(certificates),
  };
}

/** The header's URL-encoded PEM, or PEM as it is. @throws Malformed */
function readCertificates(text: string): readonly Certificate[] {
  const pem = text.includes('%') ? decoded(text) : toAscii(text, 'X-IASReport-Signing-Certificate');
  const certificates = fromPem(pem, 'CERTIFICATE', 'X-IASReport-Signing-Certificate');
  // The leaf alone, or with its CA: a third certificate has no purpose, and a reader would have to guess one.
  if (certificates.length > 2) throw new Malformed('X-IASReport-Signing-Certificate', 'more than leaf and CA');
  return certificates.map((der) => readCertificate(der, 'report signing certificate'));
}

/** Percent-encoding of ASCII (RFC 3986 section 2.1). @throws Malformed */
function decoded(text: string): Uint8Array {
  const field = 'X-IASReport-Signing-Certificate';
  if (!/^(?:[^%]|%[0-9a-fA-F]{2})*$/.test(text)) throw new Malformed(field, 'not percent-encoded');
  const plain = text.replace(/%([0-9a-fA-F]{2})/g, (_, pair: string) => String.fromCharCode(Number(`0x${pair}`)));
  return toAscii(plain, field);
}

/** A certificate supplied by a caller: DER or PEM, exactly one. @throws Malformed */
export function readSuppliedCertificate(bytes: Uint8Array): Certificate {
  const der = bytes[0] === 0x2d ? fromPem(bytes, 'CERTIFICATE', 'certificate') : [bytes];
  const [only, ...others] = der;
  if (only === undefined || others.length > 0) throw new Malformed('certificate', 'not exactly one');
  return readCertificate(only, 'report signing certificate');
}
