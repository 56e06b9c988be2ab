import { concat } from '../../bytes/equal.ts';
import { covering, defineLayout } from '../layout.ts';

/** The content of a report without a nonce: read from its own report data, 32 bytes each. */
export type Tinfoil2 = {
  /** SHA-256 of the SubjectPublicKeyInfo of the enclave's TLS key. */
  readonly tlsKeyFingerprint: Uint8Array;
  /** X25519 key under which clients encrypt requests (HPKE). */
  readonly hpkeKey: Uint8Array;
};

/** Tinfoil's format without a nonce (tinfoil-go, `verifier/attestation`): report data = SHA-256(SPKI) ‖ HPKE key. */
export const tinfoil2 = defineLayout({
  id: 'tinfoil-2',
  covers: covering('tls', 'encryption'),
  expected: (_, { tlsKeyFingerprint, hpkeKey }: Tinfoil2) => ({
    slot: 'report-data',
    anyOf: [concat(tlsKeyFingerprint, hpkeKey)],
    then: 'nothing',
  }),
  states: ({ tlsKeyFingerprint, hpkeKey }) => ({
    tls: [{ form: 'spki-sha256', digest: tlsKeyFingerprint }],
    encryption: [{ form: 'x25519', key: hpkeKey }],
  }),
});
