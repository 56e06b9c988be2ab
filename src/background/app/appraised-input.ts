import { parseRfc3339, type AttestationResult, type Instant } from '../../verifier/index.ts';
import { mismatchOf, openOriginOf, type Appraised } from '../api/badge-of.ts';
import { contradicts, type RegistryView } from '../api/registry-view.ts';
import { MAX_CLOCK_STEP_MS, type Continuity } from '../api/site-view.ts';

/** What the background knows of an appraised visit besides its attestation result. */
export type BadgeContext = {
  readonly registry: RegistryView | null;
  readonly boundedAge: boolean;
  readonly continuity: Continuity;
};

/** An attestation result plus the background's knowledge, as the badge's input. */
export function appraisedInput(result: AttestationResult, context: BadgeContext, now: Instant): Appraised {
  const { continuity, registry, boundedAge } = context;
  return {
    vector: result.vector,
    simulated: result.simulated.length > 0,
    boundedAge,
    changed: continuity.kind === 'changed' && !continuity.reviewed,
    registryContradicts: contradicts(registry),
    mismatch: mismatchOf(result) !== null,
    policyRemoved: result.findings.some(({ check, outcome }) => check === 'channel.scripts' && outcome === 'warn'),
    ofAnySite: openOriginOf(result) !== null,
    expired: now >= parseRfc3339(result.goodUntil, 'goodUntil') || wasPutBack(result, now),
  };
}

/** Was the clock set back since this was appraised? With such a clock a result might hold for years. */
export const wasPutBack = ({ judgedAt }: Pick<AttestationResult, 'judgedAt'>, now: Instant): boolean =>
  now < parseRfc3339(judgedAt, 'judgedAt') - MAX_CLOCK_STEP_MS;
