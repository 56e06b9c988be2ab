import { createHash, KeyObject, verify } from 'node:crypto';
import { exactMemory, memoised, webCrypto, type CryptoPort } from '../verifier/index.ts';

type Subtle = Parameters<typeof webCrypto>[0];

/** Digests that Node computes itself, by the verifier's names for them. */
const IN_NODE: Readonly<Record<string, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/**
 * The platform's cryptography for a server that appraises the same machine's evidence repeatedly: verified signatures are cached,
 * and what is fast is computed here. WebCrypto answers from another thread, and on a busy machine that detour takes longer than a
 * digest or a signature on an elliptic curve.
 */
export function serverCrypto(): CryptoPort {
  const port = webCrypto(onTheSpot(globalThis.crypto.subtle));
  const digesting: CryptoPort = {
    ...port,
    digest(algorithm, message) {
      const name = IN_NODE[algorithm];
      return name === undefined ? port.digest(algorithm, message) : Promise.resolve(hash(name, message));
    },
  };
  return memoised(digesting, exactMemory());
}

/** WebCrypto, which still decides which keys are usable; ECDSA signatures are verified in this thread. */
function onTheSpot(subtle: typeof globalThis.crypto.subtle): Subtle {
  const converted = new WeakMap<object, KeyObject>();
  const here = (key: Parameters<typeof KeyObject.from>[0]): KeyObject => {
    const object = converted.get(key) ?? KeyObject.from(key);
    converted.set(key, object);
    return object;
  };
  return {
    importKey: (format, key, algorithm, extractable, usages) => subtle.importKey(format, key, algorithm, extractable, usages),
    digest: (algorithm, message) => subtle.digest(algorithm, message),
    verify(algorithm, key, signature, message) {
      const name = algorithm.name === 'ECDSA' ? IN_NODE[algorithm.hash?.toLowerCase() ?? ''] : undefined;
      if (name === undefined) return subtle.verify(algorithm, key, signature, message);
      return Promise.resolve(verify(name, message, { key: here(key), dsaEncoding: 'ieee-p1363' }, signature));
    },
  };
}

const hash = (name: string, message: Uint8Array): Uint8Array => Uint8Array.from(createHash(name).update(message).digest());
