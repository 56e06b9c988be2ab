import type { SiteState, SiteView } from '../background/api/site-view.ts';
import { contradicts } from '../background/api/registry-view.ts';
import { ASPECTS, type Aspect, type AttestationResult, type Facts, type Finding, type Outcome } from '../verifier/index.ts';
import { BADGE_WORDS } from './words/badges.ts';
import { fill } from './words/fill.ts';
import { sentenceOf, type Lexicon } from './words/finding.ts';
import { problemSentence, REMEDY_WORDS } from './words/problems.ts';
import { GATHERING, LOOKING, OFF_WORDS, SIMULATED_WORDS, STANDING } from './words/states.ts';
import { registrySentence } from './words/registry.ts';

/** The one thing that the popup offers to do. */
export type Action = { readonly does: 'check' | 'reload' | 'accept' | 'allow-vendor'; readonly label: string };

/** What stands at the top of the popup. */
export type Headline = {
  readonly headline: string;
  readonly sentence: string;
  /** Further lines: what else is not proven, or what the reader can do. */
  readonly notes: readonly string[];
  readonly action: Action | null;
  /** True for the states that interrupt: a screen reader says them at once. */
  readonly urgent: boolean;
};

/** A state that holds an attestation result. */
export type Judged = Extract<SiteState, { at: 'judged' }>;

/** Reasons for which a fresh load of the page lets its connection be seen. */
const HELPED_BY_RELOAD = new Set([
  'from-cache',
  'from-bfcache',
  'service-worker',
  'prerendered',
  'ambiguous',
  'started-before-us',
  'no-request-seen',
  'mismatch-unconfirmed',
]);

