import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { toAscii } from '../bytes/text.ts';
import { p256Key, rsaKey } from '../testing/keys.ts';
import { noble } from './noble.ts';
import type { CryptoPort } from './port.ts';
import { memoised, type SignatureMemory } from './memoised.ts';

const key = p256Key('a');
const message = Uint8Array.of(1, 2, 3);
const signature = key.sign(message);

/** A port that counts its computations, wrapped with a memory that the test can inspect. */
function counted(): { readonly port: CryptoPort; readonly memory: Set<string>; readonly computed: () => number } {
  let computed = 0;
  const inner: CryptoPort = {
    digest: (algorithm, bytes) => noble.digest(algorithm, bytes),
    verifySignature(...question) {
      computed += 1;
      return noble.verifySignature(...question);
    },
  };
  const memory = new Set<string>();
  const store: SignatureMemory = { has: (digest) => memory.has(digest), add: (digest) => memory.add(digest) };
  return { port: memoised(inner, store), memory, computed: () => computed };
}

describe('remembered signatures', () => {
  it('are computed once', async () => {
    const { port, computed } = counted();
    expect(await port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(true);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(true);
    expect(computed()).toBe(1);
  });

  it('are never failures: what did not hold is verified again', async () => {
    const { port, memory, computed } = counted();
    const other = Uint8Array.of(9);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, other)).toBe(false);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, other)).toBe(false);
    expect(computed()).toBe(2);
    expect(memory.size).toBe(0);
  });

  it('answer only exactly the same question', async () => {
    const { port, computed } = counted();
    await port.verifySignature(key.algorithm, key.spki, signature, message);
    const flipped = signature.map((byte, index) => (index === 3 ? byte ^ 1 : byte));
    expect(await port.verifySignature(key.algorithm, key.spki, signature, Uint8Array.of(1, 2, 3, 0))).toBe(false);
    expect(await port.verifySignature(key.algorithm, key.spki, flipped, message)).toBe(false);
    expect(await port.verifySignature(key.algorithm, p256Key('b').spki, signature, message)).toBe(false);
    expect(await port.verifySignature('ecdsa-p384-sha384', key.spki, signature, message)).toBe(false);
    expect(computed()).toBe(5);
  });

  it('keep algorithms of one key apart', async () => {
    const pkcs1 = rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256');
    const { port } = counted();
    const signed = pkcs1.sign(message);
    expect(await port.verifySignature('rsa-pkcs1-sha256', pkcs1.spki, signed, message)).toBe(true);
    expect(await port.verifySignature('rsa-pss-sha384', pkcs1.spki, signed, message)).toBe(false);
  });

  it('cannot be shifted from one field into the next', async () => {
    const { port, memory } = counted();
    await port.verifySignature(key.algorithm, key.spki, signature, message);
    const moved = signature.slice(0, -1);
    const longer = Uint8Array.from([signature.at(-1) ?? 0, ...message]);
    expect(await port.verifySignature(key.algorithm, key.spki, moved, longer)).toBe(false);
    expect(memory.size).toBe(1);
  });

  it.each([
    ['short', 10],
    ['long', 20_000],
  ])('have a name that does not depend on who digested the question, which was %s', async (_, length) => {
    const { port, memory } = counted();
    const text = new Uint8Array(length).fill(7);
    const signed = key.sign(text);
    expect(await port.verifySignature(key.algorithm, key.spki, signed, text)).toBe(true);
    const question = lengthPrefixed(toAscii(key.algorithm, 'algorithm'), key.spki, signed, text);
    expect([...memory]).toEqual([createHash('sha256').update(question).digest('hex')]);
  });

  it('let digests through', async () => {
    const { port } = counted();
    expect(await port.digest('sha-384', message)).toEqual(await noble.digest('sha-384', message));
  });
});
