import type { Voucher } from '../reference.ts';
import type { PublishedCode } from '../publisher/published-code.ts';
import type { Denial, Revocation } from './list.ts';
import type { NamedCode } from './measurement.ts';
import type { Statement } from './statement.ts';
import type { UncoveredInput } from './vocabulary.ts';

/** The list in which something stands, as the popup names it. */
export type ListName = {
  readonly id: string;
  readonly title: string;
  /** A list that only a test build has; every screen says so. */
  readonly demonstration: boolean;
};

/** Why a statement about this very code counts for nothing here and now; null: it counts. */
export type NotCounted =
  | { readonly because: 'not-yet' | 'expired' | 'list-lapsed' | 'other-origin' | 'withdrawn' }
  | { readonly because: 'revoked'; readonly revocation: Revocation }
  /** The evidence is not what the statement asks for: `constraint` names what is not (`minIsvsvn`, …). */
  | { readonly because: 'constraint'; readonly constraint: string };

/** What one list says of the code that evidence measured. */
export type AppliedStatement = {
  readonly list: ListName;
  readonly statement: Statement;
  readonly notCounted: NotCounted | null;
  /** RFC 3339: when it ends to count, with its own validity or its list's, or because another takes its place; said also where it counts for nothing. */
  readonly until: string;
  /** The list has expired, and is within its days of grace. */
  readonly stale: boolean;
};

export type AppliedDenial = { readonly list: ListName; readonly denial: Denial };

/** A warning, by a denial or a statement, of code that this may be: the site sent nothing that would tell. */
export type OpenWarning = {
  readonly list: ListName;
  readonly registers: NamedCode['registers'];
  /** Those of them that would tell. */
  readonly lacking: readonly string[];
  /** Whose word it is, and since when (RFC 3339). */
  readonly by: string;
  readonly since: string;
};

/** Everything that the lists which the user follows say of one code. */
export type Applied = {
  readonly statements: readonly AppliedStatement[];
  readonly denials: readonly AppliedDenial[];
  readonly open: readonly OpenWarning[];
};

/**
 * What is known of the code, in one word: the first row that applies (docs/AUDITS.md, “The decision”).
 *
 * - `denied`: a list that the user follows warns of it; beats everything
 * - `reviewed`: its source was reviewed and its build reproduced, by one or two auditors whom the user follows, or the user rebuilt it
 * - `accepted`: the user said so
 * - `vendor`: its publisher says that it is its own; proves nothing, and the mark stays blue
 * - `unknown`: nobody whom the user follows says anything that counts
 */
export type CodeOutcome = 'denied' | 'reviewed' | 'accepted' | 'vendor' | 'unknown';

/** What the background tells the popup of the code: who says what, until when, with every link. Plain JSON, bounded. */
export type CodeDecision = {
  readonly outcome: CodeOutcome;
  /** Of a denial: whether it makes the mark red or amber; null where nobody denies. */
  readonly severity: Denial['severity'] | null;
  /** Somebody followed says that this code has a known weakness, or took a statement back for one: at least amber. */
  readonly knownVulnerable: boolean;
  /** Auditors say opposite things (reviewed and vulnerable or denied; reproduced and differs): both are shown side by side. */
  readonly disagreement: boolean;
  /** What the code is called, by a statement that counts; null where nobody followed named it. */
  readonly name: string | null;
  /** Those that count first, the newest first among equals. */
  readonly statements: readonly AppliedStatement[];
  readonly denials: readonly AppliedDenial[];
  readonly open: readonly OpenWarning[];
  /** The user's own word. */
  readonly accepted: readonly Voucher[];
  /** What proofs that the site sent along say of the code; a publisher's word, as strong as its own statement in a list. */
  readonly published: readonly PublishedCode[];
  /** Inputs that the measurement does not cover, by the statements that count. */
  readonly uncovered: readonly UncoveredInput[];
};

/** Of code about which there is nothing to say. */
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
