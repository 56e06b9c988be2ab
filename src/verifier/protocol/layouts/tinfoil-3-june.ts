import { concat, equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort, SignatureAlgorithm } from '../../crypto/port.ts';
import { rawFromDer } from '../../crypto/signature-form.ts';
import { readSpki } from '../../crypto/spki.ts';
import { Malformed, unlessMalformed } from '../../malformed.ts';
import { covering, defineLayout } from '../layout.ts';
import type { Tinfoil2 } from './tinfoil-2.ts';

/** The service's signature over its whole response. */
export type TinfoilEnvelope = {
  /** The response as received except for surrounding white space, with nothing between the quotes of its member `signature`. */
  readonly signed: Uint8Array;
  /** ECDSA with SHA-256, an ECDSA-Sig-Value in DER. */
  readonly signature: Uint8Array;
  /** The SubjectPublicKeyInfo of the certificate in the response. */
  readonly spki: Uint8Array;
};

/** The members of `report_data`, 32 bytes each, and the signature sent with them. */
export type Tinfoil3June = Tinfoil2 & {
  readonly nonce: Uint8Array;
  /** SHA-256 of the members `gpu` and `nvswitch` as sent; null where the response names none. */
  readonly gpuEvidenceHash: Uint8Array | null;
  readonly nvswitchEvidenceHash: Uint8Array | null;
  /** Null where there is no readable signature. */
  readonly envelope: TinfoilEnvelope | null;
};

/**
 * Tinfoil's format with a nonce as of June 2026 (cvmimage, `attestation/v3`): report data = SHA-256(TLS key fingerprint ‖ HPKE
 * key ‖ nonce ‖ GPU hash? ‖ NVSwitch hash?) and 32 zeros. The TLS key also signs the response. Without that signature the report
 * commits to the same values, but the rest of the response may have been changed.
 */
export const tinfoil3June = defineLayout({
  id: 'tinfoil-3-june',
  covers: covering('nonce', 'tls', 'encryption', 'accelerators'),
  async expected(crypto, fields: Tinfoil3June) {
    const { tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash, nvswitchEvidenceHash, envelope } = fields;
    const devices = [gpuEvidenceHash, nvswitchEvidenceHash].filter((hash) => hash !== null);
    const digest = await crypto.digest('sha-256', concat(tlsKeyFingerprint, hpkeKey, nonce, ...devices));
    const isSigned = envelope !== null && (await signs(crypto, envelope, tlsKeyFingerprint));
    return { slot: 'report-data', anyOf: [digest], then: 'zeros', ...(isSigned ? {} : { flaw: 'envelope-signature' }) };
  },
  states: ({ tlsKeyFingerprint, hpkeKey, nonce, gpuEvidenceHash, nvswitchEvidenceHash }) => ({
    nonce,
    tls: [{ form: 'spki-sha256', digest: tlsKeyFingerprint }],
    encryption: [{ form: 'x25519', key: hpkeKey }],
    keys: [gpuEvidenceHash, nvswitchEvidenceHash].flatMap((key) => (key === null ? [] : [{ use: 'accelerators', key } as const])),
  }),
});

/** Tinfoil's own keys are P-384; the digest is SHA-256 whatever the curve. */
const SCHEME = {
  p256: { algorithm: 'ecdsa-p256-sha256', size: 32 },
  p384: { algorithm: 'ecdsa-p384-sha256', size: 48 },
} as const;

/** Did the TLS key that the report commits to sign this? Another key's signature says nothing: anyone has a certificate. */
async function signs(
  crypto: CryptoPort,
  { signed, signature, spki }: TinfoilEnvelope,
  tlsKeyFingerprint: Uint8Array,
): Promise<boolean> {
  if (!equalBytes(await crypto.digest('sha-256', spki), tlsKeyFingerprint)) return false;
  const scheme = unlessMalformed(() => schemeOf(spki, signature), undefined);
  return scheme !== undefined && (await crypto.verifySignature(scheme.algorithm, spki, scheme.raw, signed));
}

function schemeOf(spki: Uint8Array, signature: Uint8Array): { readonly algorithm: SignatureAlgorithm; readonly raw: Uint8Array } {
  const { kind } = readSpki(spki);
  if (kind !== 'p256' && kind !== 'p384') throw new Malformed('certificate', 'a key of another kind');
  const { algorithm, size } = SCHEME[kind];
  return { algorithm, raw: rawFromDer(signature, size) };
}
