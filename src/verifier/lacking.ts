import type { Hex } from './bytes/hex.ts';
import type { Claims } from './claims.ts';

/**
 * Which of these registers the evidence does not have, where it has all others with one of these values; null where it is other
 * code, or says nothing of any of them. What is lacking, a document beside the evidence would say (an event log, a compose file),
 * and whoever serves it may keep that back. Where everything that such a document explains is zero or explained, nothing was.
 */
export function lacking(
  { measurements, runTime, hostChosen, explained }: Claims,
  registers: Readonly<Record<string, readonly Hex[]>>,
): readonly string[] | null {
  const found = new Map(measurements.map(({ register, value }) => [register, value]));
  const named = Object.entries(registers);
  const own = named.filter(([register]) => found.has(register));
  if (own.length === 0 || !own.every(([register, values]) => values.includes(found.get(register) ?? ''))) return null;
  const absent = named.filter((one) => !own.includes(one)).map(([register]) => register);
  const keptBack = [...runTime, ...hostChosen].some(({ register }) => !explained.some((one) => one.register === register));
  return absent.length === 0 || keptBack ? absent : null;
}
