import type { Finding } from '../check.ts';
import { COMMON_CHECKS } from '../checks.ts';
import type { Claims } from '../claims.ts';
import { knownCode } from '../known-code.ts';
import { openLedger } from '../ledger.ts';
import type { ReferenceValue, ReferenceValues, Voucher } from '../reference.ts';
import { defineTee } from '../tee.ts';
import type { AnyTee } from '../tees.ts';
import { BARE_CLAIMS } from './bare-claims.ts';

/** A TEE without any readers: its code is CODE, or KERNEL and INITRD. */
const tee: AnyTee = defineTee({
  id: 'demo',
  title: 'Demo',
  accepts: [],
  recognises: () => false,
  checks: {},
  policy: undefined,
  codeRegisters: [['CODE'], ['KERNEL', 'INITRD']],
  open: () => {
    throw new Error('not asked');
  },
  documents: {},
});

/** Claims of that TEE, with registers of two digits. */
export const CLAIMS: Claims = {
  ...BARE_CLAIMS,
  measurements: [
    { register: 'CODE', value: 'aa' },
    { register: 'SIGNER', value: 'bb' },
    { register: 'KERNEL', value: 'cc' },
    { register: 'INITRD', value: 'dd' },
  ],
};
/** A user of this name, who vouches. */
export const voucher = (name: string): Voucher => ({ kind: 'user', name, since: '2026-01-01T00:00:00Z' });

/** What that user says about these registers. */
export function reference(registers: ReferenceValue['registers'], over: Partial<ReferenceValue> = {}): ReferenceValue {
  return { tee: 'demo', registers, voucher: voucher('me'), strength: 'sufficient', ...over };
}

/** The answers of `knownCode`, as findings. */
export function ask(references: ReferenceValues, claims = CLAIMS) {
  const ledger = openLedger(COMMON_CHECKS);
  const vouchers = knownCode(tee, claims, references, ledger);
  const { findings, goodUntil } = ledger.close();
  const of = (check: string): Finding | undefined => findings.find((finding) => finding.check === check);
  const runTime = of('reference.run-time');
  const [measurement, warnings] = [of('reference.measurement'), of('reference.warnings')];
  return { vouchers, measurement, warnings, runTime, hostChosen: of('reference.host-chosen'), goodUntil };
}
