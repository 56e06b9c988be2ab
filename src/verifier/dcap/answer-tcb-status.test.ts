import { describe, expect, it } from 'vitest';
import { openLedger } from '../ledger.ts';
import { parseRfc3339 } from '../time.ts';
import type { Authentic } from './authenticate.ts';
import { DCAP_CHECKS } from './checks.ts';
import { ORDINARY_TCB } from './policy.ts';
import { answerTcbStatus } from './answer-tcb-status.ts';

const date = parseRfc3339('2024-03-13T00:00:00Z', 'date');
const reached = { status: 'OutOfDate', date, advisories: ['INTEL-SA-1', 'INTEL-SA-2'] } as const;
// This file only varies whether the tables can be relied on, and the number of one.
const tables = { tcbInfo: { evaluationDataNumber: 20 }, qeIdentity: {} } as Authentic;

function ask(
  authentic: Partial<Authentic>,
  status: Parameters<typeof answerTcbStatus>[3],
  obstacle?: Parameters<typeof answerTcbStatus>[4],
) {
  const ledger = openLedger(DCAP_CHECKS);
  const claim = answerTcbStatus(ledger, ORDINARY_TCB, { ...tables, ...authentic }, status, obstacle);
  const { findings } = ledger.close();
  const of = (check: string) => findings.find((finding) => finding.check === check);
  return { claim, level: of('dcap.tcb.level'), status: of('dcap.tcb.status') };
}

describe('the TCB status of a platform', () => {
  it('is stated with its date, advisories and the number of the table', () => {
    const { claim, level, status } = ask({}, reached);
    expect(level).toEqual({ check: 'dcap.tcb.level', outcome: 'pass' });
    const facts = { status: 'OutOfDate', date: '2024-03-13T00:00:00.000Z', evaluationDataNumber: 20 };
    expect(status).toEqual({
      check: 'dcap.tcb.status',
      outcome: 'warn',
      facts: { ...facts, advisories: 'INTEL-SA-1 INTEL-SA-2' },
    });
    expect(claim).toEqual({ ...facts, advisories: ['INTEL-SA-1', 'INTEL-SA-2'] });
  });

  it('below every level is a failure that names the table', () => {
    const { claim, level, status } = ask({}, undefined);
    expect(level).toEqual({ check: 'dcap.tcb.level', outcome: 'fail', facts: { because: 'below-every-level' } });
    expect(status?.outcome).toBe('unknown');
    expect(claim).toEqual({ advisories: [], evaluationDataNumber: 20 });
  });

  it.each<[string, Partial<Authentic>, 'module-not-intels' | undefined]>([
    ['no-usable-tcb-info', { tcbInfo: undefined }, undefined],
    ['no-usable-qe-identity', { qeIdentity: undefined }, undefined],
    ['module-not-intels', {}, 'module-not-intels'],
    ['module-not-intels', { tcbInfo: undefined }, 'module-not-intels'],
  ])('is unknown, and nothing is claimed, for want of what it rests on: %s', (because, authentic, obstacle) => {
    const { claim, level, status } = ask(authentic, reached, obstacle);
    expect(level).toEqual({ check: 'dcap.tcb.level', outcome: 'unknown', facts: { because } });
    expect(status).toEqual({ check: 'dcap.tcb.status', outcome: 'unknown', facts: { because } });
    expect(claim).toEqual({ advisories: [] });
  });
});
