// Covers: decide.ts, references.ts
import { describe, expect, it } from 'vitest';
import type { Claims } from '../claims.ts';
import type { Voucher } from '../reference.ts';
import { claimsOfCode, followedList, statementOf } from '../testing/audits/followed.ts';
import { SGX_CODE } from '../testing/audits/auditor.ts';
import { parseRfc3339 } from '../time.ts';
import { decide } from './decide.ts';
import type { CodeDecision } from './decision.ts';
import type { Denial, Revocation } from './list.ts';
import { referencesOf } from './references.ts';
import { indexLists, type FollowedList } from './statement-index.ts';
import type { Property } from './vocabulary.ts';

const NOW = '2026-11-29T12:00:00Z';
const SITE = 'https://vault.example';
type Where = { readonly at?: string; readonly origin?: string | null; readonly tee?: string; readonly claims?: Claims };

const about = (lists: readonly FollowedList[], { at = NOW, origin = SITE, tee = 'sgx', claims = claimsOfCode() }: Where = {}) =>
  indexLists(lists).about({ tee, claims, origin, now: parseRfc3339(at, 'now') });
const decided = (lists: readonly FollowedList[], vouchers: readonly Voucher[] = [], where: Where = {}): CodeDecision =>
  decide(about(lists, where), vouchers);
const strengths = (lists: readonly FollowedList[], where: Where = {}): readonly string[] =>
  referencesOf(about(lists, where), 'sgx').map(({ strength }) => strength);

const stating = (...properties: readonly Property[]) => statementOf({ properties, digest: properties.join() });
const listed = (...properties: readonly Property[]): FollowedList => followedList({ statements: [stating(...properties)] });
const YOU: Voucher = { kind: 'user', name: 'you', since: NOW };
const BUILT: Voucher = { ...YOU, kind: 'rebuilt' };
const denial = (severity: Denial['severity']): Denial => ({
  ...SGX_CODE,
  measurement: 'b2'.repeat(32),
  severity,
  advisory: null,
  text: 'Keys leak.',
  since: NOW,
});
const denying = (severity: Denial['severity']): FollowedList => followedList({ statements: [], denied: [denial(severity)] });
const revoking = (reason: Revocation['reason']): FollowedList =>
  followedList({ revoked: [{ statement: statementOf().digest, since: NOW, reason, text: '' }] });

describe('the decision', () => {
  it.each<[string, readonly FollowedList[], readonly Voucher[], CodeDecision['outcome'], readonly string[]]>([
    ['nobody followed, nobody asked: unknown', [], [], 'unknown', []],
    [
      'reviewed and reproduced by one auditor: reviewed',
      [listed('TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED')],
      [],
      'reviewed',
      ['sufficient'],
    ],
    [
      'reviewed by one, reproduced by another: reviewed',
      [listed('TEE_SOURCE_REVIEWED'), listed('TEE_BUILD_REPRODUCED')],
      [],
      'reviewed',
      ['sufficient', 'sufficient'],
    ],
    ['reviewed, and nobody built it: unknown', [listed('TEE_SOURCE_REVIEWED')], [], 'unknown', []],
    ['reproduced, and nobody reviewed it: unknown', [listed('TEE_BUILD_REPRODUCED')], [], 'unknown', []],
    [
      'everything but a review: unknown',
      [listed('TEE_PENTESTED', 'TEE_FORMALLY_VERIFIED', 'TEE_OPERATIONS_REVIEWED', 'TEE_BINDS_OWN_KEYS', 'TEE_BUILD_REPRODUCED')],
      [],
      'unknown',
      [],
    ],
    ['built by the user: reviewed', [], [BUILT], 'reviewed', []],
    ['accepted by the user: accepted', [], [YOU], 'accepted', []],
    [
      'accepted by the user, and reviewed: reviewed',
      [listed('TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED')],
      [YOU],
      'reviewed',
      ['sufficient'],
    ],
    ['its publisher’s own word: vendor says so', [listed('TEE_VENDOR_RELEASE')], [], 'vendor', []],
    [
      'its publisher’s own word, which also says reviewed: still vendor',
      [listed('TEE_VENDOR_RELEASE', 'TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED')],
      [],
      'vendor',
      [],
    ],
    [
      'the publisher’s review beside an auditor’s build: vendor',
      [listed('TEE_VENDOR_RELEASE', 'TEE_SOURCE_REVIEWED'), listed('TEE_BUILD_REPRODUCED')],
      [],
      'vendor',
      [],
    ],
    [
      'denied by one, reviewed by another: denied',
      [listed('TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED'), denying('failed')],
      [],
      'denied',
      ['sufficient', 'denied'],
    ],
    ['denied, and accepted by the user: denied', [denying('failed')], [YOU], 'denied', ['denied']],
    ['denied with caution: denied, a warning', [denying('caution')], [BUILT], 'denied', ['warned']],
  ])('%s', (_, lists, vouchers, outcome, references) => {
    expect(decided(lists, vouchers).outcome).toBe(outcome);
    expect(strengths(lists)).toEqual(references);
  });

  it('says how severe a denial is, the worst of several', () => {
    expect(decided([denying('caution')]).severity).toBe('caution');
    expect(decided([denying('caution'), denying('failed')]).severity).toBe('failed');
    expect(decided([]).severity).toBeNull();
  });

  it('names the code as the newest statement that counts does', () => {
    const old = statementOf({ name: 'old name', createdAt: '2026-10-01T00:00:00.000Z' });
    const expired = statementOf({ name: 'expired', createdAt: '2026-11-01T00:00:00.000Z', notAfter: '2026-11-02T00:00:00.000Z' });
    const newer = statementOf({ name: 'new name', createdAt: '2026-10-05T00:00:00.000Z' });
    expect(decided([followedList({ statements: [old, expired, newer] })]).name).toBe('new name');
    expect(decided([followedList({ statements: [expired] })]).name).toBeNull();
  });

  it('lists every input that the measurement does not cover, according to any statement that counts', () => {
    const uncovered = [{ input: 'acpi-tables', text: '' } as const];
    expect(decided([followedList({ statements: [statementOf({ uncovered })] })]).uncovered).toEqual(['acpi-tables']);
  });

  it('is bounded, whatever a list holds', () => {
    const many = Array.from({ length: 3000 }, (_, index) => statementOf({ digest: String(index) }));
    const { statements } = decided([followedList({ statements: many })]);
    expect(statements.length).toBeLessThanOrEqual(12);
    expect(strengths([followedList({ statements: many })]).length).toBeLessThanOrEqual(16);
  });
});

