import type { Hex } from '../bytes/hex.ts';
import type { Claims } from '../claims.ts';
import { lacking } from '../lacking.ts';
import type { Instant } from '../time.ts';
import { toRfc3339 } from '../time.ts';
import { unmet } from './constraints.ts';
import { warns } from './decide.ts';
import type { Applied, AppliedDenial, AppliedStatement, ListName, NotCounted } from './decision.ts';
import type { Denial, Revocation } from './list.ts';
import type { ListedProof } from './listed-proof.ts';
import { codeRegistersOf, type NamedCode } from './measurement.ts';
import { openDenial, openStatement, type Lacking } from './open-warning.ts';
import type { Statement, WithdrawnStatement } from './statement.ts';
import { statementTeeOf } from './vocabulary.ts';

/** One list, as far as it describes code. */
export type FollowedList = {
  readonly name: ListName;
  readonly statements: readonly Statement[];
  readonly proofs: readonly ListedProof[];
  /** Statements of an earlier version that were dropped without a revocation. */
  readonly withdrawn: readonly WithdrawnStatement[];
  readonly revoked: readonly Revocation[];
  readonly denied: readonly Denial[];
  /** RFC 3339: until when the list holds, and until when its statements count after that. */
  readonly expires: string;
  readonly lapses: string;
  /** RFC 3339: the latest time that the list itself has shown; setting the clock back does not make it younger. */
  readonly notBefore: string;
};

/** The context of a look-up: for which evidence, on which site, when. */
export type LookUp = { readonly tee: string; readonly claims: Claims; readonly origin: string | null; readonly now: Instant };

/** Everything that is followed, queried about one code at a time. */
export type StatementIndex = {
  about(lookUp: LookUp): Applied;
  /** Publishers' proofs about this code, from lists that have not lapsed; not verified yet. */
  proofsAbout(lookUp: LookUp): readonly AppliedProof[];
};

/** A publisher's proof that a list offers for the code at hand; not verified yet. */
export type AppliedProof = { readonly list: ListName; readonly proof: ListedProof };

type Listed = {
  readonly list: FollowedList;
  readonly statement: Statement;
  readonly withdrawn: boolean;
  /** RFC 3339: when another of the list replaces it; null if none does. */
  readonly replacedFrom: string | null;
};
type Proven = { readonly list: FollowedList; readonly proof: ListedProof };
type Denied = { readonly list: FollowedList; readonly denial: Denial };

/**
 * Prepares lists for look-ups: each statement is indexed by one register of its code, so that thousands cost as much as a few.
 */
export function indexLists(lists: readonly FollowedList[]): StatementIndex {
  const statements = new Map<string, Listed[]>();
  const denials = new Map<string, Denied[]>();
  const proofs = new Map<string, Proven[]>();
  const revocations = new Map(lists.map((list) => [list, revocationsOf(list)]));
  for (const list of lists) {
    const successors = successorsIn(list);
    for (const statement of list.statements) {
      const replacedFrom = beginOf(statement, successors.get(statement.digest) ?? []);
      add(statements, keyOf(statement), { list, statement, withdrawn: false, replacedFrom });
    }
    for (const one of list.withdrawn)
      add(statements, keyOf(one), { list, statement: wholeOf(one), withdrawn: true, replacedFrom: null });
    for (const denial of list.denied) add(denials, keyOf(denial), { list, denial });
    for (const proof of list.proofs) add(proofs, keyOf(proof), { list, proof });
  }

  return {
    about(lookUp) {
      const asked = asking(lookUp);
      if (asked === null) return { statements: [], denials: [], open: [] };
      const { claims, origin, now } = lookUp;
      const stated = found(statements, asked)
        .filter(({ statement }) => asked.isIdentifiedBy(statement))
        .filter((one) => !isReplaced(one, now))
        .map((one) => applied(one, revocations.get(one.list)?.get(one.statement.digest), { claims, origin, now }));
      const denied = found(denials, asked);
      return {
        statements: stated.filter(({ statement }) => asked.matches(statement)),
        denials: denied
          .filter(({ denial }) => asked.matches(denial))
          .map(({ list, denial }): AppliedDenial => ({ list: list.name, denial })),
        open: [
          ...denied
            .filter(({ denial }) => asked.lacking(denial).length > 0)
            .map(({ list, denial }) => openDenial(list.name, denial, asked.lacking)),
          ...stated
            .filter((one) => warns(one) && asked.lacking(one.statement).length > 0)
            .map((one) => openStatement(one, asked.lacking)),
        ],
      };
    },

    proofsAbout(lookUp) {
      const asked = asking(lookUp);
      if (asked === null) return [];
      return found(proofs, asked)
        .filter(({ list, proof }) => asked.matches(proof) && timeIn(list, lookUp.now) <= list.lapses)
        .map(({ list, proof }) => ({ list: list.name, proof }));
    },
  };
}

