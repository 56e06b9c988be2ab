import { lacksOnlyLock, openOriginOf } from '../../background/api/badge-of.ts';
import type { Problem, Remedy } from '../../background/api/problem.ts';
import { hostShown, type SiteState, type SiteView } from '../../background/api/site-view.ts';
import type { Facts } from '../../verifier/index.ts';
import { beyondLimit, encryptedByCode, endsAtAnotherKey, reasonOf, type Appraised } from './reason.ts';
import { REPORTED_BY, otherwiseUnproven } from './unproven.ts';
import {
  BADGE_WORDS,
  GATEWAY_WORDS,
  GONE_WORDS,
  MISMATCH_WORDS,
  OF_ANY_SITE_WORDS,
  OPEN_MEMORY_SENTENCES,
  UNCONFIRMED_CODE_HEADLINE,
  type BadgeWords,
} from '../words/badges.ts';
import { fill } from '../words/fill.ts';
import { ACTION_WORDS, POPUP_WORDS } from '../words/pages/popup.ts';
import type { Lexicon } from '../words/finding.ts';
import { problemSentence, REMEDY_WORDS } from '../words/problems.ts';
import { isOpenToItsOwner } from '../words/tees.ts';
import { INTERCEPTED_ADVICE, NOTHING_PROVEN, UNRESOLVED } from '../words/states.ts';

/** The one action that the popup offers. */
export type Action = { readonly does: 'check' | 'reload' | 'accept' | 'allow-vendor'; readonly label: string };

/** The top of the popup. */
export type Headline = {
  readonly headline: string;
  readonly sentence: string;
  /** Further lines: what else is not proven, or what the user can do. */
  readonly notes: readonly string[];
  readonly action: Action | null;
  /** True for the states that interrupt: a screen reader announces them at once. */
  readonly urgent: boolean;
};

/** Reasons that a fresh load of the page resolves, because then its connection, or the rule that it is held to, is seen. */
const HELPED_BY_RELOAD: ReadonlySet<unknown> = new Set([
  'from-cache',
  'from-bfcache',
  'service-worker',
  'prerendered',
  'ambiguous',
  'started-before-us',
  'not-read',
  'no-request-seen',
  'mismatch-unconfirmed',
  // About the code that can run on the page.
  'not-locked-yet',
  'other-policy',
  'guard-silent',
]);

