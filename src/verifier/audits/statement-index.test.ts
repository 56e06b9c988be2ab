// Covers: statement-index.ts, constraints.ts
import { describe, expect, it } from 'vitest';
import type { Claims } from '../claims.ts';
import { MRENCLAVE } from '../testing/audits/auditor.ts';
import { claimsOfCode, followedList, statementOf } from '../testing/audits/followed.ts';
import { parseRfc3339 } from '../time.ts';
import { decide } from './decide.ts';
import type { CodeDecision } from './decision.ts';
import { referencesOf } from './references.ts';
import { indexLists, type FollowedList } from './statement-index.ts';
import type { Property } from './vocabulary.ts';

const NOW = '2026-11-29T12:00:00Z';
const SITE = 'https://vault.example';
const DENIAL = {
  tee: 'sgx',
  registers: { MRENCLAVE },
  measurement: 'd4'.repeat(32),
  severity: 'failed',
  advisory: null,
  text: '',
  since: NOW,
} as const;
type Where = { readonly at?: string; readonly origin?: string | null; readonly tee?: string; readonly claims?: Claims };

const about = (lists: readonly FollowedList[], { at = NOW, origin = SITE, tee = 'sgx', claims = claimsOfCode() }: Where = {}) =>
  indexLists(lists).about({ tee, claims, origin, now: parseRfc3339(at, 'now') });
const decided = (lists: readonly FollowedList[], where: Where = {}): CodeDecision => decide(about(lists, where), []);
const stating = (...properties: readonly Property[]) => statementOf({ properties, digest: properties.join() });
const listed = (...properties: readonly Property[]): FollowedList => followedList({ statements: [stating(...properties)] });
const revoking = (reason: 'error'): FollowedList =>
  followedList({ revoked: [{ statement: statementOf().digest, since: NOW, reason, text: '' }] });

describe('a statement about this very code', () => {
  const because = (list: FollowedList, where: Where = {}): string | null =>
    decided([list], where).statements[0]?.notCounted?.because ?? null;

  it.each<[string, FollowedList, Where, string | null]>([
    ['counts while it and its list are current', followedList(), {}, null],
    ['does not count before it begins', followedList(), { at: '2026-10-01T00:00:00Z' }, null],
    [
      'does not count after its end',
      followedList({ lapses: '2030-01-01T00:00:00.000Z' }),
      { at: '2027-10-03T00:00:00Z' },
      'expired',
    ],
    ['counts while its list is in its days of grace', followedList(), { at: '2026-12-26T00:00:00Z' }, null],
    ['does not count after them', followedList(), { at: '2026-12-28T00:00:00Z' }, 'list-lapsed'],
    ['does not count when revoked', revoking('error'), {}, 'revoked'],
    ['does not count when withdrawn', followedList({ statements: [], withdrawn: [statementOf()] }), {}, 'withdrawn'],
    [
      'does not count elsewhere',
      followedList({ statements: [statementOf({ origins: ['https://other.example'] })] }),
      {},
      'other-origin',
    ],
    [
      'does not count without an origin',
      followedList({ statements: [statementOf({ origins: [SITE] })] }),
      { origin: null },
      'other-origin',
    ],
    ['counts at its origin', followedList({ statements: [statementOf({ origins: [SITE] })] }), {}, null],
  ])('%s', (_, list, where, expected) => {
    expect(because(list, where)).toBe(expected);
  });

  it('before its validity counts only if the list has shown a later time', () => {
    const list = followedList({ notBefore: '2026-09-01T00:00:00.000Z' });
    expect(because(list, { at: '2026-10-01T00:00:00Z' })).toBe('not-yet');
  });

  it('does not become younger when the clock is set back', () => {
    const list = followedList({ notBefore: '2027-10-03T00:00:00.000Z', lapses: '2030-01-01T00:00:00.000Z' });
    expect(because(list, { at: '2026-10-03T00:00:00Z' })).toBe('expired');
  });

  it.each<[string, Partial<ReturnType<typeof statementOf>['constraints']>, string | null]>([
    ['mrsigner', { mrSigner: '99'.repeat(32) }, null],
    ['mrsigner', { mrSigner: '98'.repeat(32) }, 'mrsigner'],
    ['isvprodid', { isvProdId: 1 }, null],
    ['isvprodid', { isvProdId: 2 }, 'isvprodid'],
    ['minIsvsvn', { minIsvSvn: 3 }, null],
    ['minIsvsvn', { minIsvSvn: 4 }, 'minIsvsvn'],
    ['tcbStatus', { tcbStatus: ['UpToDate'] }, null],
    ['tcbStatus', { tcbStatus: ['SWHardeningNeeded'] }, 'tcbStatus'],
    ['denyAdvisories', { denyAdvisories: ['INTEL-SA-00615'] }, null],
    ['one that nobody knows', { unknown: ['minRtmrs'] }, 'minRtmrs'],
    ['a scope that is not checked', { unknown: ['appliesTo.chain'] }, 'appliesTo.chain'],
  ])('under the constraint %s %j is held back by %s', (_, constraint, expected) => {
    const whole = { ...statementOf().constraints, ...constraint };
    const [found] = decided([followedList({ statements: [statementOf({ constraints: whole })] })]).statements;
    expect(found?.notCounted).toEqual(expected === null ? null : { because: 'constraint', constraint: expected });
  });

  it('under a denied advisory that applies to the evidence is held back', () => {
    const constraints = { ...statementOf().constraints, denyAdvisories: ['INTEL-SA-00615'] };
    const claims = claimsOfCode({ tcb: { status: 'UpToDate', advisories: ['INTEL-SA-00615'] } });
    const [found] = decided([followedList({ statements: [statementOf({ constraints })] })], { claims }).statements;
    expect(found?.notCounted).toEqual({ because: 'constraint', constraint: 'denyAdvisories' });
  });

  it('is not shown once another of its list supersedes it', () => {
    const newer = statementOf({ digest: 'c3'.repeat(32), supersedes: [statementOf().digest] });
    const { statements } = decided([followedList({ statements: [statementOf(), newer] })]);
    expect(statements.map(({ statement }) => statement.digest)).toEqual([newer.digest]);
  });

  it('ends when it or its list does', () => {
    expect(decided([followedList()]).statements[0]?.until).toBe('2026-12-27T00:00:00.000Z');
    expect(
      decided([followedList({ statements: [statementOf({ notAfter: '2026-12-01T00:00:00.000Z' })] })]).statements[0]?.until,
    ).toBe('2026-12-01T00:00:00.000Z');
  });

  it('ends when its successor begins: no result rests on it for longer', () => {
    const next = statementOf({
      digest: 'c3'.repeat(32),
      notBefore: '2026-12-05T00:00:00.000Z',
      supersedes: [statementOf().digest],
    });
    const { statements } = decided([followedList({ statements: [statementOf(), next] })]);
    const ends = statements.map(({ statement, until }) => [statement.digest, until]);
    expect(ends).toContainEqual([statementOf().digest, '2026-12-05T00:00:00.000Z']);
  });
});

