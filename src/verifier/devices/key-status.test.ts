import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import type { Check } from '../check.ts';
import type { Endorsement } from '../endorsement.ts';
import { openLedger } from '../ledger.ts';
import { recordOf, registryResponse, type RegistryResponse } from '../testing/keystone-report.ts';
import { instant, parseRfc3339, toRfc3339 } from '../time.ts';
import { consult } from './consult.ts';
import { isAnswered, type KeyNeed } from './need.ts';

const key = new Uint8Array(32).fill(7);
const need: KeyNeed = { kind: 'device-key', key: toHex(key) };
const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const DAY = 86_400_000;
const date = (days: number): string => toRfc3339(instant(now + days * DAY));
const answered = (answer: RegistryResponse = {}, asOf = date(-1)): readonly Endorsement<KeyNeed>[] => [
  registryResponse('device-key', key, asOf, answer),
];

const check: Check = { aspect: 'hardware', whenFail: 'contraindicated', whenUnknown: 'none', spec: 'test' };
function consulted(endorsements: readonly Endorsement[], notTold: 'nobody-vouches' | 'warning' = 'nobody-vouches') {
  const ledger = openLedger({ 'test.standing': check, 'test.age': check });
  const checks = { status: 'test.standing', age: 'test.age' };
  const stated = consult({ endorsements, need, checks, notTold, time: 'vouched-for', now, ledger });
  const record = stated.at === 'active' ? stated.record : undefined;
  const { findings, goodUntil, simulated } = ledger.close();
  const outcome = (id: string) => findings.find((finding) => finding.check === id);
  return { at: stated.at, record, status: outcome('test.standing'), age: outcome('test.age'), goodUntil, simulated };
}

describe('an answer', () => {
  it('is found by kind and key', () => {
    expect(isAnswered(answered(), need)).toBe(true);
    expect(isAnswered(answered(), { kind: 'manufacturer-key', key: need.key })).toBe(false);
    expect(isAnswered(answered(), { kind: 'device-key', key: '00'.repeat(32) })).toBe(false);
    expect(consulted([]).status).toMatchObject({ outcome: 'unknown', facts: { because: 'no-answer' } });
  });

  it('counts only the records of the requested key', () => {
    const records = [recordOf(new Uint8Array(32)), recordOf(key, { deviceId: 'mine' })];
    expect(consulted(answered({ records })).record).toMatchObject({ deviceId: 'mine' });
  });

  it('may write keys in upper case, and omit the device’s name and dates', () => {
    const records = [{ publicKey: toHex(key).toUpperCase(), manufacturer: 'm', status: 'active' }];
    expect(consulted(answered({ records })).at).toBe('active');
  });

  it.each<[string, RegistryResponse]>([
    ['without records', { records: undefined }],
    ['with null for records', { records: null }],
    ['with a record that is no object', { records: [7] }],
    ['with a short key', { records: [recordOf(key.filter((_, index) => index > 0))] }],
    ['with a key that is no hexadecimal', { records: [recordOf(key, { publicKey: 'zz' })] }],
    ['with another status', { records: [recordOf(key, { status: 'Active' })] }],
    ['without a status', { records: [recordOf(key, { status: undefined })] }],
    ['with a number for a date', { records: [recordOf(key, { validUntil: 2027 })] }],
    ['with a date that never was', { records: [recordOf(key, { validFrom: '2026-02-30T00:00:00Z' })] }],
    ['with a local date', { asOf: '2026-06-01T00:00:00+02:00' }],
    ['without a date', { asOf: undefined }],
    ['without a source', { source: undefined }],
    ['with a word for whether it is a test', { test: 'no' }],
  ])('%s is none', (_, answer) => {
    expect(consulted(answered(answer))).toMatchObject({
      record: undefined,
      status: { outcome: 'unknown', facts: { because: 'unreadable' } },
      age: { outcome: 'unknown' },
    });
  });

  it.each(['', '{', '[]', 'null', '{"asOf":null,"asOf":null,"source":"","records":[]}'])('that is %s is none', (body) => {
    const { status } = consulted([{ need, bytes: new TextEncoder().encode(body) }]);
    expect(status).toMatchObject({ outcome: 'unknown', facts: { because: 'unreadable' } });
  });
});

describe('consulting a register', () => {
  it('returns the record of an active key, and expires with the answer', () => {
    expect(consulted(answered())).toMatchObject({
      record: { publicKey: toHex(key), manufacturer: 'Test Silicon' },
      status: { outcome: 'pass' },
      age: { outcome: 'pass' },
      goodUntil: now + 29 * DAY,
    });
  });

  it('simulates when the register belongs to a test network, and only then', () => {
    expect(consulted(answered({ test: true })).simulated).toEqual(['register of a test network']);
    expect(consulted(answered({ test: false })).simulated).toEqual([]);
    expect(consulted(answered()).simulated).toEqual([]);
  });

  it('expires with the record when that comes first', () => {
    expect(consulted(answered({ records: [recordOf(key, { validUntil: date(2) })] })).goodUntil).toBe(now + 2 * DAY);
  });

  it('includes both ends of a record’s dates', () => {
    const records = [recordOf(key, { validFrom: date(0), validUntil: date(0) })];
    expect(consulted(answered({ records })).status?.outcome).toBe('pass');
  });

  it('warns of an answer that is old or undated, and never of a young one', () => {
    expect(consulted(answered({}, date(-30))).age?.outcome).toBe('pass');
    expect(consulted(answered({}, toRfc3339(instant(now - 30 * DAY - 1)))).age?.outcome).toBe('warn');
    expect(consulted(answered({ asOf: null })).age).toMatchObject({ outcome: 'warn', facts: { because: 'undated' } });
  });

  it('does not accept an answer from tomorrow, beyond the difference that clocks may have', () => {
    const minutes = (ahead: number): string => toRfc3339(instant(now + ahead * 60_000));
    expect(consulted(answered({}, minutes(5))).age?.outcome).toBe('pass');
    expect(consulted(answered({}, minutes(6))).age).toMatchObject({ outcome: 'unknown', facts: { because: 'dated-ahead' } });
    expect(consulted(answered({}, '9999-01-01T00:00:00Z')).age?.outcome).toBe('unknown');
  });

  it('marks a test network’s word, whatever it is', () => {
    expect(consulted(answered({ test: true, records: [] })).simulated).toEqual(['register of a test network']);
  });

  it('warns, where a signature already vouches, that no register could have revoked it', () => {
    expect(consulted([], 'warning')).toMatchObject({ at: 'not-told', status: { outcome: 'warn' } });
    expect(consulted([], 'warning').age?.outcome).toBe('not-applicable');
    expect(consulted(answered({ records: [] }), 'warning')).toMatchObject({ at: 'not-told', status: { outcome: 'warn' } });
    expect(consulted(answered({ records: [] }))).toMatchObject({ at: 'refused', status: { outcome: 'fail' } });
  });

  it('returns no record and says why when the key is not active', () => {
    const { record, status } = consulted(answered({ records: [recordOf(key, { status: 'revoked' })] }));
    expect(record).toBeUndefined();
    expect(status).toMatchObject({ outcome: 'fail', facts: { because: 'revoked', register: 'test register' } });
  });
});
