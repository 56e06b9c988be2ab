import { describe, expect, it, vi } from 'vitest';
import { ed25519Key, p256Key, p256Sha384Key, p384Key, p384Sha256Key, rsaKey, type TestKey } from '../verifier/testing/keys.ts';
import { UNUSABLE_KEYS } from '../verifier/testing/unusable-keys.ts';
import { serverCrypto } from './crypto.ts';

const { subtle } = globalThis.crypto;
const message = new TextEncoder().encode('a quote');
const curves = [p256Key('a'), p256Sha384Key('b'), p384Key('a'), p384Sha256Key('b')];
const keys: readonly TestKey[] = [...curves, ed25519Key('a'), rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256')];

describe.each(keys.map((key) => [key.algorithm, key] as const))('%s of a server', (algorithm, key) => {
  const signature = key.sign(message);

  it('holds for its message, its key and its bytes alone', async () => {
    const { verifySignature } = serverCrypto();
    const changed = Uint8Array.from(signature);
    changed[5] = (changed[5] ?? 0) ^ 1;
    const [other] = keys.filter((one) => one !== key);
    expect([
      await verifySignature(algorithm, key.spki, signature, message),
      await verifySignature(algorithm, key.spki, signature, Uint8Array.of(1)),
      await verifySignature(algorithm, key.spki, changed, message),
      await verifySignature(algorithm, key.spki, signature.subarray(1), message),
      await verifySignature(algorithm, other?.spki ?? key.spki, signature, message),
    ]).toEqual([true, false, false, false, false]);
  });
});

it.each(UNUSABLE_KEYS.map((one) => [one.what, one] as const))(
  'no signature holds under %s',
  async (_, { algorithm, spki, length }) => {
    const { verifySignature } = serverCrypto();
    expect(await verifySignature(algorithm, spki, new Uint8Array(length).fill(1), message)).toBe(false);
  },
);

it('signatures on curves are verified without another thread', async () => {
  const detour = vi.spyOn(subtle, 'verify');
  const { verifySignature } = serverCrypto();
  for (const { algorithm, spki, sign } of curves)
    expect(await verifySignature(algorithm, spki, sign(message), message)).toBe(true);
  expect(detour).not.toHaveBeenCalled();
  detour.mockRestore();
});
