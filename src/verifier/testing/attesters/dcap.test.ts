import { describe, expect, it } from 'vitest';
import type { Tier } from '../../check.ts';
import type { ReferenceValue } from '../../reference.ts';
import { readCollateralDocument } from '../../dcap/collateral-document.ts';
import { parseRfc3339 } from '../../time.ts';
import type { Attester, Fault } from '../attester.ts';
import { appraiseCase, OF_A_VISIT, troubles } from '../appraise-case.ts';
import { sgxAttester, tdxAttester } from './dcap.ts';

const now = parseRfc3339('2026-11-25T12:00:00Z', 'now');
const reportData = Uint8Array.from({ length: 64 }, (_, at) => at);

async function visit(attester: Attester, fault?: Fault) {
  const { evidence, parameters, endorsements } = attester.attest({
    reportData,
    nonce: new Uint8Array(),
    now,
    ...(fault === undefined ? {} : { fault }),
  });
  const registers = Object.fromEntries(Object.entries(attester.reference).map(([name, value]) => [name, [value]]));
  const reference: ReferenceValue = {
    tee: attester.tee,
    registers,
    voucher: { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' },
    strength: 'sufficient',
  };
  return await appraiseCase({
    evidence: { type: attester.evidenceType, bytes: evidence, parameters },
    endorsements: endorsements.flatMap(({ bytes }) => readCollateralDocument(bytes)),
    anchors: attester.anchors,
    references: [reference],
    visit: { expected: { reportData, nonce: null } },
    now,
  });
}

/** The expected result of each fault: the worst tier, and the checks that do not pass. */
const WANTED: Readonly<Partial<Record<Fault, readonly [Tier, readonly string[]]>>> = {
  tampered: ['contraindicated', ['dcap.quote.signature']],
  revoked: ['contraindicated', ['dcap.pck-chain.revocation']],
  debug: ['contraindicated', ['evidence.debug']],
  'out-of-date': ['warning', ['dcap.tcb.status']],
  'wrong-key': ['contraindicated', ['dcap.quote.signature']],
  'wrong-root': ['contraindicated', ['dcap.pck-chain.root']],
  'wrong-report-data': ['contraindicated', ['binding.report-data']],
  expired: ['none', ['dcap.tcb-info.current', 'dcap.qe-identity.current']],
  'host-chosen': ['warning', ['reference.host-chosen']],
  'other-code': ['none', ['reference.measurement']],
  truncated: ['none', ['evidence.well-formed']],
};

describe.each([sgxAttester, tdxAttester])('the simulated $tee attester', (attester) => {
  it('makes evidence that is affirming in all but its root', async () => {
    const result = await visit(attester);
    expect(troubles(result, OF_A_VISIT)).toEqual({});
    expect(result.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming', executables: 'affirming' });
    expect(result.simulated).toEqual(['simulated Intel SGX root']);
  });

  it.each(attester.faults)('shows %s for what it is', async (fault) => {
    const wanted = WANTED[fault];
    if (wanted === undefined) throw new Error(`no expectation for ${fault}`);
    const result = await visit(attester, fault);
    const { hardware, configuration, executables, freshness } = result.vector;
    const tiers = [hardware, configuration, executables, freshness];
    const worst = (['contraindicated', 'none', 'warning', 'affirming'] as const).find((tier) => tiers.includes(tier));
    if (fault === 'truncated') expect(result.claims).toBeNull();
    else expect(worst).toBe(wanted[0]);
    for (const check of wanted[1]) expect(Object.keys(troubles(result, []))).toContain(check);
  });

  it('makes the same bytes for the same request', () => {
    const request = { reportData, nonce: new Uint8Array(), now };
    expect(attester.attest(request)).toEqual(attester.attest(request));
  });
});
