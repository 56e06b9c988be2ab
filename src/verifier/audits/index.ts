/**
 * The door to audit statements: what auditors whom the user follows say of code, how that is read, verified and decided, and how
 * a list that is followed is updated (docs/AUDITS.md). Pure, as the verifier is.
 */
export type { AuditKey } from './audit-key.ts';
export { decide } from './decide.ts';
export {
  NOTHING_KNOWN,
  type Applied,
  type AppliedDenial,
  type AppliedStatement,
  type CodeDecision,
  type CodeOutcome,
  type ListName,
  type NotCounted,
} from './decision.ts';
export type { AuditList, Denial, KeySet, Revocation } from './list.ts';
export { measurementText, type NamedCode } from './measurement.ts';
export { referencesOf } from './references.ts';
export type { Build, Constraints, Findings, LinkedDocument, Source, Statement, Uncovered } from './statement.ts';
export { indexLists, type FollowedList, type LookUp, type StatementIndex } from './statement-index.ts';
export type { Property, StatementTee, UncoveredInput } from './vocabulary.ts';
