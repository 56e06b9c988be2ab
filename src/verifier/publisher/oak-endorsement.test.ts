import { webcrypto } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { signX509 } from '../testing/authority.ts';
import { toPem } from '../testing/der-writer.ts';
import { p256Key } from '../testing/keys.ts';
import { POLICY, SEEN_AT, tlogProof } from '../testing/publisher/tlog-proof.ts';
import { instant } from '../time.ts';
import { verifyOakEndorsement, type OakInput } from './oak-endorsement.ts';
import { readWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';

const crypto = webCrypto(webcrypto.subtle);
const now = instant(Date.parse('2026-11-29T00:00:00Z'));
const key = p256Key('endorser');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const CLAIM = 'https://github.com/project-oak/oak/blob/main/docs/tr/claim/26208.md';

const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'enclave', digest: { 'sha2-256': 'cd'.repeat(32) } }],
  predicateType: 'https://project-oak.github.io/oak/tr/endorsement/v1',
  predicate: {
    issuedOn: '2026-10-01T00:00:00Z',
    validity: { notBefore: '2026-10-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' },
    claims: [{ type: CLAIM }],
  },
};

let policy: WitnessPolicy;
beforeAll(async () => {
  policy = await readWitnessPolicy(POLICY, crypto);
});

function endorsed(of: object = statement, changes: Partial<OakInput> = {}): OakInput {
  const endorsement = bytesOf(JSON.stringify(of));
  return { endorsement, signature: signX509(key, endorsement), key: key.spki, logged: undefined, now, crypto, ...changes };
}

/** The entry in Oak's log: digest, signature and key. */
function entryFor({ endorsement, signature }: OakInput, by = key): Uint8Array {
  const content = base64(bytesOf(toPem('PUBLIC KEY', by.spki)));
  const spec = {
    data: { hash: { algorithm: 'sha256', value: toHex(sha256(endorsement)) } },
    signature: { content: base64(signature), publicKey: { content } },
  };
  return bytesOf(JSON.stringify({ apiVersion: '0.0.1', kind: 'hashedrekord', spec }));
}

describe('an endorsement of Project Oak', () => {
  it('holds under the key that the reader knows, with its claims', async () => {
    const { validity } = statement.predicate;
    expect(await verifyOakEndorsement(endorsed())).toMatchObject({
      holds: true,
      claims: [CLAIM],
      notAfter: Date.parse(validity.notAfter),
      logged: undefined,
    });
  });

  it('is refused under any other key, or with any byte changed', async () => {
    expect(await verifyOakEndorsement(endorsed(statement, { key: p256Key('other').spki }))).toEqual({
      holds: false,
      fault: 'signature',
    });
    const good = endorsed();
    for (let at = 0; at < good.endorsement.length; at += 13) {
      const endorsement = good.endorsement.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect(await verifyOakEndorsement({ ...good, endorsement })).toEqual({ holds: false, fault: 'signature' });
    }
  });

  it('is refused before and after its validity, and without one', async () => {
    const at = (time: string) => verifyOakEndorsement(endorsed(statement, { now: instant(Date.parse(time)) }));
    expect(await at('2026-09-30T00:00:00Z')).toEqual({ holds: false, fault: 'not-yet-valid' });
    expect(await at('2027-01-02T00:00:00Z')).toEqual({ holds: false, fault: 'expired' });
    const endless = { ...statement, predicate: { claims: [] } };
    expect(await verifyOakEndorsement(endorsed(endless))).toEqual({ holds: false, fault: 'malformed' });
  });

  it.each([
    ['of another kind', { ...statement, predicateType: 'https://slsa.dev/provenance/v1' }],
    ['about two things', { ...statement, subject: [...statement.subject, ...statement.subject] }],
    ['about nothing', { ...statement, subject: [] }],
  ])('is refused %s', async (_, other) => {
    expect(await verifyOakEndorsement(endorsed(other))).toEqual({ holds: false, fault: 'malformed' });
  });

  it('says since when it is logged, by itself or by an entry that names its digest, signature and key', async () => {
    const input = endorsed();
    const bare = { proof: tlogProof(input.endorsement), policy };
    const entry = entryFor(input);
    const named = { proof: tlogProof(entry, { extra: base64(entry) }), policy };
    for (const logged of [bare, named])
      expect(await verifyOakEndorsement({ ...input, logged })).toMatchObject({
        holds: true,
        logged: { since: Date.parse(SEEN_AT) },
      });
  });

  it('is refused with a proof of something else', async () => {
    const input = endorsed();
    const other = { proof: tlogProof(bytesOf('something else')), policy };
    expect(await verifyOakEndorsement({ ...input, logged: other })).toEqual({ holds: false, fault: 'inclusion' });
    const entry = entryFor(endorsed({ ...statement, subject: [] }));
    const forOther = { proof: tlogProof(entry, { extra: base64(entry) }), policy };
    expect(await verifyOakEndorsement({ ...input, logged: forOther })).toEqual({ holds: false, fault: 'entry-differs' });
    const byOther = entryFor(input, p256Key('other'));
    const logged = { proof: tlogProof(byOther, { extra: base64(byOther) }), policy };
    expect(await verifyOakEndorsement({ ...input, logged })).toEqual({ holds: false, fault: 'entry-differs' });
  });
});