describe('a known vulnerability', () => {
  const vulnerable = listed('TEE_KNOWN_VULNERABLE');
  const reviewed = listed('TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED');

  it('is at least amber, whoever reviewed the code', () => {
    expect(decided([reviewed, vulnerable])).toMatchObject({ outcome: 'reviewed', knownVulnerable: true });
    expect(strengths([reviewed, vulnerable])).toEqual(['sufficient', 'warned']);
  });

  it.each([
    ['its statement has expired', '2027-11-01T00:00:00Z'],
    ['its list has lapsed', '2026-12-28T00:00:00Z'],
  ])('does not lapse when %s', (_, at) => {
    expect(strengths([vulnerable], { at })).toEqual(['warned']);
  });

  it('is one for which a statement was revoked, while other reasons are not', () => {
    expect(strengths([revoking('vulnerability')])).toEqual(['warned']);
    for (const reason of ['superseded', 'key-compromise', 'error'] as const) expect(strengths([revoking(reason)])).toEqual([]);
  });

  it('of another origin, or under constraints that do not hold, does not warn here', () => {
    const elsewhere = { ...stating('TEE_KNOWN_VULNERABLE'), origins: ['https://other.example'] };
    expect(strengths([followedList({ statements: [elsewhere] })])).toEqual([]);
  });
});

describe('disagreement', () => {
  const reviewed = listed('TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED');
  const build = (result: 'match' | 'differs') =>
    statementOf({
      digest: result,
      properties: ['TEE_BUILD_REPRODUCED'],
      build: {
        system: 'nix',
        recipe: null,
        commands: [],
        environment: [],
        reproduced: { result, at: null, host: null },
        expectedMinutes: null,
        knownDifferences: [],
      },
    });

  it.each<[string, readonly FollowedList[], boolean]>([
    ['a review beside a warning', [reviewed, listed('TEE_KNOWN_VULNERABLE')], true],
    ['a review beside a denial', [reviewed, denying('caution')], true],
    ['a build that matches beside one that differs', [followedList({ statements: [build('match'), build('differs')] })], true],
    ['two reviews', [reviewed, reviewed], false],
    ['a denial alone', [denying('failed')], false],
  ])('%s: %s', (_, lists, expected) => {
    expect(decided(lists).disagreement).toBe(expected);
    expect(decided(lists).statements.length + decided(lists).denials.length).toBeGreaterThan(0);
  });

  it('a build that differs reproduces nothing', () => {
    const lists = [listed('TEE_SOURCE_REVIEWED'), followedList({ statements: [build('differs')] })];
    expect(decided(lists).outcome).toBe('unknown');
  });
});
