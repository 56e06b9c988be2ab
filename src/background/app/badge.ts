import type { Tier, TrustVector } from '../../verifier/index.ts';
import type { Badge } from '../api/badge.ts';
import type { Standing } from '../api/site-view.ts';

/** What a complete or incomplete judgement gives the badge to decide on. */
export type Judged = {
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
  /** `goodUntil` has passed. */
  readonly expired: boolean;
};

export type BadgeInput = {
  /** What an earlier check of this origin in this tab found, and no later one has answered. */
  readonly standing: Standing['worst'] | null;
  readonly site:
    | { readonly at: 'off' | 'none' | 'looking' | 'gathering' | 'unavailable' }
    | { readonly at: 'missing'; readonly pin: 'hard' | 'soft' | 'failed-before' }
    | ({ readonly at: 'judged' } & Judged);
};

/** The mark of one tab: DESIGN §2's table, first row that applies. Total, and pure: the same input, the same mark. */
export function badgeOf({ site, standing }: BadgeInput): Badge {
  switch (site.at) {
    case 'off':
      return 'off';
    case 'missing':
      if (site.pin !== 'soft') return 'missing';
      return standing ?? 'caution';
    case 'judged':
      // What a complete check answered does not stand any more (`standingAfter`).
      return standing === 'failed' ? 'failed' : judgedBadge({ ...site, mismatch: site.mismatch || standing === 'caution' });
    case 'none':
    case 'unavailable':
      return standing ?? site.at;
    case 'looking':
    case 'gathering':
      return standing ?? 'checking';
  }
}

function judgedBadge(judged: Judged): Badge {
  const { vector, simulated, boundedAge, changed, registryContradicts, mismatch, expired } = judged;
  const { hardware, configuration, executables, freshness, channel } = vector;
  const code: readonly Tier[] = [hardware, configuration, executables];
  if ([...code, freshness, channel].includes('contraindicated')) return 'failed';
  if (simulated) return 'simulated';
  if (code.includes('warning') || registryContradicts || mismatch) return 'caution';
  // From here on something good would be said, and it would rest on what has expired.
  if (expired || hardware !== 'affirming' || configuration !== 'affirming') return 'unavailable';
  if (changed) return 'changed';
  if (executables !== 'affirming') return 'unaudited';
  const fresh = freshness === 'affirming' || (freshness === 'warning' && boundedAge);
  if (!fresh) return 'unavailable';
  return channel === 'affirming' ? 'verified' : 'unbound';
}

/** Did this judgement answer what it was asked, so that an earlier failure no longer stands? */
export function isComplete(judged: Judged): boolean {
  return judgedBadge({ ...judged, mismatch: false }) !== 'unavailable';
}
