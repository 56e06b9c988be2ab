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
    const port = serverCrypto();
    const changed = Uint8Array.from(signature);
    changed[5] = (changed[5] ?? 0) ^ 1;
    const [other] = keys.filter((one) => one !== key);
    expect([
      await port.verifySignature(algorithm, key.spki, signature, message),
      await port.verifySignature(algorithm, key.spki, signature, Uint8Array.of(1)),
      await port.verifySignature(algorithm, key.spki, changed, message),
      await port.verifySignature(algorithm, key.spki, signature.subarray(1), message),
      await port.verifySignature(algorithm, other?.spki ?? key.spki, signature, message),
    ]).toEqual([true, false, false, false, false]);
  });
});

it.each(UNUSABLE_KEYS.map((one) => [one.what, one] as const))(
  'no signature holds under %s',
  async (_, { algorithm, spki, length }) => {
    const port = serverCrypto();
    expect(await port.verifySignature(algorithm, spki, new Uint8Array(length).fill(1), message)).toBe(false);
  },
);

it('signatures on curves are verified without another thread', async () => {
  const port = serverCrypto();
  const detour = vi.spyOn(subtle, 'verify');
  for (const key of curves) expect(await port.verifySignature(key.algorithm, key.spki, key.sign(message), message)).toBe(true);
  expect(detour.mock.calls).toEqual([]);
  detour.mockRestore();
});
