// Covers: update.ts, list-state.ts, reference.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../testing/appraise-case.ts';
import { answer, bytesOf, issue, issuesOf, type Issued } from '../testing/audits/issues.ts';
import { NOW, PINNED } from '../testing/audits/updates.ts';
import { instant, parseRfc3339, toRfc3339 } from '../time.ts';
import { followedOf } from './list-state.ts';
import type { BringReferenced } from './reference.ts';
import { updateList, type Before } from './update.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What becomes of a request for a statement's file. */
const delivery = fc.constantFrom('right', 'nothing', 'another', 'damaged');
type Delivery = typeof delivery extends fc.Arbitrary<infer T> ? T : never;

/** Files as a deceptive server gives them. */
const delivering =
  (issues: readonly Issued[], how: Delivery): BringReferenced =>
  (references) => {
    const files = new Map(issues.flatMap((one) => [...one.files]));
    const other = [...files.values()][0] ?? null;
    const chosen = { right: (uri: string) => files.get(uri) ?? null, nothing: () => null, another: () => other } as const;
    if (how !== 'damaged') return Promise.resolve(references.map(({ uri }) => chosen[how](uri)));
    return Promise.resolve(references.map(({ uri }) => files.get(uri)?.map((byte, at) => (at === 99 ? byte ^ 1 : byte)) ?? null));
  };

describe('a server that wants to deceive', () => {
  it('rolls nothing back, freezes nothing past its expiry, and loses no revocation and no denial', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(issue, { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(answer, delivery), { minLength: 1, maxLength: 12 }),
        async (changes, answers) => {
          const issues = await issuesOf(changes);
          let before: Before = PINNED;
          let reached = -1;
          const revoked = new Set<string>();
          let denies = false;
          for (const [sent, how] of answers) {
            const bytes = bytesOf(issues, sent);
            const update = await updateList(testCrypto, before, bytes, NOW, delivering(issues, how));
            if (update.at === 'refused') continue;
            // Damage outside the signed part (white space, ignored members) leaves the auditor's own list.
            const index = issues.findIndex(({ issuedAt }) => toRfc3339(instant(issuedAt)) === update.list.issued);
            expect(index).toBeGreaterThanOrEqual(reached);
            reached = index;
            // All statements of that issue and no others, whoever delivered their files.
            expect(update.list.statements.map(({ scope }) => scope)).toEqual(issues[index]?.scopes);
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
        fc.array(fc.tuple(answer, delivery), { maxLength: 6 }),
        async (changes, answers) => {
          const issues = await issuesOf(changes.map((change) => ({ ...change, rotate: false })));
          let before: Before = PINNED;
          const newest = issues.at(-1);
          const all = answers.map(([sent, how]) => [bytesOf(issues, sent), how] as const);
          for (const [bytes, how] of [...all, [newest?.bytes ?? new Uint8Array(), 'right'] as const]) {
            const update = await updateList(testCrypto, before, bytes, NOW, delivering(issues, how));
            if (update.at === 'accepted') before = { at: 'followed', state: update.state, list: update.list };
          }
          expect(before.at === 'followed' && before.state.issued).toBe(toRfc3339(instant(newest?.issuedAt ?? 0)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
