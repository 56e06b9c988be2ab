// Covers: authenticate.ts, ../../devices/consult.ts
import { describe, expect, it } from 'vitest';
import { noAnchors } from '../../testing/attester.ts';
import { fact, appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { recordOf, registryResponse, type RegistryResponse } from '../../testing/keystone-report.ts';
import { SANCTUM, sanctumChain } from '../../testing/sanctum-chain.ts';
import { parseRfc3339 } from '../../time.ts';

const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const today = '2026-06-01T00:00:00Z';

const appraisedWith = (answer: RegistryResponse) =>
  appraiseCase({
    evidence: { type: 'sanctum-chain', bytes: sanctumChain(), parameters: {} },
    endorsements: [
      registryResponse('manufacturer-key', SANCTUM.manufacturer.raw, today),
      registryResponse('device-key', SANCTUM.device.raw, today, answer),
    ],
    anchors: noAnchors,
    now,
  });

describe('what a register answers about a Sanctum device', () => {
  it('simulates when only this answer is a test network’s', async () => {
    expect((await appraisedWith({ test: true })).simulated).toEqual(['register of a test network']);
    expect((await appraisedWith({})).simulated).toEqual([]);
  });

  it.each([
    ['old', '2020-01-01T00:00:00Z', 'warn'],
    ['undated', null, 'warn'],
    ['dated-ahead', '9999-01-01T00:00:00Z', 'unknown'],
  ])('is said to be %s', async (because, asOf, outcome) => {
    const result = await appraisedWith({ asOf });
    expect(troubles(result)).toEqual({ 'sanctum.device.register-age': outcome });
    expect(fact(result, 'sanctum.device.register-age', 'because')).toBe(because);
  });

  it('is good until its record ends', async () => {
    const records = [recordOf(SANCTUM.device.raw, { validUntil: '2026-06-01T12:05:00Z' })];
    expect((await appraisedWith({ records })).goodUntil).toBe('2026-06-01T12:05:00.000Z');
  });
});
