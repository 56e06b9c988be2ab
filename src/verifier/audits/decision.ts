import type { Voucher } from '../reference.ts';
import type { PublishedCode } from '../publisher/published-code.ts';
import type { Denial, Revocation } from './list.ts';
import type { NamedCode } from './measurement.ts';
import type { Statement } from './statement.ts';
import type { UncoveredInput } from './vocabulary.ts';

/** The list that contains something, as the popup names it. */
export type ListName = {
  readonly id: string;
  readonly title: string;
  /** A list that only a test build has; every screen says so. */
  readonly demonstration: boolean;
};

/** Why a statement about this very code does not count here and now; null if it counts. */
export type NotCounted =
  | { readonly because: 'not-yet' | 'expired' | 'list-lapsed' | 'other-origin' | 'withdrawn' }
  | { readonly because: 'revoked'; readonly revocation: Revocation }
  /** The evidence does not meet the statement's condition: `constraint` names the unmet one (`minIsvsvn`, …). */
  | { readonly because: 'constraint'; readonly constraint: string };

/** What one list says about the measured code. */
export type AppliedStatement = {
  readonly list: ListName;
  readonly statement: Statement;
  readonly notCounted: NotCounted | null;
  /**
   * RFC 3339: when it stops counting, with its own validity or its list's, or because another replaces it; given even if it does
   * not count.
   */
  readonly until: string;
  /** The list has expired, and is within its grace period. */
  readonly stale: boolean;
};

/** A denial that names the code at hand, and the list that contains it. */
export type AppliedDenial = { readonly list: ListName; readonly denial: Denial };

/** A warning, by a denial or a statement, that may be about this code: the site did not send what would tell. */
export type OpenWarning = {
  readonly list: ListName;
  readonly registers: NamedCode['registers'];
  /** The registers that would tell. */
  readonly lacking: readonly string[];
  /** Who warns, and since when (RFC 3339). */
  readonly by: string;
  readonly since: string;
};

/** Everything that the followed lists say about one code. */
export type Applied = {
  readonly statements: readonly AppliedStatement[];
  readonly denials: readonly AppliedDenial[];
  readonly open: readonly OpenWarning[];
};

/**
 * What is known about the code, in one word: the first row that applies (docs/AUDITS.md, “The decision”).
 *
 * - `denied`: a followed list warns about it; overrides everything
 * - `reviewed`: its source was reviewed and its build reproduced, by one or two followed auditors, or the user rebuilt it
 * - `accepted`: the user said so
 * - `vendor`: its publisher says that it is its own; proves nothing, and the mark stays blue
 * - `unknown`: no followed party says anything that counts
 */
export type CodeOutcome = 'denied' | 'reviewed' | 'accepted' | 'vendor' | 'unknown';

/** What the background tells the popup about the code: who says what, until when, with every link. Plain JSON, bounded. */
export type CodeDecision = {
  readonly outcome: CodeOutcome;
  /** For denied code: whether it makes the mark red or amber; null if nobody denies. */
  readonly severity: Denial['severity'] | null;
  /** A followed list says that this code has a known weakness, or took a statement back for one: at least amber. */
  readonly knownVulnerable: boolean;
  /** Auditors contradict each other (reviewed and vulnerable or denied; reproduced and differs): both are shown side by side. */
  readonly disagreement: boolean;
  /** The name of the code, by a statement that counts; null if no followed list names it. */
  readonly name: string | null;
  /** Those that count first, the newest first among equals. */
  readonly statements: readonly AppliedStatement[];
  readonly denials: readonly AppliedDenial[];
  readonly open: readonly OpenWarning[];
  /** The user's own decisions. */
  readonly accepted: readonly Voucher[];
  /** What the proofs that the site sent along say about the code; a publisher's statement, as strong as one in a list. */
  readonly published: readonly PublishedCode[];
  /** Inputs that the measurement does not cover, by the statements that count. */
  readonly uncovered: readonly UncoveredInput[];
};

/** For code about which nothing is known. */
export const NOTHING_KNOWN: CodeDecision = {
  outcome: 'unknown',
  severity: null,
  knownVulnerable: false,
  disagreement: false,
  name: null,
  statements: [],
  denials: [],
  open: [],
  accepted: [],
  published: [],
  uncovered: [],
};
