import type { SiteView } from '../../background/api/site-view.ts';
import type { Finding } from '../../verifier/index.ts';

/** What is known about the code that can run on the page; undefined where nothing was appraised. */
export const scriptsOf = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ check }) => check === 'channel.scripts');

/** Is the page locked to its code, did the user unlock it, or is there no choice? */
export function lockOf({ state, guarded, origin, private: isPrivate }: SiteView): 'held' | 'free' | null {
  if (origin === null || isPrivate) return null;
  const because = state.at === 'appraised' ? scriptsOf(state.result.findings)?.facts?.['because'] : undefined;
  if (because === 'switched-off') return 'free';
  // Even where nothing could be appraised: a lock must not keep the user out.
  return guarded ? 'held' : null;
}
