import type { Severity } from '../policy.ts';
import type { TcbStatus } from '../claims.ts';
import { MIN_NUMBERS, type EvaluationPolicy } from './evaluation-number.ts';

/** What a TCB status means for the user: a table without gaps, so that a new status does not slip through. */
export type TcbPolicy = Readonly<Record<TcbStatus, Severity>>;

/** As shipped: current is good, known weaknesses are said, revoked is refused. */
export const ORDINARY_TCB: TcbPolicy = {
  UpToDate: 'accept',
  SWHardeningNeeded: 'warn',
  ConfigurationNeeded: 'warn',
  ConfigurationAndSWHardeningNeeded: 'warn',
  OutOfDate: 'warn',
  OutOfDateConfigurationNeeded: 'warn',
  TdRelaunchAdvised: 'warn',
  TdRelaunchAdvisedConfigurationNeeded: 'warn',
  Revoked: 'refuse',
};

/** What the user accepts of any DCAP quote. */
export type DcapPolicy = {
  readonly tcb: TcbPolicy;
  /**
   * An endorsement outside its dates, or a certificate whose time has not come. It proves nothing against the platform: a
   * fresh one may be had, or the clock is wrong, so it is `unknown`; `refuse` is for a caller that vouches for both.
   */
  readonly stale: 'unknown' | 'refuse';
  readonly evaluation: EvaluationPolicy;
};

export const ORDINARY_DCAP: DcapPolicy = {
  tcb: ORDINARY_TCB,
  stale: 'unknown',
  evaluation: { least: MIN_NUMBERS, below: 'warn' },
};
