import { sha512 } from '@noble/hashes/sha2.js';
import { concat } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { ed25519Key, type TestKey } from './keys.ts';

/** Builds Sanctum chains, optionally wrong. */

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** The usual four signers, and the hashes of monitor and enclave (SHA-512, 64 bytes). */
export const SANCTUM = {
  manufacturer: ed25519Key('sanctum manufacturer'),
  device: ed25519Key('sanctum device'),
  monitor: ed25519Key('sanctum monitor'),
  enclave: ed25519Key('sanctum enclave'),
  monitorHash: sha512(text('test security monitor')),
  measurement: sha512(text('test enclave')),
} as const;

/** What differs from a good chain. */
export type SanctumRequest = {
  readonly nonce?: Uint8Array;
  readonly measurement?: Uint8Array;
  readonly monitorHash?: Uint8Array;
  /** Signers in place of the usual ones; the public keys in the chain are theirs. */
  readonly signers?: Readonly<Partial<Record<'manufacturer' | 'device' | 'monitor' | 'enclave', TestKey>>>;
  /** What the device signs, in place of SHA-512(PK_SM ‖ H_SM). */
  readonly monitorStatement?: (key: Uint8Array, hash: Uint8Array) => Uint8Array;
};

/** The members of a chain, signed; a test may change any of them. */
export function sanctumMembers({
  nonce = text('nonce'),
  measurement,
  monitorHash,
  signers,
  monitorStatement,
}: SanctumRequest = {}) {
  const { manufacturer, device, monitor, enclave } = { ...SANCTUM, ...signers };
  const m = measurement ?? SANCTUM.measurement;
  const h = monitorHash ?? SANCTUM.monitorHash;
  const statement = monitorStatement ?? ((key: Uint8Array, hash: Uint8Array) => sha512(concat(key, hash)));
  return {
    format: 'sanctum-citadel-chain/0',
    pk_m: toHex(manufacturer.raw),
    pk_d: toHex(device.raw),
    sig_d: toHex(manufacturer.sign(device.raw)),
    h_sm: toHex(h),
    pk_sm: toHex(monitor.raw),
    sig_sm: toHex(device.sign(statement(monitor.raw, h))),
    m_e: toHex(m),
    pk_e: toHex(enclave.raw),
    sig_e: toHex(monitor.sign(sha512(concat(m, enclave.raw)))),
    nonce: toHex(nonce),
    sig_nonce: toHex(enclave.sign(nonce)),
  };
}

/** The chain as transmitted. */
export const sanctumChain = (request?: SanctumRequest): Uint8Array => text(JSON.stringify(sanctumMembers(request)));
