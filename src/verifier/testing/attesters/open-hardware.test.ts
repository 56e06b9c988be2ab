// Covers: keystone.ts, sanctum.ts
import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import type { AttestationResult } from '../../result.ts';
import { instant, parseRfc3339 } from '../../time.ts';
import type { Attester, AttestRequest, Fault } from '../attester.ts';
import { appraiseCase, OF_A_VISIT, troubles } from '../appraise-case.ts';
import { keystoneAttester } from './keystone.ts';
import { nitroAttester } from './nitro.ts';
import { sanctumAttester } from './sanctum.ts';

const now = parseRfc3339('2026-11-25T08:34:56Z', 'now');
const request: AttestRequest = { reportData: new Uint8Array(64).fill(5), nonce: new Uint8Array(32).fill(6), now };

function appraise(attester: Attester, asked: AttestRequest): Promise<AttestationResult> {
  const { evidence, parameters } = attester.attest(asked);
  const registers = Object.fromEntries(Object.entries(attester.reference).map(([name, value]) => [name, [value]]));
  const voucher = { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' } as const;
  return appraiseCase({
    evidence: { type: attester.evidenceType, bytes: evidence, parameters },
    endorsements: attester.registered?.(asked) ?? [],
    references: [{ tee: attester.tee, registers, voucher, strength: 'sufficient' }],
    anchors: attester.anchors,
    now: asked.now,
    visit: { expected: { reportData: request.reportData, nonce: attester.tee === 'nitro' ? request.nonce : null } },
  });
}

type Expected = Readonly<Partial<Record<Fault, Readonly<Record<string, string>>>>>;

const ALWAYS: Expected = {
  'wrong-report-data': { 'binding.report-data': 'fail' },
  'other-code': { 'reference.measurement': 'unknown' },
  truncated: { 'evidence.well-formed': 'fail' },
};

const EXPECTED: Readonly<Record<string, Expected>> = {
  nitro: {
    ...ALWAYS,
    tampered: { 'nitro.document.signature': 'fail' },
    debug: { 'evidence.debug': 'fail' },
    'wrong-key': { 'nitro.document.signature': 'fail' },
    'wrong-root': { 'nitro.chain.root': 'fail' },
    'wrong-nonce': { 'freshness.nonce': 'fail' },
    expired: { 'nitro.chain.dates': 'fail' },
  },
  keystone: {
    ...ALWAYS,
    tampered: { 'keystone.enclave.signature': 'fail' },
    revoked: { 'keystone.device.registered': 'fail' },
    'wrong-key': { 'keystone.monitor.signature': 'fail' },
    'wrong-root': { 'keystone.device.registered': 'fail' },
    expired: { 'keystone.device.registered': 'fail' },
  },
  sanctum: {
    ...ALWAYS,
    tampered: { 'sanctum.enclave.signature': 'fail' },
    revoked: { 'sanctum.device.status': 'fail' },
    'wrong-key': { 'sanctum.nonce.signature': 'fail' },
    'wrong-root': { 'sanctum.manufacturer.registered': 'fail' },
    expired: { 'sanctum.manufacturer.registered': 'fail' },
  },
};

describe.each([nitroAttester, keystoneAttester, sanctumAttester])('the simulated $tee', (attester) => {
  const expected = EXPECTED[attester.tee] ?? {};

  it('is good at any time', async () => {
    for (const minutes of [0, 25, 26, 60, 24 * 60, 1000 * 24 * 60]) {
      const result = await appraise(attester, { ...request, now: instant(now + minutes * 60_000) });
      expect(troubles(result, OF_A_VISIT)).toEqual({});
      expect(result.claims?.reportData).toBe(toHex(request.reportData));
    }
  });

  it('gives equal bytes for equal requests, and different bytes for others', () => {
    expect(attester.attest(request)).toEqual(attester.attest(request));
    expect(attester.attest({ ...request, reportData: new Uint8Array(64) })).not.toEqual(attester.attest(request));
  });

  it('knows as many faults as are expected here', () => {
    expect(attester.faults.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it.each([...attester.faults])('with fault %s fails as it should', async (fault) => {
    const result = await appraise(attester, { ...request, fault });
    expect(troubles(result, [])).toMatchObject(expected[fault] ?? {});
    expect(result.tier).not.toBe('affirming');
  });
});

describe('debugging', () => {
  it.each([
    ['keystone', keystoneAttester],
    ['sanctum', sanctumAttester],
  ])('is something that the format of %s cannot speak of, and nobody says that it is off', async (_, attester) => {
    const result = await appraise(attester, request);
    const facts = { because: 'no-attribute' };
    expect(result.findings).toContainEqual({ check: 'evidence.debug', outcome: 'not-applicable', facts });
    expect(result.claims?.debug).toBeNull();
  });
});
