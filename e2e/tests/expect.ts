import assert from 'node:assert/strict';
import type { Badge } from '../../src/background/api/badge.ts';
import type { SiteState, SiteView } from '../../src/background/api/site-view.ts';
import type { Aspect, Finding, Tier } from '../../src/verifier/index.ts';
import type { TestVisit } from '../runner/context.ts';
import { describe } from '../../testing/settled.ts';

type Appraised = Extract<SiteState, { at: 'appraised' }>;

/** The state of an appraised view. */
export function appraised(view: SiteView): Appraised {
  assert.ok(view.state.at === 'appraised', describe(view));
  return view.state;
}

/** The answer to one check; fails when it is not among the findings. */
export function finding(view: SiteView, check: string): Finding {
  const found = appraised(view).result.findings.find((one) => one.check === check);
  assert.ok(found, `no finding ${check} in ${describe(view)}`);
  return found;
}

/** The tier of one aspect. */
export function tier(view: SiteView, aspect: Aspect): Tier {
  return appraised(view).result.vector[aspect];
}

/** The reason why nothing was learnt about the connection; fails when something was. */
export function unobservedBecause(view: SiteView): string {
  const { outcome, facts } = finding(view, 'channel.tls-key');
  assert.equal(outcome, 'unknown', describe(view));
  return String(facts?.['because']);
}

/** The code of the problem that kept the check from being made or completed. */
export function problemCode({ state, ...view }: SiteView): string {
  if (state.at === 'unavailable') return state.problem.code;
  assert.ok(state.at === 'appraised' && state.problems[0] !== undefined, describe({ state, ...view }));
  return state.problems[0].code;
}

/** No view of this tab ever had one of these marks. */
export async function never(visit: TestVisit, ...badges: readonly Badge[]): Promise<void> {
  const seen = await visit.history();
  for (const view of seen) assert.ok(!badges.includes(view.badge), `the mark was ${view.badge} once: ${describe(view)}`);
}
