import { concat } from '../../bytes/equal.ts';
import { covering, defineLayout } from '../layout.ts';
import type { Tinfoil2 } from './tinfoil-2.ts';

/** The members of `report_data`, 32 bytes each. */
export type Tinfoil3June = Tinfoil2 & {
  readonly nonce: Uint8Array;
  /** SHA-256 of the members `gpu` and `nvswitch` as they were sent; null where the answer names none. */
  readonly gpuEvidenceHash: Uint8Array | null;
  readonly nvswitchEvidenceHash: Uint8Array | null;
};

/**
 * Tinfoil's format with a nonce as it ran in June 2026 (cvmimage, `attestation/v3`): report data =
 * SHA-256(TLS key fingerprint ‖ HPKE key ‖ nonce ‖ GPU hash? ‖ NVSwitch hash?) and 32 zeros.
 */
export const tinfoil3June = defineLayout({
  id: 'tinfoil-3-june',
  covers: covering('nonce', 'tls', 'encryption', 'accelerators'),
  async expected(crypto, fields: Tinfoil3June) {
    const { tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash, nvswitchEvidenceHash } = fields;
    const devices = [gpuEvidenceHash, nvswitchEvidenceHash].filter((hash) => hash !== null);
    const digest = await crypto.digest('sha-256', concat(tlsKeyFingerprint, hpkeKey, nonce, ...devices));
    return { slot: 'report-data', anyOf: [digest], then: 'zeros' };
  },
  states: ({ tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash }) => ({
    nonce,
    tls: [{ form: 'spki-sha256', digest: tlsKeyFingerprint }],
    encryption: [{ form: 'x25519', key: hpkeKey }],
    keys: gpuEvidenceHash === null ? [] : [{ use: 'accelerators', key: gpuEvidenceHash }],
  }),
});
