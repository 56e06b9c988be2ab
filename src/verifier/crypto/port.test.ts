import { createHash, webcrypto as nodeCrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import {
  ed25519Key,
  ed25519Sha3Key,
  p256Key,
  p256Sha384Key,
  p384Key,
  p384Sha256Key,
  rsaKey,
  type TestKey,
} from '../testing/keys.ts';
import { UNUSABLE_KEYS } from '../testing/unusable-keys.ts';
import { noble } from './noble.ts';
import type { CryptoPort, DigestAlgorithm, SignatureAlgorithm } from './port.ts';
import { readSpki } from './spki.ts';
import { platformCrypto, type Subtle } from './platform.ts';
import { webCrypto } from './webcrypto.ts';

const native = webCrypto(nodeCrypto.subtle);
const ports = { WebCrypto: native, noble } as const satisfies Record<string, CryptoPort>;
/** A key of each algorithm, and a second one of the same algorithm. */
const pairs: readonly (readonly [TestKey, TestKey])[] = [
  [p256Key('a'), p256Key('b')],
  [p256Sha384Key('c'), p256Sha384Key('d')],
  [p384Key('a'), p384Key('b')],
  [p384Sha256Key('c'), p384Sha256Key('d')],
  [ed25519Key('a'), ed25519Key('b')],
  [ed25519Sha3Key('a'), ed25519Sha3Key('b')],
  [rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256'), rsaKey('rsa-2048-b', 'rsa-pkcs1-sha256')],
  [rsaKey('rsa-4096-a', 'rsa-pss-sha384'), rsaKey('rsa-4096-b', 'rsa-pss-sha384')],
];
const keys = pairs.map(([key]) => key);
const message = new TextEncoder().encode('a message of some length');

async function both(algorithm: SignatureAlgorithm, spki: Uint8Array, signature: Uint8Array, text: Uint8Array): Promise<boolean> {
  const [one, two] = [
    await native.verifySignature(algorithm, spki, signature, text),
    await noble.verifySignature(algorithm, spki, signature, text),
  ];
  expect(two).toBe(one);
  return one;
}

describe.each(pairs.map(([key, sibling]) => [key.algorithm, key, sibling] as const))(
  '%s in both implementations',
  (_, key, sibling) => {
    const signature = key.sign(message);

    it('holds for its message and no other', async () => {
      expect(await both(key.algorithm, key.spki, signature, message)).toBe(true);
      expect(await both(key.algorithm, key.spki, signature, new Uint8Array())).toBe(false);
    });

    it('holds under its key and no other', async () => {
      const others = keys.filter((other) => other !== key);
      for (const { spki } of [...others, sibling]) expect(await both(key.algorithm, spki, signature, message)).toBe(false);
    });

    it('holds under its own algorithm and no other', async () => {
      for (const other of keys) {
        if (other !== key) expect(await both(other.algorithm, key.spki, signature, message)).toBe(false);
      }
    });

    it('holds for no other signature: any byte flipped, cut, or grown', async () => {
      const positions = signature.length > 100 ? [0, 1, 100, signature.length - 1] : signature.keys();
      for (const at of positions) {
        const flipped = signature.map((byte, index) => (index === at ? byte ^ 1 : byte));
        expect(await both(key.algorithm, key.spki, flipped, message)).toBe(false);
      }
      for (const other of [new Uint8Array(), signature.slice(1), signature.slice(0, -1), concat(signature, Uint8Array.of(0))]) {
        expect(await both(key.algorithm, key.spki, other, message)).toBe(false);
      }
      for (const fill of [0x00, 0x01, 0xff]) {
        expect(await both(key.algorithm, key.spki, new Uint8Array(signature.length).fill(fill), message)).toBe(false);
      }
    });

    it('is false, and no error, for a key with any byte changed', async () => {
      const step = key.spki.length > 100 ? 7 : 1;
      for (let at = 0; at < key.spki.length; at += step) {
        const spki = key.spki.map((byte, index) => (index === at ? byte ^ 0x41 : byte));
        expect(await both(key.algorithm, spki, signature, message)).toBe(false);
      }
    });
  },
);

describe('unusable keys', () => {
  it.each(UNUSABLE_KEYS)('are no error and never verify: $what', async ({ algorithm, spki, length }) => {
    expect(() => readSpki(spki)).not.toThrow();
    for (const fill of [0x00, 0x01, 0x7f, 0xff])
      expect(await both(algorithm, spki, new Uint8Array(length).fill(fill), message)).toBe(false);
  });
});

describe('any key, signature and message', () => {
  const algorithms = fc.constantFrom<SignatureAlgorithm>(...keys.map((key) => key.algorithm));
  const spki = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(...keys.map((key) => key.spki)));
  const signature = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ minLength: 64, maxLength: 64 }));

  it('gets the same answer from both implementations', async () => {
    await fc.assert(
      fc.asyncProperty(algorithms, spki, signature, fc.uint8Array(), async (...question) => {
        expect(await both(...question)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('digests', () => {
  const algorithms: readonly DigestAlgorithm[] = ['sha-1', 'sha-256', 'sha-384', 'sha-512', 'sha3-512'];

  it.each(algorithms)('%s is what OpenSSL computes, in both', async (algorithm) => {
    for (const length of [0, 1, 55, 56, 64, 71, 72, 73, 1000]) {
      const input = new Uint8Array(length).fill(0x61);
      const expected = createHash(algorithm.replace('sha-', 'sha')).update(input).digest('hex');
      for (const port of Object.values(ports)) expect(toHex(await port.digest(algorithm, input))).toBe(expected);
    }
  });

  it('of a view into a larger or shared buffer cover only its own bytes', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8)).subarray(2, 5);
    shared.set([1, 2, 3]);
    const view = Uint8Array.of(9, 9, 1, 2, 3, 9).subarray(2, 5);
    const expected = createHash('sha256')
      .update(Uint8Array.of(1, 2, 3))
      .digest('hex');
    for (const input of [shared, view]) expect(toHex(await native.digest('sha-256', input))).toBe(expected);
  });
});

describe('a platform', () => {
  const failing = (name: string): Subtle => ({
    importKey: () => Promise.reject(new DOMException('no', name)),
    verify: () => Promise.reject(new Error('never asked')),
    digest: () => Promise.reject(new Error('never asked')),
  });
  const key = ed25519Key('a');

  it('without Ed25519 gets it in JavaScript', async () => {
    const port = webCrypto(failing('NotSupportedError'));
    expect(await port.verifySignature('ed25519', key.spki, key.sign(message), message)).toBe(true);
    expect(await port.verifySignature('ed25519', key.spki, key.sign(message), Uint8Array.of(1))).toBe(false);
  });

  it('by itself lacks what it lacks: an error, never an answer', async () => {
    const alone = platformCrypto(failing('NotSupportedError'));
    const other = ed25519Sha3Key('a');
    await expect(alone.verifySignature('ed25519', key.spki, key.sign(message), message)).rejects.toThrow('no');
    await expect(alone.verifySignature(other.algorithm, other.spki, other.sign(message), message)).rejects.toThrow('SHA3-512');
  });

  it('that fails is an error, not an answer', async () => {
    const signature = p256Key('a').sign(message);
    await expect(
      webCrypto(failing('OperationError')).verifySignature('ecdsa-p256-sha256', p256Key('a').spki, signature, message),
    ).rejects.toThrow();
    await expect(
      webCrypto(failing('NotSupportedError')).verifySignature('ecdsa-p256-sha256', p256Key('a').spki, signature, message),
    ).rejects.toThrow();
  });

  it('is asked at once under a key that it has, before anything else is done', async () => {
    const asked: string[] = [];
    const subtle: Subtle = {
      importKey: () => (asked.push('import'), Promise.resolve({})),
      verify: () => (asked.push('verify'), Promise.resolve(true)),
      digest: () => Promise.reject(new Error('never asked')),
    };
    const port = platformCrypto(subtle);
    const ask = (): Promise<boolean> => port.verifySignature('ed25519', key.spki, key.sign(message), message);
    expect(await ask()).toBe(true);
    void ask();
    expect(asked).toEqual(['import', 'verify', 'verify']);
  });

  it('that refuses a key has answered: no', async () => {
    const signature = p256Key('a').sign(message);
    expect(
      await webCrypto(failing('DataError')).verifySignature('ecdsa-p256-sha256', p256Key('a').spki, signature, message),
    ).toBe(false);
  });
});
