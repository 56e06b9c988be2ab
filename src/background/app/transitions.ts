import type { SiteState } from '../api/site-view.ts';

type At = SiteState['at'];

/**
 * Which state may follow which within one document. A navigation makes a new visit and is not in here. `looking` begins
 * a check, whatever was before; everything that is not listed is a mistake of ours.
 */
export const FOLLOWS: Readonly<Record<At, readonly At[]>> = {
  off: ['looking'],
  none: ['looking'],
  looking: ['off', 'looking', 'gathering', 'judged', 'unavailable', 'missing', 'none'],
  gathering: ['looking', 'gathering', 'judged', 'unavailable', 'missing'],
  judged: ['off', 'looking', 'judged'],
  unavailable: ['looking'],
  missing: ['looking'],
};

export function mayFollow(before: At, after: At): boolean {
  return FOLLOWS[before].includes(after);
}
