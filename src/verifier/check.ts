/** How far an aspect may be relied on, in EAR's words (draft-ietf-rats-ear, trustworthiness tiers). */
export type Tier = 'affirming' | 'warning' | 'none' | 'contraindicated';

/** What a check is about; DESIGN §2. Registry and continuity are judged by the background, not here. */
export type Aspect = 'hardware' | 'configuration' | 'executables' | 'freshness' | 'channel';

export const ASPECTS = ['hardware', 'configuration', 'executables', 'freshness', 'channel'] as const satisfies readonly Aspect[];

/**
 * The recorded answer to a check. `warn` is for appraisal alone (a policy may turn the same fact into warn or fail);
 * a signature passes or fails. `not-applicable` means that the evidence has no such thing, by its own format.
 */
export type Outcome = 'pass' | 'warn' | 'fail' | 'unknown' | 'not-applicable';

/** A question with a permanent dotted id (the key under which a catalogue holds it). */
export type Check = {
  readonly aspect: Aspect;
  /** `none` only for evidence that cannot be read: a broken document is grey, a forged one is red. */
  readonly whenFail: 'contraindicated' | 'none';
  readonly whenUnknown: 'none' | 'warning';
  /** Document, revision, section: where the question is written. */
  readonly spec: string;
};

/** Plain facts of a finding: what was expected, what was found, because of what. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

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

/** What one answer does to its aspect; undefined for a check that does not apply. */
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
