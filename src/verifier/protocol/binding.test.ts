import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bindingDigest, type Binding } from './binding.ts';
import { readBinding, writeBinding } from './binding-json.ts';
import { challengeMessage } from './challenge.ts';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { noble } from '../crypto/noble.ts';
import { Malformed } from '../malformed.ts';

const BINDING: Binding = {
  layout: 'sealmark-1',
  origin: 'https://attested.example:8443',
  nonce: new Uint8Array(32).fill(7),
  keys: [
    { use: 'tls', key: Uint8Array.of(1, 2, 3) },
    { use: 'registry', key: new Uint8Array(32).fill(9) },
  ],
};
const digest = async (binding: Binding): Promise<string> => toHex(await bindingDigest(noble, binding));

describe('the digest of layout sealmark-1', () => {
  it('is the one that PROTOCOL.md specifies, field by field', async () => {
    const text = [
      '00000012',
      toHex(new TextEncoder().encode('sealmark-binding-1')),
      '0000001d',
      toHex(new TextEncoder().encode('https://attested.example:8443')),
      '00000020',
      '07'.repeat(32),
      '00000003',
      toHex(new TextEncoder().encode('tls')),
      '00000003',
      '010203',
      '00000008',
      toHex(new TextEncoder().encode('registry')),
      '00000020',
      '09'.repeat(32),
    ].join('');
    const expected = createHash('sha512').update(fromHex(text, 'text')).digest('hex');
    expect(await digest(BINDING)).toBe(expected);
  });

  it.each<[string, Partial<Binding>]>([
    ['the origin', { origin: 'https://attested.example' }],
    ['the nonce', { nonce: new Uint8Array(32).fill(8) }],
    ['the presence of a nonce', { nonce: new Uint8Array() }],
    ['the order of keys', { keys: BINDING.keys.toReversed() }],
    ['the use of a key', { keys: [{ use: 'challenge', key: Uint8Array.of(1, 2, 3) }, ...BINDING.keys.slice(1)] }],
    ['a key', { keys: [{ use: 'tls', key: Uint8Array.of(1, 2, 4) }, ...BINDING.keys.slice(1)] }],
    ['the number of keys', { keys: BINDING.keys.slice(0, 1) }],
  ])('changes with %s', async (_, over) => {
    expect(await digest({ ...BINDING, ...over })).not.toBe(await digest(BINDING));
  });

  it('is not defined for an origin that is not ASCII', () => {
    expect(() => bindingDigest(noble, { ...BINDING, origin: 'https://exämple.test' })).toThrow(Malformed);
  });
});

describe('a binding in the document', () => {
  it('names scripts and the policy of a page as text, whose bytes the digest covers', () => {
    const text = 'strict connect https://a.test';
    const page: Binding = { ...BINDING, keys: [{ use: 'page-policy', key: new TextEncoder().encode(text) }] };
    const written = writeBinding(page);
    expect(new TextDecoder().decode(written)).toContain(`{"use":"page-policy","text":"${text}"}`);
    expect(readBinding(written)).toEqual(page);
    expect(() => readBinding(new TextEncoder().encode(new TextDecoder().decode(written).replace('strict', 'strïct')))).toThrow(
      Malformed,
    );
  });
});

describe('the message that a challenge key signs', () => {
  it('names origin, nonce and evidence', async () => {
    const evidence = Uint8Array.of(1);
    const expected = lengthPrefixed(
      new TextEncoder().encode('sealmark-challenge-1'),
      new TextEncoder().encode('https://a.test'),
      BINDING.nonce,
      Uint8Array.from(createHash('sha256').update(evidence).digest()),
    );
    expect(await challengeMessage(noble, 'https://a.test', BINDING.nonce, evidence)).toEqual(expected);
  });
});
