import { webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { webCrypto } from '../crypto/webcrypto.ts';
import { ed25519Key } from '../testing/keys.ts';
import { LOG, POLICY, SEEN_AT, tlogProof, vkeyOf, WITNESSES } from '../testing/publisher/tlog-proof.ts';
import { instant } from '../time.ts';
import { looksLikeTlogProof, verifyTlogProof } from './tlog-proof.ts';
import { readWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';

const crypto = webCrypto(webcrypto.subtle);
const now = instant(Date.parse('2026-11-29T00:00:00Z'));
const entry = new TextEncoder().encode('what was logged');
let policy: WitnessPolicy;
beforeAll(async () => {
  policy = await readWitnessPolicy(POLICY, crypto);
});
const verify = (bytes: Uint8Array, of: Uint8Array = entry) => verifyTlogProof(bytes, of, policy, now, crypto);
const [first, second, third] = WITNESSES;
const at = (witness: typeof first, time: string) => [witness ?? LOG, time] as const;

describe('a tlog-proof', () => {
  it('holds, and says when witnesses first saw the entry, and when the last of them did', async () => {
    const bytes = tlogProof(entry, { cosigned: [at(first, '2026-03-01T00:00:00Z'), at(third, SEEN_AT)] });
    expect(await verify(bytes)).toEqual({
      holds: true,
      log: LOG.name,
      index: 5,
      witnesses: ['w0', 'w2'],
      since: Date.parse('2026-03-01T00:00:00Z'),
      seen: Date.parse(SEEN_AT),
    });
    expect(looksLikeTlogProof(bytes)).toBe(true);
  });

  it('holds in a tree of any size, with unauthenticated extra data and lines of the log’s own', async () => {
    for (const others of [0, 1, 2, 3, 4, 7, 8, 20])
      expect(await verify(tlogProof(entry, { others, extra: 'AAEC', extension: 'own line\n' }))).toMatchObject({ holds: true });
  });

  it('is refused with any byte flipped', async () => {
    const good = tlogProof(entry);
    for (let index = 0; index < good.length; index += 1) {
      const flipped = good.map((byte, place) => (place === index ? byte ^ (1 << (index % 8)) : byte));
      const proof = await verify(flipped);
      // With one witness fewer there is still a quorum; the statement must not change.
      if (proof.holds)
        expect(proof).toMatchObject({ log: LOG.name, index: 5, since: Date.parse(SEEN_AT), seen: Date.parse(SEEN_AT) });
    }
  });

  it('is refused for another entry', async () => {
    expect(await verify(tlogProof(entry), new Uint8Array(3))).toEqual({ holds: false, fault: 'inclusion' });
  });

  it('is refused at another index, or one outside the tree', async () => {
    for (const index of [0, 4, 6, 1_000_000])
      expect(await verify(tlogProof(entry, { index }))).toEqual({ holds: false, fault: 'inclusion' });
  });

  it('is refused for a log that the policy does not name, whatever it calls itself', async () => {
    const log = { ...LOG, key: ed25519Key('another log') };
    expect(await verify(tlogProof(entry, { log }))).toEqual({ holds: false, fault: 'checkpoint-signature' });
    expect(await verify(tlogProof(entry, { origin: 'log.example/other' }))).toEqual({ holds: false, fault: 'log-unknown' });
  });

  it('is refused with too few witnesses, or with one listed twice', async () => {
    expect(await verify(tlogProof(entry, { cosigned: [at(second, SEEN_AT)] }))).toEqual({ holds: false, fault: 'quorum' });
    const twice = [at(second, SEEN_AT), at(second, '2026-10-02T00:00:00Z')];
    expect(await verify(tlogProof(entry, { cosigned: twice }))).toEqual({ holds: false, fault: 'quorum' });
  });

  it('does not count a witness’s signature over something else', async () => {
    const forged = { ...(first ?? LOG), key: ed25519Key('not the witness') };
    expect(await verify(tlogProof(entry, { cosigned: [at(forged, SEEN_AT), at(second, SEEN_AT)] }))).toEqual({
      holds: false,
      fault: 'quorum',
    });
  });

  it('is refused where a witness saw it ahead of our clock', async () => {
    const cosigned = [at(first, '2026-12-01T00:00:00Z'), at(second, SEEN_AT)];
    expect(await verify(tlogProof(entry, { cosigned }))).toEqual({ holds: false, fault: 'from-the-future' });
  });

  it.each(['', 'c2sp.org/tlog-proof@v1\n', 'c2sp.org/tlog-proof@v2\nindex 0\n\na\n1\nb\n\n— a b\n'])(
    'is refused as no proof at all (%j)',
    async (text) => {
      expect(await verify(new TextEncoder().encode(text))).toEqual({ holds: false, fault: 'malformed' });
    },
  );

  it('is refused larger than any proof', async () => {
    expect(await verify(new Uint8Array(100_000).fill(0x41))).toEqual({ holds: false, fault: 'malformed' });
  });
});

describe('a witness policy', () => {
  const read = (text: string) => readWitnessPolicy(text, crypto);
  const log = `log ${vkeyOf(LOG)}`;
  const witness = (name: string, which = 0): string => `witness ${name} ${vkeyOf(WITNESSES[which] ?? LOG)}`;

  it('may require no witness at all', async () => {
    const open = await read(`${log}\nquorum none\n`);
    expect(await verifyTlogProof(tlogProof(entry, { cosigned: [] }), entry, open, now, crypto)).toMatchObject({
      holds: true,
      since: undefined,
    });
  });

  it('counts groups of groups', async () => {
    const text = [
      log,
      witness('a'),
      witness('b', 1),
      witness('c', 2),
      'group ab any a b',
      'group whole all ab c',
      'quorum whole',
    ].join('\n');
    const { isReached } = await read(text);
    const reached = [['a'], ['c'], ['a', 'c'], ['b', 'c'], ['a', 'b']].map((names) => isReached(new Set(names)));
    expect(reached).toEqual([false, false, true, true, false]);
  });

  it.each([
    ['without a quorum', [log]],
    ['with two quorums', [log, 'quorum none', 'quorum none']],
    ['without a log', ['quorum none']],
    ['whose quorum is not defined above it', [log, 'quorum a', witness('a')]],
    ['with a group of itself', [log, 'group a any a', 'quorum a']],
    ['with a member in two groups', [log, witness('a'), witness('b', 1), 'group x any a b', 'group y any a', 'quorum y']],
    ['with a key twice', [log, witness('a'), witness('b'), 'quorum a']],
    ['with a threshold above its members', [log, witness('a'), 'group x 2 a', 'quorum x']],
    ['with a threshold of none', [log, witness('a'), 'group x 0 a', 'quorum x']],
    ['with a log’s key as a witness', [log, `witness a ${vkeyOf(LOG)}`, 'quorum a']],
    ['with a key under the ID of another', [`log ${vkeyOf(LOG).replace(/\+[0-9a-f]{8}\+/, '+00000000+')}`, 'quorum none']],
    ['with a line of another kind', [log, 'allow everybody', 'quorum none']],
    ['with the reserved name', [log, witness('none'), 'quorum none']],
  ])('%s is refused', async (_, lines) => {
    await expect(read(lines.join('\n'))).rejects.toMatchObject({ name: 'Malformed' });
  });
});
