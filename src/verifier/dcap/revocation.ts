import { fromHex } from '../bytes/hex.ts';
import { fromAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { fromPem } from '../encoding/pem.ts';
import { Malformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readRevocationList, verifyRevocationList, type ListVerdict, type RevocationList } from '../x509/crl.ts';
import { OID } from '../x509/extensions.ts';

/** The longest list seen is 3.4 kB; this allows for thousands of entries. In bytes. */
const MOST_BYTES = 1024 * 1024;
const SEQUENCE = 0x30;
const DASH = 0x2d;

/** A CRL as Intel and its caches hand it out: DER, PEM, or DER in hex. @throws Malformed */
export function readIntelCrl(bytes: Uint8Array, what: string): RevocationList {
  if (bytes.length > MOST_BYTES) throw new Malformed(what, 'larger than 1 MiB');
  if (bytes[0] === SEQUENCE) return readRevocationList(bytes, what);
  if (bytes[0] !== DASH) return readRevocationList(fromHex(fromAscii(bytes, what), what), what);
  const [der, ...others] = fromPem(bytes, 'X509 CRL', what);
  if (der === undefined || others.length > 0) throw new Malformed(what, 'not exactly one CRL');
  return readRevocationList(der, what);
}

/**
 * May this list be believed as Intel's for `issuer`? ("Intel SGX PCK Certificate and CRL Profile Specification", revision
 * 1.5, section 3: version 2 with authority key identifier and CRL number.)
 */
export async function verifyIntelCrl(
  list: RevocationList,
  issuer: Certificate,
  now: Instant,
  crypto: CryptoPort,
): Promise<ListVerdict | { readonly holds: false; readonly fault: 'no-authority-key-identifier' }> {
  if (!list.extensions.has(OID.authorityKeyIdentifier)) return { holds: false, fault: 'no-authority-key-identifier' };
  return await verifyRevocationList(list, issuer, { algorithm: 'ecdsa-p256-sha256', issuerNeedsCrlSign: false }, now, crypto);
}
