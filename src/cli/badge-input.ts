import { mismatchOf, openOriginOf, type Appraised } from '../background/api/badge-of.ts';
import { isBoundedAge } from '../background/api/bounded-age.ts';
import type { AttestationResult } from '../verifier/index.ts';

/** A result as the badge's input. A terminal knows of no registry, no earlier visit and no page policy. */
export const badgeInput = (result: AttestationResult, expired: boolean): Appraised => ({
  vector: result.vector,
  simulated: result.simulated.length > 0,
  boundedAge: isBoundedAge(result),
  changed: false,
  registryContradicts: false,
  mismatch: mismatchOf(result) !== null,
  policyRemoved: false,
  ofAnySite: openOriginOf(result) !== null,
  expired,
});