/** The page's host, as the popup and the toolbar title name it. */
export function hostOf(origin: string | null): string {
  return origin === null ? POPUP_WORDS.thisPage : origin.replace(/^https?:\/\//, '');
}

/** Headline, sentence, notes and action of a view: a pure function, total over badge and state. */
export function headlineOf(view: SiteView, lexicon: Lexicon): Headline {
  const words = wordsOf(view);
  const facts: Facts = { host: hostShown(view) || hostOf(null), reason: reasonOf(view, lexicon), ...datesOf(view.state) };
  const sentence = fill(words.sentence, facts);
  return {
    headline: fill(words.headline, facts),
    sentence,
    notes: notesOf(view, sentence, lexicon),
    action: actionOf(view),
    urgent: view.badge === 'failed' || view.badge === 'missing',
  };
}

/** A soft pin has the mark `caution` and the text `missing`. */
function wordsOf(view: SiteView): BadgeWords {
  const { badge, state } = view;
  if (endsAtAnotherKey(view)) return MISMATCH_WORDS;
  if (endsInGateway(state)) return GATEWAY_WORDS[badge] ?? BADGE_WORDS[badge];
  if (isOfAnySite(view)) return OF_ANY_SITE_WORDS;
  const open = state.at === 'appraised' && isOpenToItsOwner(state.result.tee) ? OPEN_MEMORY_SENTENCES[badge] : undefined;
  const unconfirmed = badge === 'unbound' && state.at === 'appraised' && lacksOnlyLock(state.result);
  if (unconfirmed) return { headline: UNCONFIRMED_CODE_HEADLINE, sentence: open ?? BADGE_WORDS.unbound.sentence };
  if (open !== undefined) return { headline: BADGE_WORDS[badge].headline, sentence: open };
  if (state.at !== 'missing' || badge === 'failed') return BADGE_WORDS[badge];
  return state.pin === 'failed-before' ? GONE_WORDS : BADGE_WORDS.missing;
}

/** Genuine hardware, in an answer that any site could give. */
function isOfAnySite({ badge, state }: SiteView): boolean {
  if (badge !== 'unavailable' || state.at !== 'appraised' || state.problems.length > 0) return false;
  const { hardware, configuration } = state.result.vector;
  return hardware === 'affirming' && configuration === 'affirming' && openOriginOf(state.result) !== null;
}

/** The hardware that was judged is that of a gateway, which passes on to the service what it reads. */
function endsInGateway(state: SiteState): boolean {
  if (state.at !== 'appraised') return false;
  return state.result.findings.some(
    ({ check, facts }) => check === 'channel.tls-key' && facts?.['because'] === 'ends-in-gateway',
  );
}

function datesOf(state: SiteState): Facts {
  if (state.at === 'missing') return { since: state.since };
  if (state.at === 'appraised' && state.continuity.kind === 'changed') return { lastSeen: state.continuity.lastSeen };
  return {};
}

/** What the sentence omits: each line names one unproven thing, or what the user can do. */
function notesOf(view: SiteView, sentence: string, lexicon: Lexicon): readonly string[] {
  const { badge, state, unresolvedFailure } = view;
  const notes: (string | null | undefined)[] = [];
  if (badge === 'failed' && unresolvedFailure !== null && state.at !== 'appraised') notes.push(UNRESOLVED);
  const problem = problemOf(state);
  if (problem !== null) notes.push(problemSentence(problem), REMEDY_WORDS[problem.remedy].advice);
  if (state.at === 'appraised') {
    if (badge === 'unavailable') notes.push(REMEDY_WORDS[remedyOf(state)].advice);
    notes.push(beyondLimit(state.result.findings, lexicon), encryptedByCode(state.result.findings, lexicon));
    notes.push(...otherwiseUnproven(endsAtAnotherKey(view) ? ['channel'] : REPORTED_BY[badge], state.result, lexicon));
  }
  if (badge === 'failed') notes.push(isIntercepted(view) ? INTERCEPTED_ADVICE : null, NOTHING_PROVEN);
  return [...new Set(notes)].filter((note) => typeof note === 'string').filter((note) => !sentence.includes(note));
}

/** What stopped the check, if nothing was appraised. */
export function problemOf(state: SiteState): Problem | null {
  return state.at === 'missing' || state.at === 'unavailable' ? state.problem : null;
}

/** Does the failure come from this computer or network? */
function isIntercepted({ state, unresolvedFailure }: SiteView): boolean {
  const findings = [...(state.at === 'appraised' ? state.result.findings : []), ...(unresolvedFailure?.findings ?? [])];
  return findings.some(({ outcome, facts }) => outcome === 'fail' && facts?.['because'] === 'intercepted');
}

function actionOf(view: SiteView): Action | null {
  const { state } = view;
  switch (state.at) {
    case 'off':
      return state.because === 'no-permission' || state.because === 'not-looked'
        ? { does: 'check', label: ACTION_WORDS.check }
        : null;
    case 'none':
      return { does: 'check', label: ACTION_WORDS.check };
    case 'fetching':
    case 'gathering':
      return null;
    case 'missing':
      return view.origin === null ? null : { does: 'check', label: ACTION_WORDS.again };
    case 'unavailable':
      return remedyAction(state.problem.remedy);
    case 'appraised':
      return appraisedAction(view, state);
  }
}

function remedyAction(remedy: Remedy): Action | null {
  const { action } = REMEDY_WORDS[remedy];
  if (action === null) return null;
  return { does: remedy === 'allow-vendor' ? 'allow-vendor' : 'check', label: action };
}

/**
 * What helps if a check could not be made. Bad data from the site is for the site alone to fix only if nobody else was asked: a
 * manufacturer that answered badly may answer well next time. `chain-not-in-quote` and `only-leaf-in-quote` persist until the
 * site sends the rest along: nobody else has it.
 */
function remedyOf({ result, problems }: Appraised): Remedy {
  const left = result.findings.some(({ facts }) => String(facts?.['because']).endsWith('-in-quote'));
  const mendable = problems.find(({ remedy }) => REMEDY_WORDS[remedy].action !== null);
  return (mendable ?? problems[0])?.remedy ?? (left ? 'ask-the-site' : 'retry');
}

function appraisedAction(view: SiteView, state: Appraised): Action | null {
  const { badge } = view;
  const { result } = state;
  if (badge === 'failed') return { does: 'check', label: ACTION_WORDS.again };
  const reasons = result.findings.filter(({ check }) => check.startsWith('channel.')).map(({ facts }) => facts?.['because']);
  const restsOnConnection = badge === 'unbound' || (badge === 'unavailable' && openOriginOf(result)?.check === 'binding.origin');
  if ((restsOnConnection || endsAtAnotherKey(view)) && reasons.some((because) => HELPED_BY_RELOAD.has(because)))
    return { does: 'reload', label: ACTION_WORDS.reload };
  if (badge === 'unavailable') return remedyAction(remedyOf(state));
  if ((badge === 'unaudited' || badge === 'changed') && result.claims !== null)
    return { does: 'accept', label: ACTION_WORDS.accept };
  return null;
}
