import { boundedFacts } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';

/** Something about what a site served: only the people who run it can mend it. */
export function siteProblem(code: Problem['code'], facts: Problem['facts']): Problem {
  return { code, fault: 'site', remedy: 'ask-the-site', facts: boundedFacts(facts) };
}
