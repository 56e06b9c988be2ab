import type { AttestationResult, Finding, Tier, TrustVector } from '../../verifier/index.ts';
import type { Badge } from './badge.ts';
import type { UnresolvedFailure } from './site-view.ts';

/** What a complete or incomplete judgement gives the badge to decide on. */
export type Appraised = {
  readonly vector: TrustVector;
  /** A test anchor or a changed verification time was used. */
  readonly simulated: boolean;
  /** Freshness is a warning for nothing but evidence of a known age within the user's limit. */
  readonly boundedAge: boolean;
  /** Other code than on the last visit, and nobody whom the user follows reviewed it. */
  readonly changed: boolean;
  readonly registryContradicts: boolean;
  /** The connection was seen to end at a key that the evidence does not name, and that was not settled either way. */
  readonly mismatch: boolean;
  /** The page is held to the code that the evidence names, and something takes that rule away. */
  readonly policyRemoved: boolean;
  /** Nothing ties the evidence to this site: it names no origin, and no connection was seen to end at its key. */
  readonly ofAnySite: boolean;
  /** `goodUntil` has passed. */
  readonly expired: boolean;
};

export type BadgeInput = {
  /** What an earlier check of this origin in this tab found, and no later one has answered. */
  readonly unresolvedFailure: UnresolvedFailure['worst'] | null;
  readonly site:
    | { readonly at: 'off' | 'none' | 'fetching' | 'gathering' | 'unavailable' }
    | { readonly at: 'missing'; readonly pin: 'hard' | 'soft' | 'failed-before' }
    | ({ readonly at: 'appraised' } & Appraised);
};

/** The mark of one tab: DESIGN §2's table, first row that applies. Total, and pure: the same input, the same mark. */
export function badgeOf({ site, unresolvedFailure }: BadgeInput): Badge {
  switch (site.at) {
    case 'off':
      return 'off';
    case 'missing':
      if (site.pin !== 'soft') return 'missing';
      return unresolvedFailure ?? 'caution';
    case 'appraised':
      // What a complete check answered does not stand any more (`failureAfter`).
      return unresolvedFailure === 'failed'
        ? 'failed'
        : appraisedBadge({ ...site, mismatch: site.mismatch || unresolvedFailure === 'caution' });
    case 'none':
    case 'unavailable':
      return unresolvedFailure ?? site.at;
    case 'fetching':
    case 'gathering':
      return unresolvedFailure ?? 'checking';
  }
}

function appraisedBadge(appraised: Appraised): Badge {
  const { vector, simulated, boundedAge, changed, registryContradicts, mismatch, policyRemoved, ofAnySite, expired } = appraised;
  const { hardware, configuration, executables, freshness, channel } = vector;
  const code: readonly Tier[] = [hardware, configuration, executables];
  if ([...code, freshness, channel].includes('contraindicated')) return 'failed';
  if (simulated) return 'simulated';
  if (code.includes('warning') || registryContradicts || mismatch || policyRemoved) return 'caution';
  // From here on something good would be said, and it would rest on what has expired.
  if (expired || hardware !== 'affirming' || configuration !== 'affirming') return 'unavailable';
  if (changed) return 'changed';
  if (executables !== 'affirming') return 'unaudited';
  const fresh = freshness === 'affirming' || (freshness === 'warning' && boundedAge);
  if (!fresh) return 'unavailable';
  if (channel === 'affirming') return 'verified';
  // Whoever passes on another site's evidence would get the same.
  return ofAnySite ? 'unavailable' : 'unbound';
}

/** Did this judgement answer what it was asked, so that an earlier failure no longer stands? */
export function isComplete(appraised: Appraised): boolean {
  return appraisedBadge({ ...appraised, mismatch: false }) !== 'unavailable';
}

/** The finding that this page's key is not one that the evidence names, as long as that is not settled; null when it is. */
export function mismatchOf({ findings }: AttestationResult): Finding | null {
  const found = findings.find(({ check, facts }) => check === 'channel.tls-key' && facts?.['because'] === 'mismatch-unconfirmed');
  return found ?? null;
}

/** The finding that nothing ties the evidence to this site, neither its words nor the connection's key; null when something does. */
export function openOriginOf({ findings }: Pick<AttestationResult, 'findings'>): Finding | null {
  const found = findings.find(({ check, facts }) => check === 'binding.origin' && facts?.['because'] === 'no-origin-committed');
  return found ?? null;
}
