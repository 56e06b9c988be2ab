import { concat } from '../bytes/equal.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';

/**
 * What an attested key is for. `registry` is a 32-byte account key, `accelerators` the SHA-256 of the devices' evidence that
 * stands beside (no key, but bound like one), the others are SubjectPublicKeyInfo DER.
 */
export type KeyUse = 'tls' | 'http-signature' | 'challenge' | 'registry' | 'accelerators';

export type AttestedKey = { readonly use: KeyUse; readonly key: Uint8Array };

/**
 * What the site says its evidence commits to. A hint until `bindingDigest` of it equals what stands in the evidence:
 * only then did the measured code choose these values.
 */
export type Binding = {
  /** Serialised origin (RFC 6454 section 6.2): default port left out, host in punycode. ASCII. */
  readonly origin: string;
  /** 0 or 32 bytes. */
  readonly nonce: Uint8Array;
  readonly keys: readonly AttestedKey[];
};

/**
 * The origin without the dot that may end a host name: `https://host.` is the same host (RFC 1034, section 3.1), though
 * browsers keep its pages apart.
 */
export function canonicalOrigin(origin: string): string {
  return origin.replace(/^(https:\/\/[^/:]*[^/:.])\.(?=:\d+$|$)/, '$1');
}

/** LP(x): 32-bit big-endian length, then the bytes; no two lists of fields give the same text. */
export function lengthPrefixed(...fields: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...fields.flatMap((field) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, field.length, false);
      return [length, field];
    }),
  );
}

/**
 * The digest of layout `sealmark-1` (DESIGN §4), 64 bytes:
 * SHA-512( LP("sealmark-binding-1") ‖ LP(origin) ‖ LP(nonce) ‖ LP(use₁) ‖ LP(key₁) ‖ … ).
 * @throws Malformed when the origin is not ASCII.
 */
export function bindingDigest(crypto: CryptoPort, binding: Binding): Promise<Uint8Array> {
  const keys = binding.keys.flatMap(({ use, key }) => [toAscii(use, 'binding.keys.use'), key]);
  const fields = [toAscii('sealmark-binding-1', 'label'), toAscii(binding.origin, 'binding.origin'), binding.nonce, ...keys];
  return crypto.digest('sha-512', lengthPrefixed(...fields));
}

/**
 * What an attested `challenge` key signs when a quote per visitor is too much (DESIGN §4):
 * LP("sealmark-challenge-1") ‖ LP(origin) ‖ LP(nonce) ‖ LP(SHA-256(evidence)).
 */
export async function challengeMessage(
  crypto: CryptoPort,
  origin: string,
  nonce: Uint8Array,
  evidence: Uint8Array,
): Promise<Uint8Array> {
  const digest = await crypto.digest('sha-256', evidence);
  return lengthPrefixed(toAscii('sealmark-challenge-1', 'label'), toAscii(origin, 'origin'), nonce, digest);
}
