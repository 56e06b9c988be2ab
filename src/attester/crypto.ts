import { createHash } from 'node:crypto';
import { memoised, webCrypto, type CryptoPort } from '../verifier/index.ts';

/** Digests that Node computes itself, by the verifier's names for them. */
const IN_NODE: Readonly<Record<string, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};
/** Maximum remembered signatures, mostly of manufacturers' certificates: those of one platform are some ten. */
const MAX_KEPT_SIGNATURES = 1000;

/**
 * The platform's cryptography for a server that appraises the same machine's evidence repeatedly: verified signatures are cached,
 * and digests are computed synchronously. WebCrypto answers from another thread, and that detour takes longer.
 */
export function serverCrypto(): CryptoPort {
  const port = webCrypto(globalThis.crypto.subtle);
  const onTheSpot: CryptoPort = {
    ...port,
    digest(algorithm, message) {
      const name = IN_NODE[algorithm];
      return name === undefined ? port.digest(algorithm, message) : Promise.resolve(hash(name, message));
    },
  };
  return memoised(onTheSpot, boundedMemory(), (message) => hash('sha256', message));
}

const hash = (name: string, message: Uint8Array): Uint8Array => Uint8Array.from(createHash(name).update(message).digest());

function boundedMemory(): { has(digest: string): boolean; add(digest: string): void } {
  const held = new Set<string>();
  return {
    has: (digest) => held.has(digest),
    add: (digest) => {
      if (held.size >= MAX_KEPT_SIGNATURES) held.clear();
      held.add(digest);
    },
  };
}
