import type { SiteView } from '../../src/background/api/site-view.ts';
import { ASPECTS } from '../../src/verifier/index.ts';
import type { DemoPage } from './pages.ts';

/** What the mark says of one page, for a terminal: state, the five aspects, and every finding that is not a pass. */
export function report({ title, place, at }: DemoPage, view: SiteView, spoken: string): string {
  const { badge, state, registry } = view;
  const head = [title, `  ${place.origin}${at === null ? '' : `, judged at ${at}`}`, `  mark: ${badge} (“${spoken}”)`];
  if (state.at !== 'judged') return [...head, `  ${describeState(state)}`, ''].join('\n');
  const { vector, findings, tee, simulated, claims } = state.result;
  const width = Math.max(...findings.map(({ check }) => check.length));
  const open = findings.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  return [
    ...head,
    `  ${tee ?? 'no TEE'}${claims?.tcb.status === undefined ? '' : `, TCB ${claims.tcb.status}`}${simulated.length === 0 ? '' : `, simulated: ${simulated.join(', ')}`}`,
    ...ASPECTS.map((aspect) => `  ${aspect.padEnd(13)} ${vector[aspect]}`),
    ...(registry?.at === 'answered'
      ? [`  ${'registry'.padEnd(13)} ${registry.answer.kind}${registry.level === null ? '' : `, ${registry.level}`}`]
      : []),
    ...open.map(
      ({ check, outcome, facts }) => `    ${check.padEnd(width)} ${outcome} ${facts === undefined ? '' : JSON.stringify(facts)}`,
    ),
    '',
  ].join('\n');
}

function describeState(state: Exclude<SiteView['state'], { at: 'judged' }>): string {
  switch (state.at) {
    case 'off':
      return `not looked at: ${state.because}`;
    case 'none':
      return 'announces nothing; it was sent no request';
    case 'unavailable':
      return `could not be checked: ${state.problem.code} ${JSON.stringify(state.problem.facts)}`;
    case 'missing':
      return `expected evidence is missing since ${state.since}`;
    case 'looking':
    case 'gathering':
      return 'still being checked';
  }
}
