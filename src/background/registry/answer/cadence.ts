import type { RegistryEntry } from '../../api/registry-view.ts';
import type { Records } from '../../state/records.ts';
import type { RenewalTimes } from '../profiles/stored.ts';

/** How many renewals are recorded. */
const MAX_TIMES = 8;

/** The times including one more, oldest first, the newest eight. */
function withTime(times: readonly number[], time: number): readonly number[] {
  return [...new Set([...times, time])].sort((a, b) => a - b).slice(-MAX_TIMES);
}

/** The median interval between renewals: a single missed renewal does not double it. */
function interval(times: readonly number[]): number | null {
  const gaps = times.flatMap((time, index) => (index === 0 ? [] : [time - (times[index - 1] ?? time)])).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? null;
}

/**
 * Records when this entry was registered, and returns how often this computer saw it renewed. The chain keeps no history, and no
 * field on it states what was promised.
 */
export async function cadenceOf(
  renewalTimes: Records<RenewalTimes>,
  key: string,
  entry: RegistryEntry,
): Promise<RegistryEntry['cadence']> {
  const known = (await renewalTimes.get(key))?.times ?? [];
  const times = withTime(known, Date.parse(entry.registeredAt));
  if (times.length !== known.length || times.at(-1) !== known.at(-1)) await renewalTimes.put({ key, times });
  const every = interval(times);
  return every === null ? null : { renewals: times.length, interval: every };
}
