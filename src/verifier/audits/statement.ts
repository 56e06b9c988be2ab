import type { Hex } from '../bytes/hex.ts';
import type { TcbStatus } from '../claims.ts';
import type { NamedCode } from './measurement.ts';
import type { Property, UncoveredInput } from './vocabulary.ts';

/** A document on the web, and the SHA-256 that its author states; only a user who follows the link fetches it. */
export type LinkedDocument = { readonly uri: string; readonly sha256: Hex | null; readonly title: string | null };

/** Where the source of the code is. */
export type Source = {
  /** `https://…` of the repository; in the statement it may begin with `git+`. */
  readonly uri: string;
  /** 40 or 64 hexadecimal digits. */
  readonly commit: Hex;
  readonly tag: string | null;
};

/** How the code is built from its source, for people to repeat. Commands are shown, and never run. */
export type Build = {
  readonly system: string;
  readonly recipe: LinkedDocument | null;
  readonly commands: readonly string[];
  /** Builder images and the like, by digest. */
  readonly environment: readonly { readonly uri: string; readonly sha256: Hex }[];
  readonly reproduced: {
    readonly result: 'match' | 'differs' | 'not-attempted';
    /** RFC 3339; null where it was not attempted. */
    readonly at: string | null;
    readonly host: string | null;
  } | null;
  /** How long the auditor's build took. */
  readonly expectedMinutes: number | null;
  /** What usually differs in a build that does not match, for people. */
  readonly knownDifferences: readonly string[];
};

/** Further conditions on the evidence; a statement counts only where all of them hold. */
export type Constraints = {
  readonly mrSigner: Hex | null;
  readonly isvProdId: number | null;
  readonly minIsvSvn: number | null;
  readonly tcbStatus: readonly TcbStatus[] | null;
  readonly denyAdvisories: readonly string[];
  /** Constraints that this release does not know: the statement counts nowhere, because they may not be met. */
  readonly unknown: readonly string[];
};

/** How many findings of each severity a review reported, and which of them are still open. */
export type Findings = {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  /** Ids of the findings that are still open. */
  readonly open: readonly string[];
};

/** One input that the measurement does not cover, in a sentence by the auditor. */
export type Uncovered = { readonly input: UncoveredInput; readonly text: string };

/** What is kept of a statement after it has left its list. */
export type WithdrawnStatement = Pick<
  Statement,
  'tee' | 'registers' | 'digest' | 'measurement' | 'name' | 'auditor' | 'createdAt' | 'notBefore' | 'notAfter' | 'properties'
>;

/**
 * An audit statement, read from a verified payload: in-toto Statement v1 with the predicate `tee-audit/v1` (docs/AUDITS.md).
 * Plain JSON. Every text is on one line, bounded, and free of deceptive characters; every address is https.
 */
export type Statement = NamedCode & {
  /** SHA-256 of the payload: the statement's name in `revoked` and `supersedes`. */
  readonly digest: Hex;
  /** The name of the code, e.g. `integritee-worker v0.15.0`. */
  readonly name: string;
  /** SHA-256 of the measurement text (rule M). */
  readonly measurement: Hex;
  readonly auditor: { readonly id: string; readonly name: string };
  /** RFC 3339, as are the two below. */
  readonly createdAt: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly properties: readonly Property[];
  /** Properties that this release does not know; they have no effect. */
  readonly unknownProperties: readonly string[];
  /** URIs of numbered claims (Project Oak's); shown, but without effect. */
  readonly claims: readonly string[];
  readonly constraints: Constraints;
  readonly source: Source | null;
  readonly build: Build | null;
  readonly report: LinkedDocument | null;
  /** What was reviewed and what was not; several lines, may be empty. */
  readonly scope: string;
  readonly findings: Findings | null;
  /** What the measurement does not cover. */
  readonly uncovered: readonly Uncovered[];
  /** The only origins for which the statement counts; null: every site that runs this code. */
  readonly origins: readonly string[] | null;
  /** Digests of statements that this one replaces. */
  readonly supersedes: readonly Hex[];
};
