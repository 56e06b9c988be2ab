import type { RelayState } from '../../../verifier/substrate/index.ts';
import type { Instant } from '../../../verifier/index.ts';
import type { RegistryUnreachable } from '../../api/registry-view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long a validator's deposit is held after it stopped validating (Staking.BondingDuration: 28 eras, of 24 hours on Polkadot
 * and 6 on Kusama; from the runtimes' published source, November 2026), by the relay chain's genesis hash. Only for so long would
 * signing a second history cost it that deposit.
 */
const UNBONDING_MS: Readonly<Record<string, number>> = {
  '91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3': 28 * DAY_MS,
  b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe: 7 * DAY_MS,
};

/** For chains whose period is not known here. */
const UNBONDING_ELSEWHERE_MS = 28 * DAY_MS;

/**
 * Why the voters of this state can no longer be trusted; null while they can (weak subjectivity). Voters from longer ago have
 * their deposits back, may have sold their keys, and together can finalise another history: its signatures look exactly like the
 * true one's. Once a state is too old, following it further does not help.
 */
export function ageFault(
  { genesis, time }: RelayState,
  now: Instant,
): Extract<RegistryUnreachable, 'checkpoint-undated' | 'checkpoint-too-old'> | null {
  if (time === null) return 'checkpoint-undated';
  return now - time > (UNBONDING_MS[genesis] ?? UNBONDING_ELSEWHERE_MS) ? 'checkpoint-too-old' : null;
}
