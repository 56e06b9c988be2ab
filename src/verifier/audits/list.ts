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
  /** Announced: not believed yet. */
  readonly next: readonly AuditKey[];
  /** They sign no list any more; statements that they signed still count while the list names them. */
  readonly retired: readonly AuditKey[];
};

export const REVOCATION_REASONS = ['superseded', 'key-compromise', 'vulnerability', 'error'] as const;

/** A statement that its auditor takes back, for ever. */
export type Revocation = {
  readonly statement: Hex;
  readonly since: string;
  readonly reason: (typeof REVOCATION_REASONS)[number];
  readonly text: string;
};

/** Code of which the list warns: `failed` makes the mark red, `caution` amber. */
export type Denial = NamedCode & {
  /** SHA-256 of its measurement text, by which it can be lifted. */
  readonly measurement: Hex;
  readonly severity: 'caution' | 'failed';
  readonly advisory: string | null;
  readonly text: string;
  readonly since: string;
};

/** A list of audit statements as it was read from a payload that was verified (docs/AUDITS.md). Plain JSON. */
export type AuditList = {
  /** Its name for ever, whatever address it is fetched from. */
  readonly id: string;
  readonly title: string;
  readonly homepage: string | null;
  readonly contact: string | null;
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  readonly expires: string;
  /** How often its auditor would like it to be asked for; null where nothing is said. */
  readonly refreshHours: number | null;
  readonly keys: KeySet;
  readonly mirrors: readonly string[];
  /** Those that it holds, and those that it names. */
  readonly statements: readonly Statement[];
  readonly references: readonly Reference[];
  /** Proofs of publishers, of kinds that are known here. */
  readonly proofs: readonly ListedProof[];
  readonly revoked: readonly Revocation[];
  readonly denied: readonly Denial[];
  /** Measurements whose denial is taken back. */
  readonly lifted: readonly Hex[];
};

/** Two sets are one where the same keys must sign in the same number: this text is equal then. */
export const keySetName = ({ threshold, current }: KeySet): string => `${String(threshold)} of ${[...current].sort().join(' ')}`;
