/** Firefox keeps up to eight documents of a tab for going back; a hostile page must not make us keep ever more. */
const MAX_KEPT = 100;

/** Addresses, or document ids; unnamed ones are never in it. */
export type Kept = Set<string | null>;

/** Adds to a set, and drops the oldest when it is full. */
export function keep(set: Kept, value: string | null): void {
  if (value === null) return;
  set.delete(value);
  set.add(value);
  for (const oldest of [...set].slice(0, -MAX_KEPT)) set.delete(oldest);
}
