import { describe, expect, it } from 'vitest';
import type { AttestationResult, Giver } from '../../verifier/index.ts';
import { distrustAfter, isNewer, NO_DISTRUST, unusableIn, type Unusable } from './distrust.ts';

type Finding = AttestationResult['findings'][number];
const KINDS = ['dcap.tcb-info', 'dcap.root-crl'];
const SIGNATURE = 'dcap.tcb-info.signature';
const finding = (check: string, outcome: Finding['outcome'], facts?: Finding['facts']): Finding => ({
  check,
  outcome,
  ...(facts === undefined ? {} : { facts }),
});
const unusable = (...findings: readonly Finding[]): readonly Unusable[] => unusableIn({ findings } as AttestationResult, KINDS);
const bad = (from: Giver, because = 'signature', kind = 'dcap.tcb-info'): Unusable => ({ kind, from, because });

describe('an endorsement that did not hold', () => {
  it.each(['fail', 'unknown'] as const)('is told by a finding of its kind that is %s and says whose it was', (outcome) => {
    expect(unusable(finding(SIGNATURE, outcome, { from: 'site', because: 'signature' }))).toEqual([bad('site')]);
    expect(unusable(finding(SIGNATURE, outcome, { from: 'evidence' }))).toEqual([bad('evidence', '')]);
  });

  it.each<[string, Finding]>([
    ['passed', finding(SIGNATURE, 'pass', { from: 'site' })],
    ['warned', finding('dcap.tcb-info.evaluation-number', 'warn', { from: 'site' })],
    ['says nobody’s', finding(SIGNATURE, 'unknown', { because: 'missing' })],
    ['has no facts', finding(SIGNATURE, 'fail')],
    ['names nobody who gives endorsements', finding(SIGNATURE, 'fail', { from: 'caller' })],
    ['is of another kind', finding('dcap.quote.signature', 'fail', { from: 'site' })],
    ['is of a kind that only begins alike', finding('dcap.tcb-information.signature', 'fail', { from: 'site' })],
    ['is of its dates', finding('dcap.tcb-info.current', 'unknown', { from: 'site', because: 'expired' })],
    ['is of the dates of another manufacturer’s', finding('dcap.tcb-info.fresh', 'unknown', { from: 'site' })],
  ])('is none where the finding %s', (_, one) => {
    expect(unusable(one)).toEqual([]);
  });

  it('is of the kind that the finding names, where another check found it', () => {
    const facts = { need: 'dcap.tcb-info', from: 'cache', because: 'newer-than-table' };
    expect(unusable(finding('tdx.module.identity', 'unknown', facts))).toEqual([bad('cache', 'newer-than-table')]);
    expect(unusable(finding('tdx.module.identity', 'unknown', { ...facts, need: 'other.kind' }))).toEqual([]);
  });

  it('is newer than what it was compared with only where that is the reason', () => {
    expect(isNewer(bad('site', 'newer-than-this-release'))).toBe(true);
    expect(isNewer(bad('site', 'newer-than-table'))).toBe(true);
    expect(isNewer(bad('site', 'signature'))).toBe(false);
  });
});

describe('distrust', () => {
  it.each<Giver>(['site', 'evidence', 'cache'])('falls on the %s, for that kind alone', (giver) => {
    expect(distrustAfter(NO_DISTRUST, [bad(giver)])).toEqual(new Map([['dcap.tcb-info', new Set([giver])]]));
  });

  it.each<Giver>(['manufacturer', 'list'])('never falls on the %s: nobody has a better copy', (giver) => {
    expect(distrustAfter(NO_DISTRUST, [bad(giver)])).toBeNull();
  });

  it('does not apply to a kept copy that is newer than what it was compared with; to a site’s it does', () => {
    expect(distrustAfter(NO_DISTRUST, [bad('cache', 'newer-than-this-release')])).toBeNull();
    expect(distrustAfter(NO_DISTRUST, [bad('site', 'newer-than-this-release')])).not.toBeNull();
  });

  it('grows, and ends when nobody is newly distrusted', () => {
    const first = distrustAfter(NO_DISTRUST, [bad('site')]) ?? NO_DISTRUST;
    expect(distrustAfter(first, [bad('site')])).toBeNull();
    const second = distrustAfter(first, [bad('site'), bad('cache'), bad('site', 'signature', 'dcap.root-crl')]);
    expect(second).toEqual(
      new Map([
        ['dcap.tcb-info', new Set(['site', 'cache'])],
        ['dcap.root-crl', new Set(['site'])],
      ]),
    );
    expect(first.get('dcap.tcb-info')).toEqual(new Set(['site']));
  });
});
