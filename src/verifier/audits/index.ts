/**
 * Entry point for audit statements: what followed auditors say about code, how it is read, verified and decided, and how a
 * followed list is updated (docs/AUDITS.md). Pure, like the verifier.
 */
export { fingerprintOf, isAuditKey, type AuditKey } from './audit-key.ts';
export { decide } from './decide.ts';
export { preAuthEncoding, readEnvelope, signersOf, type Envelope } from './dsse.ts';
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
export { REVOCATION_REASONS, type AuditList, type Denial, type KeySet, type Revocation } from './list.ts';
export { CLOCK_SKEW_MS, followedOf, GRACE_MS, pinnedOnly, type ListState, type Ratchet } from './list-state.ts';
export type { ListedProof } from './listed-proof.ts';
export { measurementDigest, measurementText, type NamedCode } from './measurement.ts';
export { MAX_LIST_BYTES, MAX_REFRESH_HOURS } from './read-list.ts';
export { openOwnStatement, ownEnvelope, ownMessage, ownStatement } from './own-statement.ts';
export { MAX_REFERENCES, MAX_REFERENCED_BYTES, type BringReferenced, type Reference, type ReferencedFiles } from './reference.ts';
export { referencesOf } from './references.ts';
export type {
  Build,
  Constraints,
  Findings,
  LinkedDocument,
  Source,
  Statement,
  Uncovered,
  WithdrawnStatement,
} from './statement.ts';
export { indexLists, type AppliedProof, type FollowedList, type LookUp, type StatementIndex } from './statement-index.ts';
export { succession, type Issue, type Succession } from './succession.ts';
export { reopenList, updateList, type Before, type ListRefusal, type Update } from './update.ts';
export {
  PROPERTIES,
  STATEMENT_TEES,
  statementTeeOf,
  type Property,
  type StatementTee,
  type UncoveredInput,
} from './vocabulary.ts';
