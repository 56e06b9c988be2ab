import type { RelayState } from '../../../verifier/substrate/index.ts';
import type { Instant } from '../../../verifier/index.ts';
import type { RegistryUnreachable } from '../../api/registry-view.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long a validator's deposit is held after it stopped (Staking.BondingDuration: 28 eras, of 24 hours on Polkadot and
 * 6 on Kusama; read in the runtimes' published source, November 2026), by the relay chain's genesis hash. For so long,
 * and no longer, it would lose that deposit by signing a second history.
 */
const UNBONDING_MS: Readonly<Record<string, number>> = {
  '91b171bb158e2d3848fa23a9f1c25182fb8e20313b2c1eb49219da7a70ce90c3': 28 * DAY_MS,
  b0a8d493285c2df73290dfb7e61f870f17b41801197a149ca93654499ea3dafe: 7 * DAY_MS,
};

/** For chains of which no such time is known here. */
const UNBONDING_ELSEWHERE_MS = 28 * DAY_MS;

/**
 * Why the voters of this state may not be believed any more; null while they may (weak subjectivity). Whoever voted so
 * long ago has his deposit back, may have sold his key, and can finalise another history together with others who did:
 * nothing in the signatures tells it from the true one. Once a state is too old, following it further mends nothing.
 */
export function ageFault(
  { genesis, time }: RelayState,
  now: Instant,
): Extract<RegistryUnreachable, 'checkpoint-undated' | 'checkpoint-too-old'> | null {
  if (time === null) return 'checkpoint-undated';
  return now - time > (UNBONDING_MS[genesis] ?? UNBONDING_ELSEWHERE_MS) ? 'checkpoint-too-old' : null;
}
