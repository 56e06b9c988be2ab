import type { SiteView } from '../../background/api/site-view.ts';

/**
 * May the appraised code be accepted? Not in a private window, not after a failure, not when it is already known, and not where the
 * mark is grey: the evidence may be another site's.
 */
export function canAccept({ badge, state, private: leavesNothing }: SiteView): boolean {
  if (state.at !== 'appraised' || leavesNothing || ['failed', 'missing', 'unavailable'].includes(badge)) return false;
  const { claims, vector } = state.result;
  return claims !== null && (vector.executables === 'none' || vector.executables === 'warning');
}

/** The registers of the code that is shown, and those that the host chose: accepted code is identified by them. */
export function registersOf({ state }: SiteView): Readonly<Record<string, string>> {
  const claims = state.at === 'appraised' ? state.result.claims : null;
  if (claims === null) return {};
  return Object.fromEntries([...claims.measurements, ...claims.hostChosen].map(({ register, value }) => [register, value]));
}
