// Covers: list-state.ts, statement-index.ts
import { describe, expect, it } from 'vitest';
import { AUDITOR, SGX_CODE, signedList, signedStatement, statementText } from '../testing/audits/auditor.ts';
import { claimsOfCode, followedList, statementOf } from '../testing/audits/followed.ts';
import { after, digestOf, revokedJson, stateOf, taken } from '../testing/audits/updates.ts';
import { parseRfc3339 } from '../time.ts';
import { decide } from './decide.ts';
import { followedOf } from './list-state.ts';
import { indexLists, type FollowedList } from './statement-index.ts';
import type { Before } from './update.ts';

const decided = (list: FollowedList, at = '2026-11-29T12:00:00Z') =>
  decide(indexLists([list]).about({ tee: 'sgx', claims: claimsOfCode(), origin: null, now: parseRfc3339(at, 'now') }), []);

const OTHER = { tee: 'sgx', registers: { MRENCLAVE: '22'.repeat(32) } } as const;
const weak = statementOf({ properties: ['TEE_KNOWN_VULNERABLE'], digest: '01'.repeat(32) });

describe('a warning about code', () => {
  it('stays when its list drops a statement that it took back for a weakness', async () => {
    const named = digestOf(statementText());
    const first = signedList({ statements: [await signedStatement()] });
    const before = await after(first, signedList({ version: 2, revoked: [revokedJson(named, 'vulnerability')] }, [AUDITOR]));
    const code = decided(followedOf(stateOf(before), null, false));
    expect(code.statements.map(({ notCounted }) => notCounted?.because)).toEqual(['revoked']);
    expect(code.knownVulnerable).toBe(true);
  });

  it('stays when hundreds of other statements are dropped later', async () => {
    const many = await Promise.all(
      Array.from({ length: 201 }, (_, at) =>
        signedStatement(SGX_CODE, { timeCreated: new Date(1_700_000_000_000 + at * 1000).toISOString() }),
      ),
    );
    const revoked = [revokedJson(digestOf(statementText()), 'vulnerability')];
    const before = await after(
      signedList({ statements: [await signedStatement(), ...many] }),
      signedList({ version: 2, revoked, statements: many }),
      signedList({ version: 3, revoked }),
    );
    expect(decided(followedOf(stateOf(before), null, false)).knownVulnerable).toBe(true);
  });

  it('stays when its list omits it without a revocation', () => {
    const code = decided(followedList({ statements: [], withdrawn: [weak] }));
    expect(code.statements.map(({ notCounted }) => notCounted?.because)).toEqual(['withdrawn']);
    expect(code.knownVulnerable).toBe(true);
  });

  it('stays when a statement about other code takes its place', async () => {
    const properties = ['TEE_KNOWN_VULNERABLE'];
    const warned = await signedStatement(SGX_CODE, { properties });
    const digest = digestOf(statementText(SGX_CODE, { properties }));
    const other = await signedStatement(OTHER, { supersedes: [digest] });
    const before = await after(signedList({ statements: [warned] }), signedList({ version: 2, statements: [other] }));
    expect(decided(followedOf(stateOf(before), null, false)).knownVulnerable).toBe(true);
  });

  it('is not taken back by a successor about other code', () => {
    const fixed = statementOf({ ...OTHER, measurement: 'c3'.repeat(32), digest: '02'.repeat(32), supersedes: [weak.digest] });
    expect(decided(followedList({ statements: [weak, fixed] })).knownVulnerable).toBe(true);
  });

  const warned = async (properties = ['TEE_KNOWN_VULNERABLE']) =>
    signedList({ statements: [await signedStatement(SGX_CODE, { properties })] });
  const withoutText = (before: Before) => decided(followedOf(stateOf(before), null, false));

  it('stays when the text of its list is lost', async () => {
    expect(withoutText(await after(await warned())).knownVulnerable).toBe(true);
  });

  it('stays when the lost text had taken a statement back for a weakness', async () => {
    const revoked = [revokedJson(digestOf(statementText()), 'vulnerability')];
    const before = await after(signedList({ statements: [await signedStatement()], revoked }));
    expect(withoutText(before).knownVulnerable).toBe(true);
  });

  it('stays when the text was lost and the next one omits it', async () => {
    const { state } = await taken(await warned());
    const next = await taken(signedList({ version: 2 }), { at: 'followed', state, list: null });
    expect(decided(followedOf(next.state, next.list, false)).knownVulnerable).toBe(true);
  });

  it('is all that remains of a statement with lost text: it reviews nothing', async () => {
    const before = await after(await warned(['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED', 'TEE_KNOWN_VULNERABLE']));
    expect(withoutText(before)).toMatchObject({ knownVulnerable: true, outcome: 'unknown' });
  });

  it('is taken back by a later statement about the same code', () => {
    const cleared = statementOf({ digest: '02'.repeat(32), supersedes: [weak.digest] });
    expect(decided(followedList({ statements: [weak, cleared] })).knownVulnerable).toBe(false);
  });

  it('is not taken back by a revoked statement', () => {
    const cleared = statementOf({ digest: '02'.repeat(32), supersedes: [weak.digest] });
    const revoked = [{ statement: cleared.digest, since: '2026-11-20T00:00:00Z', reason: 'error', text: '' }] as const;
    expect(decided(followedList({ statements: [weak, cleared], revoked })).knownVulnerable).toBe(true);
  });
});

describe('a statement with a successor', () => {
  const reviewed = statementOf();

  it('counts until the successor begins', () => {
    const next = statementOf({ digest: '02'.repeat(32), notBefore: '2026-12-05T00:00:00.000Z', supersedes: [reviewed.digest] });
    const list = followedList({ statements: [reviewed, next] });
    expect(decided(list).outcome).toBe('reviewed');
    expect(decided(list, '2026-12-06T00:00:00Z').statements.map(({ statement }) => statement.digest)).toEqual([next.digest]);
  });

  it('no longer counts, whatever becomes of the successor', () => {
    const next = statementOf({
      digest: '02'.repeat(32),
      properties: ['TEE_PENTESTED'],
      notAfter: '2026-11-28T00:00:00.000Z',
      supersedes: [reviewed.digest],
    });
    expect(decided(followedList({ statements: [reviewed, next] })).outcome).toBe('unknown');
  });
});
