import { describe, expect, it } from 'vitest';
import type { AttestationResult } from '../../result.ts';
import { parseRfc3339 } from '../../time.ts';
import type { Fault } from '../attester.ts';
import { appraiseCase, OF_A_VISIT, troubles } from '../appraise-case.ts';
import { iasAttester } from './ias.ts';

const now = parseRfc3339('2026-11-25T12:00:00Z', 'now');
const reportData = Uint8Array.from({ length: 64 }, (_, at) => at);

function visit(fault?: Fault): Promise<AttestationResult> {
  const asked = { reportData, nonce: new Uint8Array(), now, ...(fault === undefined ? {} : { fault }) };
  const { evidence, parameters } = iasAttester.attest(asked);
  return appraiseCase({
    evidence: { type: 'ias-report', bytes: evidence, parameters },
    anchors: iasAttester.anchors,
    references: [
      {
        tee: 'ias',
        registers: { MRENCLAVE: [iasAttester.reference['MRENCLAVE'] ?? ''] },
        voucher: { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' },
        strength: 'sufficient',
      },
    ],
    visit: { expected: { reportData, nonce: null } },
    now,
  });
}

const WANTED: Readonly<Partial<Record<Fault, Readonly<Record<string, string>>>>> = {
  tampered: { 'ias.report.signature': 'fail' },
  revoked: { 'ias.report.status': 'fail' },
  debug: { 'evidence.debug': 'fail' },
  'out-of-date': { 'ias.report.status': 'warn' },
  'wrong-key': { 'ias.report.signature': 'fail' },
  'wrong-root': { 'ias.chain.root': 'fail' },
  'wrong-report-data': { 'binding.report-data': 'fail' },
  expired: { 'ias.chain.dates': 'warn' },
  'host-chosen': { 'reference.host-chosen': 'warn' },
  'other-code': { 'reference.measurement': 'unknown' },
  truncated: { 'evidence.well-formed': 'fail' },
};

describe('the simulated attestation service', () => {
  it('makes reports that warn of nothing but the service’s end', async () => {
    expect(troubles(await visit(), OF_A_VISIT)).toEqual({ 'ias.service.open': 'warn' });
  });

  it.each(iasAttester.faults)('shows %s for what it is', async (fault) => {
    expect(WANTED[fault]).toBeDefined();
    expect(troubles(await visit(fault), [])).toMatchObject(WANTED[fault] ?? {});
  });
});
