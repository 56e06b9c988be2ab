import type { TcbStatus } from '../claims.ts';

/** What a TCB status means for the user: a table without gaps, so that a new status does not slip through. */
export type TcbPolicy = Readonly<Record<TcbStatus, 'accept' | 'warn' | 'refuse'>>;

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