/** The page's host, as the popup and the toolbar title name it. */
export function hostOf(origin: string | null): string {
  return origin === null ? 'this page' : origin.replace(/^https?:\/\//, '');
}

/** Headline, sentence, notes and action of a view: a pure function, total over badge and state. */
export function headlineOf(view: SiteView, lexicon: Lexicon): Headline {
  const { badge, state } = view;
  // A soft pin is `caution` by colour and `missing` by what there is to say.
  const words = BADGE_WORDS[state.at === 'missing' && badge === 'caution' ? 'missing' : badge];
  const facts: Facts = { host: hostOf(view.origin), reason: reasonOf(view, lexicon), ...datesOf(state) };
  return {
    headline: fill(words.headline, facts),
    sentence: fill(words.sentence, facts),
    notes: notesOf(view, lexicon),
    action: actionOf(view),
    urgent: badge === 'failed' || badge === 'missing',
  };
}

function datesOf(state: SiteState): Facts {
  if (state.at === 'missing') return { since: state.since };
  if (state.at === 'judged' && state.continuity.kind === 'changed') return { lastSeen: state.continuity.lastSeen };
  return {};
}

/** The finding to name first: of this outcome, in the order of the aspects, then of the catalogue. */
export function firstFinding(
  findings: readonly Finding[],
  outcomes: readonly Outcome[],
  lexicon: Lexicon,
  aspects: readonly Aspect[] = ASPECTS,
): Finding | undefined {
  const matching = findings.filter(({ outcome }) => outcomes.includes(outcome));
  for (const aspect of aspects) {
    const found = matching.find(({ check }) => lexicon.checks[check]?.aspect === aspect);
    if (found !== undefined) return found;
  }
  return aspects === ASPECTS ? matching[0] : undefined;
}

/** The sentence that goes into `{reason}`. */
function reasonOf({ badge, state, standing, registry }: SiteView, lexicon: Lexicon): string {
  const said = (finding: Finding | undefined): string | undefined =>
    finding === undefined ? undefined : sentenceOf(finding, lexicon);
  switch (state.at) {
    case 'off':
      return OFF_WORDS[state.because];
    case 'looking':
      return standing === null ? LOOKING : (said(firstFinding(standing.findings, ['fail'], lexicon)) ?? LOOKING);
    case 'gathering':
      return standing === null ? GATHERING : (said(firstFinding(standing.findings, ['fail'], lexicon)) ?? GATHERING);
    case 'unavailable':
      return problemSentence(state.problem);
    case 'missing':
      return state.problem === null ? '' : problemSentence(state.problem);
    case 'none':
      return standing === null ? '' : (said(firstFinding(standing.findings, ['fail'], lexicon)) ?? '');
    case 'judged':
      break;
  }
  const { findings, simulated } = state.result;
  if (badge === 'simulated')
    return simulated.includes('clock') && simulated.length === 1 ? SIMULATED_WORDS.clock : SIMULATED_WORDS.anchor;
  if (badge === 'failed') return said(firstFinding([...findings, ...(standing?.findings ?? [])], ['fail'], lexicon)) ?? STANDING;
  if (badge === 'caution' && registry !== null && contradicts(registry)) return `${registrySentence(registry)}.`;
  if (badge === 'unbound') return said(firstFinding(findings, ['warn', 'unknown'], lexicon, ['channel'])) ?? '';
  if (badge === 'unavailable' || badge === 'none')
    return state.problems[0] === undefined
      ? (said(firstFinding(findings, ['unknown', 'fail'], lexicon)) ?? '')
      : problemSentence(state.problems[0]);
  return said(firstFinding(findings, ['warn'], lexicon, ['hardware', 'configuration', 'executables'])) ?? '';
}

/** What the sentence leaves out: each line names one thing that is not proven, or what to do. */
function notesOf({ badge, state, standing }: SiteView, lexicon: Lexicon): readonly string[] {
  const notes: string[] = [];
  if (standing !== null && state.at !== 'judged') notes.push(fill(STANDING, { at: standing.judgedAt }));
  if (state.at === 'unavailable' || (state.at === 'missing' && state.problem !== null)) {
    const advice = state.problem === null ? null : REMEDY_WORDS[state.problem.remedy].advice;
    if (state.at === 'missing' && state.problem !== null) notes.push(problemSentence(state.problem));
    if (advice !== null) notes.push(advice);
  }
  if (state.at !== 'judged') return notes;
  const { result } = state;
  if (badge !== 'unbound' && badge !== 'failed') notes.push(...unproven(result, 'channel', lexicon));
  if (badge === 'verified' || badge === 'unbound') notes.push(...unproven(result, 'freshness', lexicon));
  return notes;
}

/** The sentence of an aspect that is not affirming, if the result has one. */
function unproven(result: AttestationResult, aspect: Aspect, lexicon: Lexicon): readonly string[] {
  if (result.vector[aspect] === 'affirming') return [];
  const finding = firstFinding(result.findings, ['warn', 'unknown'], lexicon, [aspect]);
  return finding === undefined ? [] : [sentenceOf(finding, lexicon)];
}

function actionOf({ badge, state }: SiteView): Action | null {
  switch (state.at) {
    case 'off':
      return state.because === 'no-permission' ? { does: 'check', label: 'Check this site' } : null;
    case 'none':
      return { does: 'check', label: 'Ask this site for proof' };
    case 'looking':
    case 'gathering':
      return null;
    case 'missing':
      return { does: 'check', label: 'Try again' };
    case 'unavailable':
      return remedyAction(state.problem.remedy);
    case 'judged':
      return judgedAction(badge, state);
  }
}

function remedyAction(remedy: keyof typeof REMEDY_WORDS): Action | null {
  const { action } = REMEDY_WORDS[remedy];
  if (action === null) return null;
  return { does: remedy === 'allow-vendor' ? 'allow-vendor' : 'check', label: action };
}

function judgedAction(badge: SiteView['badge'], { result, problems }: Judged): Action | null {
  if (badge === 'failed' || badge === 'missing') return { does: 'check', label: 'Try again' };
  if (badge === 'unavailable') return remedyAction(problems[0]?.remedy ?? 'retry');
  if ((badge === 'unaudited' || badge === 'changed') && result.claims !== null)
    return { does: 'accept', label: 'Accept this code…' };
  const because = result.findings.find(({ check }) => check === 'channel.tls-key')?.facts?.['because'];
  if (badge === 'unbound' && typeof because === 'string' && HELPED_BY_RELOAD.has(because))
    return { does: 'reload', label: 'Load the page afresh' };
  return null;
}
