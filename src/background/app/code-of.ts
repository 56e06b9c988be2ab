import { anyTees, type AttestationResult } from '../../verifier/index.ts';

/**
 * The registers that identify the code of this result: the TEE's first complete set, and what was loaded after launch. Where an
 * event log explains the latter, its stated registers replace RTMR3, because they are the same on every machine of a site and
 * RTMR3 is not. Null when no set is complete.
 */
export function codeOf({ tee, claims }: AttestationResult): Readonly<Record<string, string>> | null {
  if (claims === null) return null;
  const values = new Map(claims.measurements.map(({ register, value }) => [register, value]));
  const sets = claims.codeRegisters ?? anyTees.find(({ id }) => id === tee)?.codeRegisters ?? [];
  const set = sets.find((registers) => registers.every((register) => values.has(register)));
  if (set === undefined) return null;
  const later = claims.runTime.flatMap(
    ({ register }) => claims.explained.find((one) => one.register === register)?.as ?? [register],
  );
  return Object.fromEntries([...set, ...later].map((register) => [register, values.get(register) ?? '']));
}
