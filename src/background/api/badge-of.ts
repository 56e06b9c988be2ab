import type { AttestationResult, Finding, Tier, TrustVector } from '../../verifier/index.ts';
import type { Badge } from './badge.ts';
import type { UnresolvedFailure } from './site-view.ts';

/** What the badge is decided from, after a complete or an incomplete appraisal. */
export type Appraised = {
  readonly vector: TrustVector;
  /** A test anchor or a changed verification time was used. */
  readonly simulated: boolean;
  /** Freshness is a warning only because of the evidence's known age, which is within the user's limit. */
  readonly boundedAge: boolean;
  /** The code differs from the last visit, and no reviewer the user follows knows it. */
  readonly changed: boolean;
  readonly registryContradicts: boolean;
  /** The connection was seen to end at a key that the evidence does not name, and this was not settled. */
  readonly mismatch: boolean;
  /** The page is locked to the code that the evidence names, but something removes that policy. */
  readonly policyRemoved: boolean;
  /** Nothing ties the evidence to this site: see `openOriginOf`. */
  readonly ofAnySite: boolean;
  /** `goodUntil` has passed. */
  readonly expired: boolean;
};

/** All that the mark of one document depends on. */
export type BadgeInput = {
  /** What an earlier check of this origin in this tab found and no later check has resolved. */
  readonly unresolvedFailure: UnresolvedFailure['worst'] | null;
  readonly site:
    | { readonly at: 'off' | 'none' | 'fetching' | 'gathering' | 'unavailable' }
    | { readonly at: 'missing'; readonly pin: 'hard' | 'soft' | 'failed-before' }
    | ({ readonly at: 'appraised' } & Appraised);
};

/** The mark of one tab: DESIGN §2's table, first row that applies. Total and pure: the same input gives the same mark. */
export function badgeOf({ site, unresolvedFailure }: BadgeInput): Badge {
  switch (site.at) {
    case 'off':
      return 'off';
    case 'missing':
      if (site.pin !== 'soft') return 'missing';
      return unresolvedFailure ?? 'caution';
    case 'appraised':
      // A complete check has resolved the earlier failure (`failureAfter`).
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
  // All badges below are favourable, and must not rest on a result that has expired.
  if (expired || hardware !== 'affirming' || configuration !== 'affirming') return 'unavailable';
  // Any site can serve what another one's hardware signed, and its own what that once was; not a connection into the hardware.
  if (ofAnySite && channel !== 'affirming') return 'unavailable';
  if (freshness === 'none' && channel === 'none') return 'unavailable';
  if (changed) return 'changed';
  if (executables !== 'affirming') return 'unaudited';
  const fresh = freshness === 'affirming' || (freshness === 'warning' && boundedAge);
  if (!fresh) return 'unavailable';
  return channel === 'affirming' ? 'verified' : 'unbound';
}

/** Did this appraisal resolve an earlier failure? */
export function isComplete(appraised: Appraised): boolean {
  return appraisedBadge({ ...appraised, mismatch: false }) !== 'unavailable';
}

/** The finding that the evidence does not name this page's key, while that is unsettled; otherwise null. */
export function mismatchOf({ findings }: AttestationResult): Finding | null {
  const found = findings.find(({ check, facts }) => check === 'channel.tls-key' && facts?.['because'] === 'mismatch-unconfirmed');
  return found ?? null;
}

/**
 * Was the connection seen to end at an attested key, and only not confirmed that the page runs no other code than the evidence
 * names? Then nothing may be said of a connection that was not checked.
 */
export function lacksOnlyLock({ findings }: Pick<AttestationResult, 'findings'>): boolean {
  const of = (id: string): Finding | undefined => findings.find(({ check }) => check === id);
  const scripts = of('channel.scripts')?.outcome ?? 'not-applicable';
  return of('channel.tls-key')?.outcome === 'pass' && scripts !== 'pass' && scripts !== 'not-applicable';
}

/**
 * The finding that nothing ties the evidence to this site: it commits to nothing that came with it, or to neither the site's origin
 * nor the key of a connection that was seen. Null when something does.
 */
export function openOriginOf({ findings }: Pick<AttestationResult, 'findings'>): Finding | null {
  const isOpen = ({ outcome }: Finding): boolean => outcome === 'unknown' || outcome === 'warn';
  const open = (id: string): Finding | undefined => findings.find((finding) => finding.check === id && isOpen(finding));
  return open('binding.report-data') ?? open('binding.origin') ?? null;
}
