/** How far an aspect may be relied on, in EAR's words (draft-ietf-rats-ear, trustworthiness tiers). */
export type Tier = 'affirming' | 'warning' | 'none' | 'contraindicated';

/** The subject of a check; DESIGN §2. Registry and continuity are decided by the background, not here. */
export type Aspect = 'hardware' | 'configuration' | 'executables' | 'freshness' | 'channel';

/** The aspects that the verifier decides, in the order in which they are shown. */
export const ASPECTS = ['hardware', 'configuration', 'executables', 'freshness', 'channel'] as const satisfies readonly Aspect[];

/**
 * The recorded answer to a check. `warn` comes only from the appraisal (a policy may turn the same fact into warn or fail); a
 * signature passes or fails. `not-applicable` means that the evidence's format has no such thing.
 */
export type Outcome = 'pass' | 'warn' | 'fail' | 'unknown' | 'not-applicable';

/** A question with a permanent dotted id (its key in a catalogue). */
export type Check = {
  readonly aspect: Aspect;
  /** `none` only for evidence that cannot be read: a broken document is grey, a forged one is red. */
  readonly whenFail: 'contraindicated' | 'none';
  readonly whenUnknown: 'none' | 'warning';
  /** Document, revision, section: the origin of the question. */
  readonly spec: string;
};

/** The facts of a finding: what was expected, what was found, and why. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A check's recorded answer. `facts` hold what the words for it need: numbers, dates, names from the evidence. */
export type Finding<Id extends string = string> = {
  readonly check: Id;
  readonly outcome: Outcome;
  readonly facts?: Facts;
};

const TIER_RANK: Readonly<Record<Tier, number>> = { affirming: 0, warning: 1, none: 2, contraindicated: 3 };

/** The worse of two tiers: contraindicated > none > warning > affirming. */
export function worse(a: Tier, b: Tier): Tier {
  return TIER_RANK[a] >= TIER_RANK[b] ? a : b;
}

/** What one answer means for its aspect; undefined for a check that does not apply. */
export function tierOf(check: Check, outcome: Outcome): Tier | undefined {
  switch (outcome) {
    case 'pass':
      return 'affirming';
    case 'warn':
      return 'warning';
    case 'fail':
      return check.whenFail;
    case 'unknown':
      return check.whenUnknown;
    case 'not-applicable':
      return undefined;
  }
}
