import type { Replayed } from './replay.ts';

/** A replayed recording as a few lines of text. */
export function tellReplayed({
  adapter,
  origin,
  layout,
  decision,
  badge,
  vector,
  findings,
  machines,
  problem,
}: Replayed): string {
  const open = findings.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  return [
    `${badge} (${decision}): ${origin ?? 'no service'}, format ${adapter ?? 'unknown'}${layout === null ? '' : `, layout ${layout}`}`,
    ...(machines ?? []).map((machine, at) => `  machine ${String(at + 1)}     ${machine.badge} (${machine.decision})`),
    ...(problem === undefined ? [] : [`${problem.because} ${JSON.stringify(problem.facts)}`]),
    ...Object.entries(vector).map(([aspect, tier]) => `  ${aspect.padEnd(14)}${tier}`),
    ...open.map(
      ({ check, outcome, facts }) => `  ${outcome.padEnd(8)}${check}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`,
    ),
  ].join('\n');
}
