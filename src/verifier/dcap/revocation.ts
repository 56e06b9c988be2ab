import { fromHex } from '../bytes/hex.ts';
import { fromAscii } from '../bytes/text.ts';
import { fromPem } from '../encoding/pem.ts';
import { Malformed } from '../malformed.ts';
import { readRevocationList, type ListProfile, type RevocationList } from '../x509/crl.ts';

/** The longest list seen is 3.4 kB; this allows for thousands of entries. In bytes. */
const MAX_LIST_BYTES = 1024 * 1024;
const SEQUENCE = 0x30;
const DASH = 0x2d;

/** A CRL as Intel and its caches serve it: DER, PEM, or DER in hex. @throws Malformed */
export function readIntelCrl(bytes: Uint8Array, what: string): RevocationList {
  if (bytes.length > MAX_LIST_BYTES) throw new Malformed(what, 'larger than 1 MiB');
  if (bytes[0] === SEQUENCE) return readRevocationList(bytes, what);
  // PCCS serves the root's list as text, and saved text usually ends with a line feed.
  if (bytes[0] !== DASH) return readRevocationList(fromHex(fromAscii(bytes, what).trim(), what), what);
  const [der, ...others] = fromPem(bytes, 'X509 CRL', what);
  if (der === undefined || others.length > 0) throw new Malformed(what, 'not exactly one CRL');
  return readRevocationList(der, what);
}

/**
 * How Intel signs its lists ("Intel SGX PCK Certificate and CRL Profile Specification", revision 1.5, section 3: version 2
 * with authority key identifier and CRL number). Its intermediates' key usage does not say cRLSign.
 */
export const INTEL_LISTS: ListProfile = { algorithm: 'ecdsa-p256-sha256', issuerNeedsCrlSign: false, namesIssuerKey: true };
