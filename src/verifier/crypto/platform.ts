import { keccak_256, sha3_512 } from '@noble/hashes/sha3.js';
import { toHex } from '../bytes/hex.ts';
import type { CryptoPort, DigestAlgorithm, SignatureAlgorithm } from './port.ts';
import { admissible } from './signature-form.ts';

type Key = object;

/** An algorithm's parameters; WebCrypto wants at least the name. */
type Named = {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: string;
  readonly saltLength?: number;
};

/**
 * The part of `SubtleCrypto` that is used, declared here so that the verifier compiles without a browser or Node. Browsers' and
 * Node's `crypto.subtle` both fit.
 */
export type Subtle = {
  importKey(
    format: 'spki',
    key: Uint8Array<ArrayBuffer>,
    algorithm: Named,
    extractable: boolean,
    usages: ['verify'],
  ): Promise<Key>;
  verify(algorithm: Named, key: never, signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<boolean>;
  digest(algorithm: string, message: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
};

type Native = Exclude<SignatureAlgorithm, 'ed25519-sha3-512'>;

const PARAMETERS: Readonly<Record<Native, { readonly key: Named; readonly verify: Named }>> = {
  'ecdsa-p256-sha256': { key: { name: 'ECDSA', namedCurve: 'P-256' }, verify: { name: 'ECDSA', hash: 'SHA-256' } },
  'ecdsa-p256-sha384': { key: { name: 'ECDSA', namedCurve: 'P-256' }, verify: { name: 'ECDSA', hash: 'SHA-384' } },
  'ecdsa-p384-sha384': { key: { name: 'ECDSA', namedCurve: 'P-384' }, verify: { name: 'ECDSA', hash: 'SHA-384' } },
  'ecdsa-p384-sha256': { key: { name: 'ECDSA', namedCurve: 'P-384' }, verify: { name: 'ECDSA', hash: 'SHA-256' } },
  'rsa-pss-sha384': { key: { name: 'RSA-PSS', hash: 'SHA-384' }, verify: { name: 'RSA-PSS', saltLength: 48 } },
  'rsa-pkcs1-sha256': { key: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, verify: { name: 'RSASSA-PKCS1-v1_5' } },
  ed25519: { key: { name: 'Ed25519' }, verify: { name: 'Ed25519' } },
};

const DIGESTS: Readonly<Record<Exclude<DigestAlgorithm, 'sha3-512' | 'keccak-256'>, string>> = {
  'sha-1': 'SHA-1',
  'sha-256': 'SHA-256',
  'sha-384': 'SHA-384',
  'sha-512': 'SHA-512',
};

/** Copies only when the view is over shared memory, which WebCrypto refuses. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
}

/** A DOMException by name: WebCrypto's way to say "this key is unusable" (DataError) or "not here" (NotSupportedError). */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && names.includes(String(error.name));
}

/** More keys than one verification uses; the cache is emptied beyond this. */
const MAX_KEYS = 64;

/** A key that is being imported, and the key itself from the moment when it is there. */
type Importing = { readonly coming: Promise<Key>; key?: Key };

/**
 * Imports each key once: a chain and its lists are verified with the same few keys, and importing takes almost as long as
 * verifying. A key that cannot be imported is not cached, and results of signatures never are.
 */
function importing(subtle: Subtle): (algorithm: Native, spki: Uint8Array, parameters: Named) => Importing {
  const known = new Map<string, Importing>();
  return (algorithm, spki, parameters) => {
    const name = `${algorithm} ${toHex(spki)}`;
    const found = known.get(name);
    if (found !== undefined) return found;
    if (known.size >= MAX_KEYS) known.clear();
    const imported: Importing = { coming: subtle.importKey('spki', plain(spki), parameters, false, ['verify']) };
    known.set(name, imported);
    imported.coming.then(
      (key) => {
        imported.key = key;
      },
      () => known.delete(name),
    );
    return imported;
  };
}

/**
 * What the platform itself has, and SHA-3, which none has. An algorithm that it lacks is an error and no answer: for a page that
 * expects one kind of evidence and loads no more than that needs.
 *
 * @throws Error for Ed25519 over SHA3-512, and the platform's own NotSupportedError
 */
export function platformCrypto(subtle: Subtle): CryptoPort {
  const importKey = importing(subtle);
  return {
    async verifySignature(algorithm, spki, signature, message) {
      if (admissible(algorithm, spki, signature) === undefined) return false;
      if (algorithm === 'ed25519-sha3-512') throw new Error('no platform has Ed25519 over SHA3-512');
      const { key, verify } = PARAMETERS[algorithm];
      let imported: Key;
      try {
        const found = importKey(algorithm, spki, key);
        // Without waiting for a key that is there: the platform computes in another thread while this one goes on.
        imported = found.key ?? (await found.coming);
      } catch (error) {
        // A point off the curve, or an RSA key the platform refuses: not a valid signature.
        if (isNamed(error, 'DataError')) return false;
        throw error;
      }
      return await subtle.verify(verify, imported as never, plain(signature), plain(message));
    },

    async digest(algorithm, message) {
      if (algorithm === 'sha3-512') return sha3_512(message);
      if (algorithm === 'keccak-256') return keccak_256(message);
      return new Uint8Array(await subtle.digest(DIGESTS[algorithm], plain(message)));
    },
  };
}
