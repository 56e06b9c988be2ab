import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { p256Key, p384Key, type TestKey } from '../testing/keys.ts';
import { recordedSiteFile } from '../testing/site-recordings.ts';
import { looksLikePcrHistory, signedPcr0, verifyPcrHistory } from './pcr-history.ts';

const port = webCrypto(webcrypto.subtle);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const key = p384Key('publisher');
const FIRST = 'ab'.repeat(48);
const SECOND = 'cd'.repeat(48);

const entry = (pcr0: string, by: TestKey = key): Record<string, unknown> => ({
  PCR0: pcr0,
  PCR1: '11'.repeat(48),
  PCR2: '22'.repeat(48),
  timestamp: 1_743_710_235,
  signature: toBase64(by.sign(text(pcr0))),
});

const verify = (list: unknown, by: TestKey = key): ReturnType<typeof verifyPcrHistory> =>
  verifyPcrHistory(text(JSON.stringify(list)), by.spki, port);

/** The verification key in OpenSecret's SDK, from its repository OpenSecret-SDK. */
const OPENSECRET =
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEHiUY9kFWK1GqBGzczohhwEwElXzgWLDZa9R6wBx3JOBocgSt9+UIzZlJbPDjYeGBfDUXh7Z62BG2vVsh2NgclLB5S7A2ucBBtb1wd8vSQHP8jpdPhZX1slauPgbnROIP';

describe('a signed list of PCR0', () => {
  it('of OpenSecret, recorded, holds under the key in its SDK', async () => {
    const bytes = recordedSiteFile('opensecret/pcrProdHistory.json');
    if (bytes === null) return;
    expect(looksLikePcrHistory(bytes)).toBe(true);
    const found = await verifyPcrHistory(bytes, fromBase64(OPENSECRET, 'key'), port);
    expect(found).toMatchObject({ holds: true });
    expect(found.holds && found.pcr0.length).toBe(134);
  });

  it('returns the signed registers, and nothing unsigned next to them', async () => {
    const unsigned = { ...entry(SECOND), PCR1: 'ff'.repeat(48), timestamp: 1 };
    expect(await verify([entry(FIRST), unsigned])).toEqual({ holds: true, pcr0: [FIRST, SECOND] });
  });

  it.each<[string, unknown]>([
    ['an entry of another key', [entry(FIRST), entry(SECOND, p384Key('stranger'))]],
    ['an entry under the signature of another', [entry(FIRST), { ...entry(FIRST), PCR0: SECOND }]],
    ['a signature that is cut short', [{ ...entry(FIRST), signature: toBase64(key.sign(text(FIRST)).subarray(1)) }]],
  ])('with %s does not hold as a whole', async (_, list) => {
    expect(await verify(list)).toEqual({ holds: false, fault: 'signature' });
  });

  it('does not hold under another key, of whatever kind', async () => {
    for (const other of [p384Key('other'), p256Key('other')])
      expect(await verify([entry(FIRST)], other)).toEqual({ holds: false, fault: 'signature' });
  });

  it.each<[string, unknown]>([
    ['no list', { PCR0: FIRST }],
    ['an empty one', []],
    ['entries without a signature', [{ PCR0: FIRST }]],
    ['a register of zeros, as every image has in debug mode', [entry('00'.repeat(48))]],
    ['a register in capital digits', [entry(FIRST.toUpperCase())]],
    ['a register of another length', [entry('ab'.repeat(32))]],
    ['more entries than are read', Array.from({ length: 1025 }, () => entry(FIRST, { ...key, sign: () => new Uint8Array(96) }))],
  ])('that is %s cannot be read', async (_, list) => {
    expect(await verify(list)).toEqual({ holds: false, fault: 'malformed' });
  });

  it('names a register only if its own entry holds', async () => {
    const named = (list: unknown, pcr0: string): Promise<boolean> => signedPcr0(text(JSON.stringify(list)), pcr0, key.spki, port);
    const list = [entry(FIRST), { ...entry(SECOND), signature: entry(FIRST)['signature'] }];
    expect(await named(list, FIRST)).toBe(true);
    expect(await named(list, SECOND)).toBe(false);
    expect(await named(list, '11'.repeat(48))).toBe(false);
    expect(await named('no list', FIRST)).toBe(false);
  });

  it.each([
    ['a Sigstore bundle', '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}'],
    ['a list of something else', '[{"a":1}]'],
    ['text', 'PCR0'],
  ])('is not mistaken for %s', (_, other) => {
    expect(looksLikePcrHistory(text(other))).toBe(false);
  });
});
