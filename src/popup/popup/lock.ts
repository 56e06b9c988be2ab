import type { SiteView } from '../../background/api/site-view.ts';
import type { Finding } from '../../verifier/index.ts';

/** What is known about the code that can run on the page; undefined where nothing was appraised. */
export const scriptsOf = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ check }) => check === 'channel.scripts');

/**
 * Is this page held to the code that its evidence names (`held`), is there a rule for its site although nothing confirms that
 * (`set`), did the user lift the rule (`free`), or is there no choice?
 */
export function lockOf({ state, guarded, origin, private: isPrivate }: SiteView): 'held' | 'set' | 'free' | null {
  if (origin === null || isPrivate) return null;
  const result = state.at === 'appraised' ? state.result : null;
  const scripts = scriptsOf(result?.findings ?? []);
  const because = scripts?.facts?.['because'];
  if (because === 'switched-off') return 'free';
  // What failed evidence names is no code of this service, even where the page is held to it.
  if (scripts?.outcome === 'pass' && result?.tier !== 'contraindicated') return 'held';
  // Also where nothing could be appraised, or its guard is silent: a rule must not keep the user out.
  return guarded || because === 'guard-silent' ? 'set' : null;
}
