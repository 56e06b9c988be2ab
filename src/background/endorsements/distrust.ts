import type { AttestationResult, Giver } from '../../verifier/index.ts';

/** An endorsement that did not hold: for which kind of need, and who supplied it. */
export type Unusable = { readonly kind: string; readonly from: Giver; readonly because: string };

/** Givers whose endorsements of a kind did not hold: they are skipped from now on, so that someone else is asked. */
export type Distrust = ReadonlyMap<string, ReadonlySet<Giver>>;

/** Everybody is asked. */
export const NO_DISTRUST: Distrust = new Map();

const GIVERS: readonly unknown[] = ['manufacturer', 'cache', 'list', 'site', 'evidence'] satisfies readonly Exclude<
  Giver,
  'caller'
>[];

const isGiver = (from: unknown): from is Giver => GIVERS.includes(from);

/**
 * The endorsements that did not hold, according to the findings: a check whose id begins with a kind of need is about that
 * endorsement; its fact `from` is set where one supplier's copy is wrong; a fact `need` names another kind. @param kinds of the
 * needs that the evidence has
 */
export function unusableIn({ findings }: AttestationResult, kinds: readonly string[]): readonly Unusable[] {
  return findings.flatMap(({ check, outcome, facts }) => {
    const kind = kinds.find((one) => one === facts?.['need'] || check.startsWith(`${one}.`));
    const from = facts?.['from'];
    const bad = outcome === 'fail' || outcome === 'unknown';
    if (kind === undefined || !bad || isOfDates(check) || !isGiver(from)) return [];
    return [{ kind, from, because: String(facts?.['because'] ?? '') }];
  });
}

/** Being out of date is not its carrier's fault: the evidence itself says that a fresh copy is missing. */
const isOfDates = (check: string): boolean => check.endsWith('.current') || check.endsWith('.fresh');

/** Genuine, and newer than what it was compared with: there is no better copy. */
export const isNewer = ({ because }: Unusable): boolean => because.startsWith('newer-than-');

/** The distrust including these; null when nobody is newly distrusted for whom there may be a better copy. */
export function distrustAfter(before: Distrust, unusable: readonly Unusable[]): Distrust | null {
  const fresh = unusable.filter(
    (one) =>
      one.from !== 'manufacturer' &&
      one.from !== 'list' &&
      !(one.from === 'cache' && isNewer(one)) &&
      before.get(one.kind)?.has(one.from) !== true,
  );
  if (fresh.length === 0) return null;
  const after = new Map<string, ReadonlySet<Giver>>(before);
  for (const { kind, from } of fresh) after.set(kind, new Set([...(after.get(kind) ?? []), from]));
  return after;
}