describe('a warning that begins later', () => {
  it('ends earlier results then, and has no effect before', () => {
    const notBefore = '2026-12-05T00:00:00.000Z';
    const weak = statementOf({ properties: ['TEE_KNOWN_VULNERABLE'], digest: 'c3'.repeat(32), notBefore });
    const list = followedList({ statements: [statementOf(), weak] });
    const { knownVulnerable, outcome } = decided([list]);
    expect([knownVulnerable, outcome]).toEqual([false, 'reviewed']);
    const [coming] = referencesOf(about([list]), 'sgx').filter(({ strength }) => strength === 'warned');
    expect(coming?.from).toBe(Date.parse(notBefore));
    expect(referencesOf(about([list], { at: notBefore }), 'sgx').map(({ from }) => from)).toEqual([undefined, undefined]);
    expect(decided([list], { at: notBefore }).knownVulnerable).toBe(true);
  });
});

describe('matching', () => {
  const code = (registers: Readonly<Record<string, string>>) => followedList({ statements: [statementOf({ registers })] });

  it('compares every listed register', () => {
    expect(decided([code({ MRENCLAVE, MRSIGNER: '98'.repeat(32) })]).statements).toEqual([]);
    expect(decided([code({ MRENCLAVE, MRSIGNER: '99'.repeat(32) })]).statements).toHaveLength(1);
  });

  it('finds nothing by a register that the evidence lacks', () => {
    expect(decided([code({ MRENCLAVE, COMPOSE_HASH: '55'.repeat(32) })]).statements).toEqual([]);
  });

  it('warns about code that may match, if the site withheld what would tell', () => {
    const registers = { MRENCLAVE, COMPOSE_HASH: '55'.repeat(32) };
    const denied = [{ ...DENIAL, registers }];
    const weak = statementOf({ registers, properties: ['TEE_KNOWN_VULNERABLE'] });
    const list = followedList({ statements: [statementOf({ registers, digest: 'c3'.repeat(32) }), weak], denied });
    const loaded = claimsOfCode({ runTime: [{ register: 'RTMR3', value: '44'.repeat(48) }] });
    const { statements, denials, open } = about([list], { claims: loaded });
    expect([statements, denials]).toEqual([[], []]);
    expect(open.map(({ by, lacking }) => [by, lacking])).toEqual([
      [list.name.title, ['COMPOSE_HASH']],
      [weak.auditor.name, ['COMPOSE_HASH']],
    ]);
    expect(referencesOf(about([list], { claims: loaded }), 'sgx').map(({ strength }) => strength)).toEqual(['warned', 'warned']);
    expect(about([list]).open).toEqual([]);
  });

  it('finds the same code whoever signed the evidence, but not another TEE', () => {
    expect(decided([followedList()], { tee: 'ias' }).statements).toHaveLength(1);
    expect(decided([followedList()], { tee: 'tdx' }).statements).toEqual([]);
    expect(decided([followedList()], { tee: 'nvidia-gpu' }).statements).toEqual([]);
  });

  it('asks for the registers that this form of evidence needs, if they differ', () => {
    const claims = claimsOfCode({ codeRegisters: [['MRENCLAVE', 'PCR4']] });
    expect(decided([followedList()], { claims }).statements).toEqual([]);
  });

  it('accounts for a register only if reviewer and builder both name it', () => {
    const signer = { MRENCLAVE, MRSIGNER: '99'.repeat(32) };
    const one = followedList({ statements: [{ ...stating('TEE_SOURCE_REVIEWED'), registers: signer }] });
    const both = followedList({ statements: [{ ...stating('TEE_BUILD_REPRODUCED'), registers: signer }] });
    const named = (lists: readonly FollowedList[]) =>
      referencesOf(about(lists), 'sgx').map(({ registers }) => Object.keys(registers));
    expect(named([one, listed('TEE_BUILD_REPRODUCED')])).toEqual([['MRENCLAVE'], ['MRENCLAVE']]);
    expect(named([one, both])).toEqual([Object.keys(signer), Object.keys(signer)]);
  });
});
