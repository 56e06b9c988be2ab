import { toHex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { fromAscii } from '../../bytes/text.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { foreignDocument } from '../adapter.ts';
import type { SiteDocument } from '../document.ts';
import type { EncryptionKey } from '../layout.ts';

/** UUID of the evidence kind whose data are a quote (Open Enclave, `attestation/sgx/evidence.h`). */
const SGX_ECDSA = 'a3a21e871b4d4014b70aa125d2fbcd8c';
const REMOTE = 2;
/** Bytes of a version 3 quote before the length of its signature (Intel, "ECDSA quote format"). */
const HEADER_AND_REPORT_BYTES = 432;
const MAX_CLAIMS = 64;

/**
 * Open Enclave's evidence: an optional header, a quote, and claims whose digest the quote contains. Null for its older report,
 * which has no claims: what that commits to is up to its producer. @throws Malformed
 */
export function readOpenEnclave(bytes: Uint8Array): { readonly quote: Uint8Array; readonly document: SiteDocument | null } {
  const data = withoutHeader(bytes);
  const reader = new Reader(data, 'Open Enclave evidence');
  reader.bytes('header and report', HEADER_AND_REPORT_BYTES);
  reader.bytes('signature', reader.u32le('signature length'));
  const quote = reader.since(0).slice();
  const claims = reader.rest('claims').slice();
  if (claims.length === 0) return { quote, document: null };
  const evidence = { type: 'dcap-quote', bytes: quote, parameters: {} } as const;
  const encryption = encryptionKeysIn(claims);
  return { quote, document: foreignDocument({ evidence, binding: { layout: 'oe-claims', claims, encryption } }) };
}

/** `oe_attestation_header_t` (version 2, UUID of the kind, size), `oe_report_header_t` (version 1, type 2, size), or neither. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  const reader = new Reader(bytes, 'Open Enclave header');
  const version = reader.u32le('version');
  if (version > 2) return bytes;
  if (version === 1 && reader.u32le('type') !== REMOTE) throw new Malformed('Open Enclave header', 'not a remote report');
  if (version === 2 && toHex(reader.bytes('kind', 16)) !== SGX_ECDSA)
    throw new Unsupported('Open Enclave header', 'of another kind than a quote');
  const size = Number(reader.u64le('size'));
  // The framework's own claims may follow the part that the header counts.
  return reader.bytes('data', size);
}

/** Claims by name (`oe_custom_claims_header_t`, version 1): services use `pk`, an X25519 key. */
function encryptionKeysIn(bytes: Uint8Array): readonly EncryptionKey[] {
  const reader = new Reader(bytes, 'claims');
  if (reader.u64le('version') !== 1n) throw new Unsupported('claims', 'another version');
  const count = Number(reader.u64le('count'));
  if (count > MAX_CLAIMS) throw new Malformed('claims', 'too many');
  const found = Array.from({ length: count }, () => {
    const nameLength = Number(reader.u64le('length of the name'));
    const valueLength = Number(reader.u64le('length of the value'));
    const name = fromAscii(reader.bytes('name', nameLength), 'name').replace(/\0$/, '');
    return { name, value: reader.bytes('value', valueLength).slice() };
  });
  reader.end();
  const keys = found.filter(({ name, value }) => name === 'pk' && value.length === 32);
  return keys.map(({ value: key }) => ({ form: 'x25519', key }));
}
