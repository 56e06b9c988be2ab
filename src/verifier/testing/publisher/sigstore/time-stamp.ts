import { sha256 } from '@noble/hashes/sha2.js';
import { signX509, type Issued } from '../../authority.ts';
import { element, explicit, integer, octetString, oid, sequence, set } from '../../der-writer.ts';

/** A time-stamping authority (RFC 3161) that stamps anything, with the time that the test supplies. */

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'));
const ECDSA_SHA384 = sequence(oid('1.2.840.10045.4.3.3'));
const TST_INFO = oid('1.2.840.113549.1.9.16.1.4');

/** YYYYMMDDhhmmssZ */
const generalized = (rfc3339: string): Uint8Array =>
  element(0x18, new TextEncoder().encode(`${rfc3339.replace(/\.\d+/, '').replace(/[-:TZ]/g, '')}Z`));

/** TimeStampResp for these bytes. @param authority whose key is P-384 */
export function timeStamp(authority: Issued, issuer: Uint8Array, stamped: Uint8Array, at: string): Uint8Array {
  const imprint = sequence(SHA256, octetString(sha256(stamped)));
  const info = sequence(integer(1), oid('1.3.6.1.4.1.57264.2'), imprint, integer(7), generalized(at));
  const attributes = [
    sequence(oid('1.2.840.113549.1.9.3'), set(TST_INFO)),
    sequence(oid('1.2.840.113549.1.9.4'), set(octetString(sha256(info)))),
  ];
  const signer = sequence(
    integer(1),
    sequence(issuer, integer(authority.serial)),
    SHA256,
    element(0xa0, ...attributes),
    ECDSA_SHA384,
    octetString(signX509(authority.key, set(...attributes))),
  );
  const data = sequence(integer(3), set(SHA256), sequence(TST_INFO, explicit(0, octetString(info))), set(signer));
  return sequence(sequence(integer(0)), sequence(oid('1.2.840.113549.1.7.2'), explicit(0, data)));
}
