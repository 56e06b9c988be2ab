// Covers: memoised.ts, exact-memory.ts, question.ts
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { toAscii } from '../bytes/text.ts';
import { p256Key, rsaKey } from '../testing/keys.ts';
import { exactMemory } from './exact-memory.ts';
import { memoised, MAX_QUESTION_BYTES, type SignatureMemory } from './memoised.ts';
import { noble } from './noble.ts';
import type { CryptoPort } from './port.ts';
import { digestOfQuestion, type SignatureQuestion } from './question.ts';

const key = p256Key('a');
const message = Uint8Array.of(1, 2, 3);
const signature = key.sign(message);

/** A port that counts its computations, wrapped with a memory. */
function counted(
  verify: CryptoPort['verifySignature'] = (...question) => noble.verifySignature(...question),
  memory: SignatureMemory = exactMemory(),
): { readonly port: CryptoPort; readonly computed: () => number } {
  let computed = 0;
  const inner: CryptoPort = {
    digest: (algorithm, bytes) => noble.digest(algorithm, bytes),
    verifySignature(...question) {
      computed += 1;
      return verify(...question);
    },
  };
  return { port: memoised(inner, memory), computed: () => computed };
}

const always = (): Promise<boolean> => Promise.resolve(true);

describe('remembered signatures', () => {
  it('are computed once', async () => {
    const { port, computed } = counted();
    expect(await port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(true);
    expect(await port.verifySignature(key.algorithm, key.spki, Uint8Array.from(signature), Uint8Array.from(message))).toBe(true);
    expect(computed()).toBe(1);
  });

  it('are never failures: what did not hold is verified again', async () => {
    const { port, computed } = counted();
    const other = Uint8Array.of(9);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, other)).toBe(false);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, other)).toBe(false);
    expect(computed()).toBe(2);
  });

  it('answer only exactly the same question', async () => {
    const { port, computed } = counted();
    await port.verifySignature(key.algorithm, key.spki, signature, message);
    // The last byte, so that both begin alike: what finds a question does not decide it.
    const flipped = signature.map((byte, index) => (index === signature.length - 1 ? byte ^ 1 : byte));
    expect(await port.verifySignature(key.algorithm, key.spki, signature, Uint8Array.of(1, 2, 3, 0))).toBe(false);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(await port.verifySignature(key.algorithm, key.spki, flipped, message)).toBe(false);
    expect(await port.verifySignature(key.algorithm, p256Key('b').spki, signature, message)).toBe(false);
    expect(await port.verifySignature('ecdsa-p384-sha384', key.spki, signature, message)).toBe(false);
    expect(computed()).toBe(6);
  });

  it('keep algorithms of one key apart', async () => {
    const pkcs1 = rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256');
    const { port } = counted();
    const signed = pkcs1.sign(message);
    expect(await port.verifySignature('rsa-pkcs1-sha256', pkcs1.spki, signed, message)).toBe(true);
    expect(await port.verifySignature('rsa-pss-sha384', pkcs1.spki, signed, message)).toBe(false);
  });

  it('cannot be shifted from one field into the next', async () => {
    const { port, computed } = counted();
    await port.verifySignature(key.algorithm, key.spki, signature, message);
    const moved = signature.slice(0, -1);
    const longer = Uint8Array.from([signature.at(-1) ?? 0, ...message]);
    expect(await port.verifySignature(key.algorithm, key.spki, moved, longer)).toBe(false);
    expect(computed()).toBe(2);
  });

  it('are those of the bytes that were computed, whatever their owner does to them meanwhile', async () => {
    const changing = Buffer.from(message);
    let answer: (holds: boolean) => void = () => undefined;
    const asked: Uint8Array[] = [];
    const { port, computed } = counted((...[, , , bytes]) => {
      asked.push(bytes);
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const first = port.verifySignature(key.algorithm, key.spki, signature, changing);
    changing[0] = 99;
    answer(true);
    expect(await first).toBe(true);
    expect(asked.map((bytes) => [...bytes])).toEqual([[1, 2, 3]]);
    void port.verifySignature(key.algorithm, key.spki, signature, Uint8Array.of(99, 2, 3));
    expect(computed()).toBe(2);
  });

  it('are computed before anything is awaited when the memory answers at once', () => {
    const { port, computed } = counted();
    void port.verifySignature(key.algorithm, key.spki, signature, message);
    expect(computed()).toBe(1);
  });

  it('may be those of a memory that takes its time', async () => {
    const slow = (known: boolean): SignatureMemory => ({ has: () => Promise.resolve(known), add: () => undefined });
    const knowing = counted(always, slow(true));
    const unknowing = counted(() => Promise.resolve(false), slow(false));
    expect(await knowing.port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(true);
    expect(await unknowing.port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(false);
    expect([knowing.computed(), unknowing.computed()]).toEqual([0, 1]);
  });

  it('let digests through', async () => {
    const { port } = counted();
    expect(await port.digest('sha-384', message)).toEqual(await noble.digest('sha-384', message));
  });
});

describe('the memory of exact bytes', () => {
  const question = (first: number, length: number): SignatureQuestion => ({
    algorithm: 'ed25519',
    spki: new Uint8Array(),
    signature: new Uint8Array(64).fill(first),
    message: new Uint8Array(length),
  });

  it('forgets the oldest first when its bytes are used up', () => {
    const memory = exactMemory(4096);
    for (let index = 0; index < 5; index += 1) memory.add(question(index, 900));
    expect([0, 1, 2, 3, 4].map((index) => memory.has(question(index, 900)))).toEqual([false, false, true, true, true]);
  });

  it('bounds the number of the smallest questions', () => {
    const memory = exactMemory(4096);
    const tiny = (index: number): SignatureQuestion => ({ ...question(0, 0), signature: Uint8Array.of(index) });
    for (let index = 0; index < 100; index += 1) memory.add(tiny(index));
    expect(Array.from({ length: 100 }, (_, index) => memory.has(tiny(index))).filter(Boolean)).toHaveLength(15);
  });

  it('remembers no question that is longer than its limit, and one that is as long', async () => {
    const { port, computed } = counted(always);
    const longest = new Uint8Array(MAX_QUESTION_BYTES - key.spki.length - signature.length);
    for (let time = 0; time < 2; time += 1) await port.verifySignature(key.algorithm, key.spki, signature, longest);
    expect(computed()).toBe(1);
    const longer = new Uint8Array(longest.length + 1);
    for (let time = 0; time < 2; time += 1) await port.verifySignature(key.algorithm, key.spki, signature, longer);
    expect(computed()).toBe(3);
    const memory = exactMemory();
    memory.add({ algorithm: key.algorithm, spki: key.spki, signature, message: longer });
    expect(memory.has({ algorithm: key.algorithm, spki: key.spki, signature, message: longer })).toBe(false);
  });

  it('lets a question take the place of one whose signature begins alike, and answers for neither in the other’s name', () => {
    const memory = exactMemory();
    const one = question(1, 10);
    const other = { ...one, signature: one.signature.map((byte, index) => (index < 16 ? byte : 2)) };
    memory.add(one);
    memory.add(other);
    expect([memory.has(one), memory.has(other)]).toEqual([false, true]);
  });

  it('does not grow when the same question is added again', () => {
    const memory = exactMemory(4096);
    memory.add(question(1, 900));
    for (let time = 0; time < 20; time += 1) memory.add(question(2, 900));
    expect([memory.has(question(1, 900)), memory.has(question(2, 900))]).toEqual([true, true]);
  });

  it('is changed by no question that it is asked', () => {
    const memory = exactMemory(4096);
    for (let index = 0; index < 3; index += 1) memory.add(question(index, 900));
    for (let time = 0; time < 5; time += 1) memory.has(question(0, 900));
    memory.add(question(3, 900));
    expect([0, 1, 2, 3].map((index) => memory.has(question(index, 900)))).toEqual([false, true, true, true]);
  });
});

describe('whatever is asked, in whatever order and however much is forgotten', () => {
  /** Few of everything, so that parts are combined in every way and signatures begin alike. */
  const bytes = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 3 }).map((list) => Uint8Array.from(list));
  const asked = fc.record({
    algorithm: fc.constantFrom('ed25519' as const, 'ecdsa-p256-sha256' as const),
    spki: bytes,
    signature: bytes.map((end) => Uint8Array.from([...new Uint8Array(16), ...end])),
    message: bytes,
  });

  /** A made-up primitive that depends on every bit of the question, and on where each part ends. */
  const holds = ({ algorithm, spki, signature: signed, message: text }: SignatureQuestion): boolean =>
    (createHash('sha256')
      .update(lengthPrefixed(toAscii(algorithm, 'algorithm'), spki, signed, text))
      .digest()[0] ?? 0) < 128;

  it('the answer is that of the primitive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 60 }), fc.integer({ min: 0, max: 3000 }), async (questions, room) => {
        const { port } = counted(
          (algorithm, spki, signed, text) => Promise.resolve(holds({ algorithm, spki, signature: signed, message: text })),
          exactMemory(room),
        );
        const answers = await Promise.all(
          questions.map((one) => port.verifySignature(one.algorithm, one.spki, one.signature, one.message)),
        );
        expect(answers).toEqual(questions.map((one) => holds(one)));
        for (const one of questions)
          expect(await port.verifySignature(one.algorithm, one.spki, one.signature, one.message)).toBe(holds(one));
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

describe('the digest of a question', () => {
  it('is SHA-256 over its parts, each with its length', async () => {
    const parts = lengthPrefixed(toAscii(key.algorithm, 'algorithm'), key.spki, signature, message);
    const digest = await digestOfQuestion({ algorithm: key.algorithm, spki: key.spki, signature, message }, noble);
    expect(digest).toBe(createHash('sha256').update(parts).digest('hex'));
  });
});
