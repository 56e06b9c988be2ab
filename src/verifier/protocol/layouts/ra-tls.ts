import { concat } from '../../bytes/equal.ts';
import { DerReader } from '../../encoding/der.ts';
import { covering, defineLayout, type EncryptionKey } from '../layout.ts';

/** Fields of a binding to the certificate's own key. */
export type RaTls = {
  /** The certificate's key, SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
};

/** The bits of the key alone, without its algorithm. @throws Malformed */
function bareKey(spki: Uint8Array): Uint8Array {
  const key = new DerReader(spki, 'SubjectPublicKeyInfo').inside('SubjectPublicKeyInfo');
  key.element('algorithm');
  return key.octets('subjectPublicKey');
}

/**
 * RA-TLS with a quote alone in the certificate (1.2.840.113741.1337.6): report data = a digest of the certificate's key and zeros.
 * Gramine and others hash the SubjectPublicKeyInfo, Intel's older samples the key's bits; SHA-256, or a longer one. Nothing names
 * the digest, so another one than these is no contradiction.
 */
export const raTls = defineLayout({
  id: 'ra-tls',
  covers: covering('tls'),
  async expected(crypto, { spki }: RaTls) {
    const bare = bareKey(spki);
    const digests = [
      crypto.digest('sha-256', spki),
      crypto.digest('sha-384', spki),
      crypto.digest('sha-512', spki),
      crypto.digest('sha-256', bare),
    ];
    return { slot: 'report-data', anyOf: await Promise.all(digests), then: 'zeros', otherwise: 'other-digest' };
  },
  states: ({ spki }) => ({ tls: [{ form: 'spki', spki }] }),
});

/** Fields of a binding to a buffer of claims, one of which is the key's digest. */
export type RaTlsClaims = {
  /** The buffer of claims as it was sent, CBOR. */
  readonly claims: Uint8Array;
  /** Read out of it: SHA-256 of the SubjectPublicKeyInfo; null where it names a key by another hash, or none. */
  readonly spkiDigest: Uint8Array | null;
};

/**
 * Interoperable RA-TLS (CCC Attestation SIG; 2.23.133.5.4.9): report data = a digest of a buffer of claims and zeros, and the
 * claims name the key. A nonce among them is whoever's asked for the certificate: no request of ours carried one.
 */
export const raTlsClaims = defineLayout({
  id: 'ra-tls-claims',
  covers: covering('tls'),
  async expected(crypto, { claims }: RaTlsClaims) {
    const digests = (['sha-256', 'sha-384', 'sha-512'] as const).map((algorithm) => crypto.digest(algorithm, claims));
    return { slot: 'report-data', anyOf: await Promise.all(digests), then: 'zeros', otherwise: 'other-digest' };
  },
  states: ({ spkiDigest }) => ({
    tls: spkiDigest === null ? [] : [{ form: 'spki-sha256', digest: spkiDigest }],
  }),
});

/** Fields of a binding to Open Enclave's custom claims: they name no TLS key. */
export type OeClaims = {
  /** What stands behind the quote (Open Enclave, custom claims), as it was sent. */
  readonly claims: Uint8Array;
  readonly encryption: readonly EncryptionKey[];
};

/** Open Enclave: report data = SHA-256(custom claims) and zeros. */
export const oeClaims = defineLayout({
  id: 'oe-claims',
  covers: covering('encryption'),
  expected: async (crypto, { claims }: OeClaims) => ({
    slot: 'report-data',
    anyOf: [await crypto.digest('sha-256', claims)],
    then: 'zeros',
  }),
  states: ({ encryption }) => ({ encryption }),
});

/** Integritee's workers: the first half of report data is the account key under which the enclave stands in the registry. */
export const integriteeAccount = defineLayout({
  id: 'integritee-account',
  covers: covering('registry'),
  expected: (_, { account }: { readonly account: Uint8Array }) => ({
    slot: 'report-data',
    anyOf: [concat(account)],
    then: 'zeros',
  }),
  states: ({ account }) => ({ keys: [{ use: 'registry', key: account }] }),
});
