import { concat } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';

/** Name and version of the wire format, which is ours: Sanctum's authors published none. */
export const FORMAT = 'sanctum-citadel-chain/0';

/** The longest chain has about 2 kB plus a nonce. In bytes. */
const MAX_DOCUMENT_BYTES = 8192;

/** The longest nonce in bytes; ours is a digest of 64. */
const MAX_NONCE_BYTES = 1024;

/** A chain as read, not yet verified: each key with the signature of the one before it. */
export type SanctumChain = {
  readonly manufacturerKey: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly deviceSignature: Uint8Array;
  readonly monitorHash: Uint8Array;
  readonly monitorKey: Uint8Array;
  readonly monitorSignature: Uint8Array;
  readonly enclaveMeasurement: Uint8Array;
  readonly enclaveKey: Uint8Array;
  readonly enclaveSignature: Uint8Array;
  readonly nonce: Uint8Array;
  readonly nonceSignature: Uint8Array;
};

function member(object: JsonObject, name: string, least: number, most = least): Uint8Array {
  const field = `${object.path}.${name}`;
  const text = object.string(name);
  // One spelling per chain.
  if (/[A-F]/.test(text)) throw new Malformed(field, 'hexadecimal not in lowercase');
  const bytes = fromHex(text, field);
  if (bytes.length < least || bytes.length > most) throw new Malformed(field, `${String(bytes.length)} bytes`);
  return bytes;
}

/** JSON → chain. `format` is the name, optionally followed by a space and a remark by its maker. @throws Malformed */
export function readChain(bytes: Uint8Array): SanctumChain {
  const chain = parseJsonObject(bytes, 'chain', MAX_DOCUMENT_BYTES);
  const format = chain.string('format');
  if (format !== FORMAT && !format.startsWith(`${FORMAT} `)) throw new Malformed('chain.format', `not ${FORMAT}`);
  return {
    manufacturerKey: member(chain, 'pk_m', 32),
    deviceKey: member(chain, 'pk_d', 32),
    deviceSignature: member(chain, 'sig_d', 64),
    monitorHash: member(chain, 'h_sm', 64),
    monitorKey: member(chain, 'pk_sm', 32),
    monitorSignature: member(chain, 'sig_sm', 64),
    enclaveMeasurement: member(chain, 'm_e', 64),
    enclaveKey: member(chain, 'pk_e', 32),
    enclaveSignature: member(chain, 'sig_e', 64),
    nonce: member(chain, 'nonce', 0, MAX_NONCE_BYTES),
    nonceSignature: member(chain, 'sig_nonce', 64),
  };
}

/** What the device signed: SHA-512(PK_SM ‖ H_SM), in this order, which differs from Keystone's. */
export const monitorStatement = (crypto: CryptoPort, { monitorKey, monitorHash }: SanctumChain): Promise<Uint8Array> =>
  crypto.digest('sha-512', concat(monitorKey, monitorHash));

/** What the monitor signed: SHA-512(M_E ‖ PK_E). */
export const enclaveStatement = (crypto: CryptoPort, { enclaveMeasurement, enclaveKey }: SanctumChain): Promise<Uint8Array> =>
  crypto.digest('sha-512', concat(enclaveMeasurement, enclaveKey));
