import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { AttestationResult } from '../../result.ts';
import { snp } from '../../tees/snp/index.ts';
import { instant, parseRfc3339 } from '../../time.ts';
import type { AttestRequest, Fault } from '../attester.ts';
import { appraiseCase, OF_A_VISIT, troubles } from '../appraise-case.ts';
import { filler } from '../snp/report-writer.ts';
import { snpVcek, snpVlek } from './snp.ts';

const now = parseRfc3339('2026-11-25T08:00:00Z', 'now');
const request: AttestRequest = { reportData: filler(1, 64), nonce: new Uint8Array(32), now };

function appraise(attester: typeof snpVcek, asked: AttestRequest): Promise<AttestationResult> {
  const { evidence, parameters, endorsements } = attester.attest(asked);
  const supplied: readonly Endorsement[] = endorsements.flatMap(
    ({ mediaType, bytes }) => snp.documents[mediaType]?.(bytes) ?? [],
  );
  const registers = Object.fromEntries(Object.entries(attester.reference).map(([name, value]) => [name, [value]]));
  const voucher = { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' } as const;
  return appraiseCase({
    evidence: { type: attester.evidenceType, bytes: evidence, parameters },
    endorsements: supplied,
    references: [{ tee: 'snp', registers, voucher, strength: 'sufficient' }],
    anchors: attester.anchors,
    now: asked.now,
    visit: { expected: { reportData: request.reportData, nonce: null } },
  });
}

const EXPECTED: Readonly<Partial<Record<Fault, Readonly<Record<string, string>>>>> = {
  tampered: { 'snp.report.signature': 'fail' },
  revoked: { 'snp.vek.revocation': 'fail' },
  debug: { 'evidence.debug': 'fail' },
  'out-of-date': { 'snp.tcb.minimum': 'warn' },
  'wrong-key': { 'snp.report.signature': 'fail' },
  // Nobody vouches for which certificate was sent: another may match, so nothing is proven.
  'wrong-root': { 'snp.vek.chain': 'unknown' },
  'wrong-report-data': { 'binding.report-data': 'fail' },
  expired: { 'snp.vek.validity': 'fail' },
  'host-chosen': { 'reference.host-chosen': 'warn' },
  'other-code': { 'reference.measurement': 'unknown' },
  truncated: { 'evidence.well-formed': 'fail' },
};

describe.each([
  ['signed by a VCEK', snpVcek],
  ['signed by a VLEK', snpVlek],
])('the simulated guest, %s', (_, attester) => {
  it('is good under its test anchors, at any time', async () => {
    for (const days of [0, 3, 7, 365, 2000]) {
      const result = await appraise(attester, { ...request, now: instant(now + days * 24 * 60 * 60 * 1000) });
      expect(troubles(result, OF_A_VISIT)).toEqual({});
      expect(result.simulated).toEqual(['test ARK Genoa']);
      expect(result.claims?.reportData).toBe(toHex(request.reportData));
    }
  });

  it('gives equal bytes for equal requests', () => {
    expect(attester.attest(request)).toEqual(attester.attest(request));
  });

  it('knows as many faults as are expected here', () => {
    expect(attester.faults.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each([...attester.faults])('with fault %s fails as it should', async (fault) => {
    const result = await appraise(attester, { ...request, fault });
    expect(troubles(result, [])).toMatchObject(EXPECTED[fault] ?? {});
    expect(result.tier).not.toBe('affirming');
  });
});
