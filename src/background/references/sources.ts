import type { AllowlistEntry } from '../api/allowlist.ts';
import type { Records } from '../state/records.ts';
import type { ReferenceSource } from './source.ts';
import { userReferences } from './user.ts';

/** What the sources read. */
export type ReferencePorts = {
  readonly allowlist: Records<AllowlistEntry>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Everybody who names code. A new one is a file and a line here. */
export const referenceSources = ({ allowlist, now }: ReferencePorts): readonly ReferenceSource[] => [
  userReferences(allowlist, now),
];
