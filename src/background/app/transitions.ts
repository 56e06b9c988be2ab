import type { SiteState } from '../api/site-view.ts';

type At = SiteState['at'];

/**
 * Which state may follow which within one document. A navigation makes a new visit and is not in here. `fetching` begins
 * a check, whatever was before; everything that is not listed is a mistake of ours.
 */
export const FOLLOWS: Readonly<Record<At, readonly At[]>> = {
  off: ['off', 'fetching'],
  none: ['off', 'fetching'],
  fetching: ['off', 'fetching', 'gathering', 'appraised', 'unavailable', 'missing', 'none'],
  gathering: ['off', 'fetching', 'gathering', 'appraised', 'unavailable', 'missing'],
  appraised: ['off', 'fetching', 'appraised', 'unavailable', 'missing'],
  unavailable: ['off', 'fetching'],
  missing: ['off', 'fetching'],
};

export function mayFollow(before: At, after: At): boolean {
  return FOLLOWS[before].includes(after);
}