/** A query: the keys to look under, and the code to match. */
type Asked = {
  readonly keys: readonly string[];
  /** Every register that it names equals. */
  readonly matches: (code: NamedCode) => boolean;
  /** Its registers that the evidence lacks, if all others equal and a document could supply these; else none. */
  readonly lacking: Lacking;
  /** It names a complete set of registers that identifies code of this evidence. */
  readonly isIdentifiedBy: (code: NamedCode) => boolean;
};

/** @returns null for evidence that no statement can be about */
function asking({ tee, claims }: LookUp): Asked | null {
  const named = statementTeeOf(tee);
  if (named === null) return null;
  const lackingOf = ({ registers }: Pick<NamedCode, 'registers'>): readonly string[] | null =>
    lacking(claims, Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, [value]])));
  const codeSets = claims.codeRegisters ?? codeRegistersOf(named);
  return {
    keys: claims.measurements.map(({ register, value }) => `${named} ${register} ${value}`),
    matches: (code) => lackingOf(code)?.length === 0,
    lacking: (code) => lackingOf(code) ?? [],
    isIdentifiedBy: (code) => codeSets.some((set) => set.every((register) => Object.hasOwn(code.registers, register))),
  };
}

const found = <T>(index: ReadonlyMap<string, readonly T[]>, { keys }: Asked): readonly T[] =>
  keys.flatMap((key) => index.get(key) ?? []);

/** By the digest of what they replace; revoked ones replace nothing. */
function successorsIn({ statements, revoked }: FollowedList): ReadonlyMap<Hex, readonly Statement[]> {
  const takenBack = new Set(revoked.map(({ statement }) => statement));
  const successors = new Map<Hex, Statement[]>();
  for (const statement of statements)
    if (!takenBack.has(statement.digest)) for (const digest of statement.supersedes) add(successors, digest, statement);
  return successors;
}

/**
 * The first to begin; only one about the very same code takes back a warning, since a statement about other code says nothing
 * about this one.
 */
function beginOf(statement: Statement, successors: readonly Statement[]): string | null {
  const warns = statement.properties.includes('TEE_KNOWN_VULNERABLE');
  const begins = successors.filter(({ measurement }) => !warns || measurement === statement.measurement);
  return begins.map(({ notBefore }) => notBefore).sort()[0] ?? null;
}

/** The latest known time: setting the clock back makes no list younger. */
const timeIn = ({ notBefore }: FollowedList, now: Instant): string => {
  const clock = toRfc3339(now);
  return clock > notBefore ? clock : notBefore;
};

const isReplaced = ({ list, replacedFrom }: Listed, now: Instant): boolean =>
  replacedFrom !== null && timeIn(list, now) >= replacedFrom;

/** Fills what is not stored of a withdrawn statement: it does not count, and is shown with little more than its name. */
const wholeOf = (bare: WithdrawnStatement): Statement => ({
  unknownProperties: [],
  claims: [],
  constraints: { mrSigner: null, isvProdId: null, minIsvSvn: null, tcbStatus: null, denyAdvisories: [], unknown: [] },
  source: null,
  build: null,
  report: null,
  scope: '',
  findings: null,
  uncovered: [],
  origins: null,
  supersedes: [],
  ...bare,
});

function add<T>(index: Map<string, T[]>, key: string, value: T): void {
  const found = index.get(key);
  if (found === undefined) index.set(key, [value]);
  else found.push(value);
}

/** The first register of a code set that it names; all others are compared on a match. */
function keyOf({ tee, registers }: NamedCode): string {
  const register = codeRegistersOf(tee)
    .flat()
    .find((one) => Object.hasOwn(registers, one));
  return `${tee} ${register ?? ''} ${registers[register ?? ''] ?? ''}`;
}

const revocationsOf = ({ revoked }: FollowedList): ReadonlyMap<Hex, Revocation> =>
  new Map(revoked.map((revocation) => [revocation.statement, revocation]));

function applied(
  { list, statement, withdrawn, replacedFrom }: Listed,
  revocation: Revocation | undefined,
  { claims, origin, now }: Pick<LookUp, 'claims' | 'origin' | 'now'>,
): AppliedStatement {
  const at = timeIn(list, now);
  return {
    list: list.name,
    statement,
    until: [statement.notAfter, list.lapses, ...(replacedFrom === null ? [] : [replacedFrom])].sort()[0] ?? list.lapses,
    stale: at > list.expires,
    notCounted: whyNot(),
  };

  function whyNot(): NotCounted | null {
    if (revocation !== undefined) return { because: 'revoked', revocation };
    if (withdrawn) return { because: 'withdrawn' };
    if (at < statement.notBefore) return { because: 'not-yet' };
    if (at > statement.notAfter) return { because: 'expired' };
    if (at > list.lapses) return { because: 'list-lapsed' };
    if (statement.origins !== null && (origin === null || !statement.origins.includes(origin)))
      return { because: 'other-origin' };
    const constraint = unmet(statement.constraints, claims);
    return constraint === null ? null : { because: 'constraint', constraint };
  }
}
