import type { SuppliedEndorsement, Giver } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { isNewer, type Unusable } from '../endorsements/distrust.ts';
import type { EndorsementSource } from '../endorsements/source.ts';

/** What one pass of an appraisal found out about its endorsements. */
type Told = {
  readonly unusable: readonly Unusable[];
  readonly problems: readonly Problem[];
  readonly endorsements: readonly SuppliedEndorsement[];
};

/** Whose copies did not hold, for endorsements that nobody else could supply. */
export function unusableProblems(
  sources: readonly EndorsementSource[],
  origin: string,
  { unusable, problems, endorsements }: Told,
  skipped: readonly Unusable[],
): readonly Problem[] {
  const notHad = problems.map(({ facts }) => facts['need']);
  const told = [...unusable, ...skipped.filter(({ kind }) => notHad.includes(kind))];
  const one = (kind: string, from: Giver): Unusable | undefined => told.find((each) => each.kind === kind && each.from === from);
  const kinds = [...new Set(told.map(({ kind }) => kind))];
  return kinds.flatMap((kind) =>
    (['manufacturer', 'list', 'cache', 'site', 'evidence'] as const)
      .flatMap((from) => one(kind, from) ?? [])
      .map((each) => unusableProblem(each, { origin, host: hostOf(sources, endorsements, kind) })),
  );
}

function unusableProblem(unusable: Unusable, { origin, host }: { readonly origin: string; readonly host: string }): Problem {
  const { kind, from } = unusable;
  const newer = isNewer(unusable);
  const sent = from === 'site' || from === 'evidence';
  return {
    code: 'endorsement.unavailable',
    fault: newer ? 'ours' : sent ? 'site' : 'vendor',
    remedy: sent && !newer ? 'ask-the-site' : 'retry',
    facts: { need: kind, host: sent ? new URL(origin).host : host, because: newer ? 'newer' : 'unusable' },
  };
}

/** The host that is asked for this kind of need; empty when nobody can be asked. */
function hostOf(sources: readonly EndorsementSource[], endorsements: readonly SuppliedEndorsement[], kind: string): string {
  const need = endorsements.find((one) => one.need.kind === kind)?.need;
  const source = need && sources.find((one) => one.answers(need));
  return source?.hosts[0] === undefined ? '' : new URL(source.hosts[0]).host;
}
