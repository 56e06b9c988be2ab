import type { SiteState } from '../api/site-view.ts';

type At = SiteState['at'];

/**
 * Which state may follow which within one document. A navigation makes a new visit and is not in here. `looking` begins
 * a check, whatever was before; everything that is not listed is a mistake of ours.
 */
export const FOLLOWS: Readonly<Record<At, readonly At[]>> = {
  off: ['off', 'looking'],
  none: ['off', 'looking'],
  looking: ['off', 'looking', 'gathering', 'judged', 'unavailable', 'missing', 'none'],
  gathering: ['off', 'looking', 'gathering', 'judged', 'unavailable', 'missing'],
  judged: ['off', 'looking', 'judged', 'unavailable', 'missing'],
  unavailable: ['off', 'looking'],
  missing: ['off', 'looking'],
};

export function mayFollow(before: At, after: At): boolean {
  return FOLLOWS[before].includes(after);
}
