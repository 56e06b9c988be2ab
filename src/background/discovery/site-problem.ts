import { boundedFacts } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';

/** A problem with what a site served: only its operator can fix it. */
export function siteProblem(code: Problem['code'], facts: Problem['facts']): Problem {
  return { code, fault: 'site', remedy: 'ask-the-site', facts: boundedFacts(facts) };
}
