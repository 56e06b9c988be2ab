import { rawFromDer } from '../crypto/signature-form.ts';
import type { CryptoPort, SignatureAlgorithm } from '../crypto/port.ts';
import { Malformed } from '../malformed.ts';

/** Anything signed in X.509's form: certificates and CRLs. */
export type Signed = {
  readonly signed: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /** The BIT STRING's octets; for ECDSA the DER form of RFC 3279 section 2.2.3. */
  readonly signature: Uint8Array;
};

/** How long r and s are, for algorithms that have them. */
const SCALAR_BYTES: Readonly<Partial<Record<SignatureAlgorithm, 32 | 48>>> = {
  'ecdsa-p256-sha256': 32,
  'ecdsa-p256-sha384': 32,
  'ecdsa-p384-sha384': 48,
  'ecdsa-p384-sha256': 48,
};

/** Was this signed by the key in `spki`? False for a malformed signature. */
export async function isSignedBy(
  crypto: CryptoPort,
  { signed, algorithm, signature }: Signed,
  spki: Uint8Array,
): Promise<boolean> {
  try {
    const size = SCALAR_BYTES[algorithm];
    const raw = size === undefined ? signature : rawFromDer(signature, size);
    return await crypto.verifySignature(algorithm, spki, raw, signed);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}
