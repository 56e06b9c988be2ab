import type { SiteView } from '../../src/background/api/site-view.ts';
import type { CodeDecision } from '../../src/verifier/audits/index.ts';
import { ASPECTS } from '../../src/verifier/index.ts';
import type { VisitedPage } from './pages.ts';

/** The mark of one page, for a terminal: state, the five aspects, and every finding that is not a pass. */
export function report({ title, testSite, at }: VisitedPage, view: SiteView, spoken: string): string {
  const { badge, state } = view;
  const head = [title, `  ${testSite.origin}${at === null ? '' : `, judged at ${at}`}`, `  mark: ${badge} (“${spoken}”)`];
  if (state.at !== 'appraised') return [...head, `  ${describeState(state)}`, ''].join('\n');
  const { vector, findings, tee, simulated, claims } = state.result;
  const width = Math.max(...findings.map(({ check }) => check.length));
  const open = findings.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable');
  return [
    ...head,
    `  ${tee ?? 'no TEE'}${claims?.tcb.status === undefined ? '' : `, TCB ${claims.tcb.status}`}${simulated.length === 0 ? '' : `, simulated: ${simulated.join(', ')}`}`,
    ...ASPECTS.map((aspect) => `  ${aspect.padEnd(13)} ${vector[aspect]}`),
    ...codeRows(state.code),
    ...registryRow(view),
    ...open.map(
      ({ check, outcome, facts }) => `    ${check.padEnd(width)} ${outcome} ${facts === undefined ? '' : JSON.stringify(facts)}`,
    ),
    '',
  ].join('\n');
}

/** What the followed parties say about the code, with links. */
function codeRows({ outcome, name, statements }: CodeDecision): readonly string[] {
  if (statements.length === 0) return [];
  return [
    `  code          ${outcome}: ${name ?? 'unnamed'}`,
    ...statements.flatMap(({ list, statement: { auditor, report: document, source } }) => [
      `                ${auditor.name}${list.demonstration ? ' (demonstration, in the test build only)' : ''}`,
      ...(document === null ? [] : [`                report ${document.uri}`]),
      ...(source === null ? [] : [`                source ${source.uri} at ${source.commit}`]),
    ]),
  ];
}

/** What the public chain said, and how far that was proven. */
function registryRow({ registry }: SiteView): readonly string[] {
  if (registry?.at !== 'answered') return [];
  const { answer, level, chain, block } = registry;
  const because = answer.kind === 'unreachable' ? ` (${answer.because})` : '';
  return [
    `  registry      ${answer.kind}${because}, ${level ?? 'not proven'}, ${chain.name}, block ${String(block?.number ?? 0)}`,
  ];
}

function describeState(state: Exclude<SiteView['state'], { at: 'appraised' }>): string {
  switch (state.at) {
    case 'off':
      return `not looked at: ${state.because}`;
    case 'none':
      return 'announces nothing; it was sent no request';
    case 'unavailable':
      return `could not be checked: ${state.problem.code} ${JSON.stringify(state.problem.facts)}`;
    case 'missing':
      return `expected evidence is missing since ${state.since}`;
    case 'fetching':
    case 'gathering':
      return 'still being checked';
  }
}
