import type { SiteView } from '../../background/api/site-view.ts';
import type { Finding } from '../../verifier/index.ts';

/** What is known of the code that can run on the page; undefined where nothing was judged. */
export const scriptsOf = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ check }) => check === 'channel.scripts');

/** Is the page held to its code, did the user let it go, or is there nothing to choose? */
export function lockOf({ state, guarded, origin, private: isPrivate }: SiteView): 'held' | 'free' | null {
  if (origin === null || isPrivate) return null;
  const because = state.at === 'appraised' ? scriptsOf(state.result.findings)?.facts?.['because'] : undefined;
  if (because === 'switched-off') return 'free';
  // Also where nothing could be judged: a lock must not keep the user out.
  return guarded ? 'held' : null;
}
