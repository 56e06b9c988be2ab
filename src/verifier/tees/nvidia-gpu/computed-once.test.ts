import { describe, expect, it } from 'vitest';
import type { CryptoPort } from '../../crypto/port.ts';
import { computedOnce } from './computed-once.ts';

const bytes = (fill: number, length = 4): Uint8Array => new Uint8Array(length).fill(fill);

/** A port that says yes to everything, and counts. */
function counting(): { readonly port: CryptoPort; readonly asked: () => number } {
  let asked = 0;
  const verifySignature = (): Promise<boolean> => {
    asked += 1;
    return Promise.resolve(true);
  };
  return { port: computedOnce({ verifySignature, digest: () => Promise.resolve(bytes(0)) }), asked: () => asked };
}

describe('a signature that is computed once', () => {
  it('answers the same question again, without asking', async () => {
    const { port, asked } = counting();
    for (let round = 0; round < 3; round += 1)
      expect(await port.verifySignature('ecdsa-p384-sha384', bytes(1), bytes(2), bytes(3))).toBe(true);
    expect(asked()).toBe(1);
  });

  it.each([
    ['algorithm', ['ecdsa-p256-sha256', bytes(1), bytes(2), bytes(3)]],
    ['key', ['ecdsa-p384-sha384', bytes(9), bytes(2), bytes(3)]],
    ['signature', ['ecdsa-p384-sha384', bytes(1), bytes(9), bytes(3)]],
    ['message', ['ecdsa-p384-sha384', bytes(1), bytes(2), bytes(9)]],
    ['length of the message', ['ecdsa-p384-sha384', bytes(1), bytes(2), bytes(3, 5)]],
  ] as const)('is no answer to a question with another %s', async (_, [algorithm, key, signature, message]) => {
    const { port, asked } = counting();
    await port.verifySignature('ecdsa-p384-sha384', bytes(1), bytes(2), bytes(3));
    await port.verifySignature(algorithm, key, signature, message);
    expect(asked()).toBe(2);
  });
});
