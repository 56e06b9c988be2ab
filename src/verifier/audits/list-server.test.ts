// Covers: update.ts, list-state.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../testing/appraise-case.ts';
import { AUDITOR, keysJson, OTHER_AUDITOR, signedList, signedStatement, type SignedEnvelope } from '../testing/audits/auditor.ts';
import { DENY, digestOf, LATER_KEY, NOW, PINNED, revokedJson } from '../testing/audits/updates.ts';
import { ed25519Key, type TestKey } from '../testing/keys.ts';
import { instant, parseRfc3339, toRfc3339 } from '../time.ts';
import { followedOf } from './list-state.ts';
import { updateList, type Before } from './update.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEYS: readonly TestKey[] = [AUDITOR, LATER_KEY, ed25519Key('auditor one, last')];

/** One issue of the auditor's list, as what changes in it. */
const issue = fc.record({
  statement: fc.boolean(),
  revoke: fc.boolean(),
  deny: fc.boolean(),
  rotate: fc.boolean(),
  days: fc.integer({ min: 1, max: 20 }),
});
type Issue = typeof issue extends fc.Arbitrary<infer T> ? T : never;

/** What the auditor signed, oldest first. */
type Issued = {
  readonly bytes: Uint8Array;
  readonly issuedAt: number;
  readonly revoked: readonly string[];
  readonly denies: boolean;
};

async function issuesOf(changes: readonly Issue[]): Promise<readonly Issued[]> {
  let issuedAt = NOW - 200 * DAY_MS;
  let key = 0;
  let revoked: readonly string[] = [];
  let denies = false;
  const all: Issued[] = [];
  for (const [version, change] of changes.entries()) {
    issuedAt += change.days * DAY_MS;
    const rotates = change.rotate && key + 1 < KEYS.length;
    const signers = rotates ? KEYS.slice(key, key + 2) : KEYS.slice(key, key + 1);
    if (rotates) key += 1;
    const current = KEYS.slice(key, key + 1);
    const statements: SignedEnvelope[] = change.statement
      ? [await signedStatement(undefined, { scope: String(version) }, current)]
      : [];
    if (change.revoke) revoked = [...revoked, digestOf(`statement ${String(version)}`)];
    denies ||= change.deny;
    // A careless auditor: a list repeats neither earlier revocations nor earlier denials.
    const members = {
      version: rotates ? 1 : version + 1,
      issued: toRfc3339(instant(issuedAt)),
      expires: toRfc3339(instant(issuedAt + 30 * DAY_MS)),
      keys: keysJson(current, { retired: KEYS.slice(0, key) }),
      statements,
      revoked: change.revoke ? [revokedJson(revoked.at(-1) ?? '')] : [],
      deny: change.deny ? [DENY] : [],
    };
    all.push({ bytes: signedList(members, signers), issuedAt, revoked, denies });
  }
  return all;
}

/** What a deceptive server may answer: anything that the auditor ever signed, damaged or not, or something of its own. */
const answer = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('issue' as const), which: fc.nat(20) }) },
  fc.record({ kind: fc.constant('damaged' as const), which: fc.nat(20), at: fc.nat(5000) }),
  fc.record({ kind: fc.constant('cut' as const), which: fc.nat(20), at: fc.nat(5000) }),
  fc.record({ kind: fc.constant('forged' as const), version: fc.nat(1000) }),
  fc.record({ kind: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
);
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function bytesOf(issues: readonly Issued[], sent: Answer): Uint8Array {
  if (sent.kind === 'noise') return sent.bytes;
  if (sent.kind === 'forged') return signedList({ version: sent.version, issued: '2026-11-28T00:00:00Z' }, [OTHER_AUDITOR]);
  const { bytes } = issues[sent.which % issues.length] ?? { bytes: new Uint8Array() };
  if (sent.kind === 'cut') return bytes.slice(0, sent.at % bytes.length);
  if (sent.kind === 'damaged') return bytes.map((byte, index) => (index === sent.at % bytes.length ? byte ^ 1 : byte));
  return bytes;
}

describe('a server that wants to deceive', () => {
  it('rolls nothing back, freezes nothing past its expiry, and loses no revocation and no denial', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(issue, { minLength: 1, maxLength: 6 }),
        fc.array(answer, { minLength: 1, maxLength: 12 }),
        async (changes, answers) => {
          const issues = await issuesOf(changes);
          let before: Before = PINNED;
          let reached = -1;
          const revoked = new Set<string>();
          let denies = false;
          for (const sent of answers) {
            const bytes = bytesOf(issues, sent);
            const update = await updateList(testCrypto, before, bytes, NOW);
            if (update.at === 'refused') continue;
            // Damage outside the signed part (white space, ignored members) leaves the auditor's own list.
            const index = issues.findIndex(({ issuedAt }) => toRfc3339(instant(issuedAt)) === update.list.issued);
            expect(index).toBeGreaterThanOrEqual(reached);
            reached = index;
            for (const { statement } of update.list.revoked) revoked.add(statement);
            denies ||= update.list.denied.length > 0;
            expect(update.state.revoked.map(({ statement }) => statement)).toEqual(expect.arrayContaining([...revoked]));
            expect(update.state.denied.length > 0).toBe(denies);
            const { lapses } = followedOf(update.state, update.list, false);
            expect(parseRfc3339(lapses, 'lapses')).toBe((issues[index]?.issuedAt ?? 0) + 37 * DAY_MS);
            before = { at: 'followed', state: update.state, list: update.list };
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('cannot keep an honest client from the newest list once that arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(issue, { minLength: 1, maxLength: 5 }),
        fc.array(answer, { maxLength: 6 }),
        async (changes, answers) => {
          const issues = await issuesOf(changes.map((change) => ({ ...change, rotate: false })));
          let before: Before = PINNED;
          const newest = issues.at(-1);
          for (const bytes of [...answers.map((sent) => bytesOf(issues, sent)), newest?.bytes ?? new Uint8Array()]) {
            const update = await updateList(testCrypto, before, bytes, NOW);
            if (update.at === 'accepted') before = { at: 'followed', state: update.state, list: update.list };
          }
          expect(before.at === 'followed' && before.state.issued).toBe(toRfc3339(instant(newest?.issuedAt ?? 0)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
