import type { Hex } from '../bytes/hex.ts';
import type { AuditKey } from './audit-key.ts';
import type { ListedProof } from './listed-proof.ts';
import type { NamedCode } from './measurement.ts';
import type { Reference } from './reference.ts';
import type { Statement } from './statement.ts';

/** Who signs a list and its statements. */
export type KeySet = {
  /** How many of `current` must have signed. */
  readonly threshold: number;
  readonly current: readonly AuditKey[];
  /** Announced: not valid yet. */
  readonly next: readonly AuditKey[];
  /** They sign no list any more; statements that they signed still count while the list names them. */
  readonly retired: readonly AuditKey[];
};

/** Why an auditor takes a statement back; a closed set (docs/AUDITS.md). */
export const REVOCATION_REASONS = ['superseded', 'key-compromise', 'vulnerability', 'error'] as const;

/** A statement that its auditor takes back, for ever. */
export type Revocation = {
  readonly statement: Hex;
  readonly since: string;
  readonly reason: (typeof REVOCATION_REASONS)[number];
  readonly text: string;
};

/** Code that the list warns about: `failed` makes the mark red, `caution` amber. */
export type Denial = NamedCode & {
  /** SHA-256 of its measurement text, by which it can be lifted. */
  readonly measurement: Hex;
  readonly severity: 'caution' | 'failed';
  readonly advisory: string | null;
  readonly text: string;
  readonly since: string;
};

/** A list of audit statements, parsed from a verified payload (docs/AUDITS.md). Plain JSON. */
export type AuditList = {
  /** Its permanent name, whatever address it is fetched from. */
  readonly id: string;
  readonly title: string;
  readonly homepage: string | null;
  readonly contact: string | null;
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  readonly expires: string;
  /** The interval that its auditor would like between requests; null if not stated. */
  readonly refreshHours: number | null;
  readonly keys: KeySet;
  readonly mirrors: readonly string[];
  /** Those that it contains, and those that it references. */
  readonly statements: readonly Statement[];
  readonly references: readonly Reference[];
  /** Publishers' proofs of known kinds. */
  readonly proofs: readonly ListedProof[];
  readonly revoked: readonly Revocation[];
  readonly denied: readonly Denial[];
  /** Measurements whose denial is taken back. */
  readonly lifted: readonly Hex[];
};

/** Equal for two sets in which the same number of the same keys must sign. */
export const keySetName = ({ threshold, current }: KeySet): string => `${String(threshold)} of ${[...current].sort().join(' ')}`;
