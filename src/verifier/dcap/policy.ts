import type { Severity } from '../policy.ts';
import type { TcbStatus } from '../claims.ts';
import { MIN_NUMBERS, type EvaluationPolicy } from './evaluation-number.ts';

/** What a TCB status means for the user: a complete table, so that a new status cannot slip through. */
export type TcbPolicy = Readonly<Record<TcbStatus, Severity>>;

/** The default: current is good, known weaknesses warn, revoked is refused. */
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
   * An endorsement outside its dates, or a certificate from the future. It proves nothing against the platform: there may be a
   * fresh one, or the clock is wrong, so it is `unknown`; `refuse` is for a caller that vouches for both.
   */
  readonly stale: 'unknown' | 'refuse';
  readonly evaluation: EvaluationPolicy;
};

/** The shipped policy: what is out of date proves nothing, old evaluation data numbers warn. */
export const ORDINARY_DCAP: DcapPolicy = {
  tcb: ORDINARY_TCB,
  stale: 'unknown',
  evaluation: { least: MIN_NUMBERS, below: 'warn' },
};
