import type { SiteState } from '../api/site-view.ts';

type At = SiteState['at'];

/**
 * Which state may follow which within one document. A navigation creates a new visit and is not listed here. `fetching` begins a
 * check from any state; what is missing because of a pin
 * changes with that pin; any transition that is not listed is a bug.
 */
export const FOLLOWS: Readonly<Record<At, readonly At[]>> = {
  off: ['off', 'fetching'],
  none: ['off', 'fetching'],
  fetching: ['off', 'fetching', 'gathering', 'appraised', 'unavailable', 'missing', 'none'],
  gathering: ['off', 'fetching', 'gathering', 'appraised', 'unavailable', 'missing'],
  appraised: ['off', 'fetching', 'appraised', 'unavailable', 'missing'],
  unavailable: ['off', 'fetching'],
  missing: ['off', 'fetching', 'missing', 'unavailable', 'none'],
};

/** May a document's check go from one state to the other? */
export function mayFollow(before: At, after: At): boolean {
  return FOLLOWS[before].includes(after);
}
