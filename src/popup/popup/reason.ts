import { lacksOnlyLock, openOriginOf } from '../../background/api/badge-of.ts';
import { contradicts } from '../../background/api/registry-view.ts';
import type { SiteState, SiteView } from '../../background/api/site-view.ts';
import { ASPECTS, type Aspect, type Finding, type Tier } from '../../verifier/index.ts';
import { scriptsOf } from './lock.ts';
import { firstFinding } from './unproven.ts';
import { contradictionSentence } from '../words/contradictions.ts';
import { sentenceOf, type Lexicon } from '../words/finding.ts';
import { LOCKED_WORDS } from '../words/locked.ts';
import { problemSentence } from '../words/problems.ts';
import { EXPIRED, FETCHING, GATHERING, OFF_WORDS, SIMULATED_WORDS, UNRESOLVED, UNRESOLVED_MISMATCH } from '../words/states.ts';

/** A state with an attestation result. */
export type Appraised = Extract<SiteState, { at: 'appraised' }>;

/** The whole sentence for the placeholder in a badge's words (`{reason}`); empty if they have none. */
export function reasonOf(view: SiteView, lexicon: Lexicon): string {
  const { badge, state } = view;
  if (badge === 'failed') return failureOf(view, lexicon);
  if (endsAtAnotherKey(view)) return mismatchSentence(view, lexicon);
  switch (state.at) {
    case 'off':
      return OFF_WORDS[state.because];
    case 'fetching':
      return FETCHING;
    case 'gathering':
      return GATHERING;
    case 'unavailable':
      return problemSentence(state.problem);
    case 'missing':
    case 'none':
      return '';
    case 'appraised':
      return appraisedReason(view, state, lexicon);
  }
}

/** Is the mark amber because the connection was seen to end at another key, now or earlier in this tab? */
export function endsAtAnotherKey({ badge, state, unresolvedFailure }: SiteView): boolean {
  if (badge !== 'caution' || state.at === 'missing') return false;
  return unresolvedFailure?.worst === 'caution' || (state.at === 'appraised' && mismatchOf(state.result.findings) !== undefined);
}

/** The finding that this page's key is not named by the evidence, if that was not settled. */
export function mismatchOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ check, facts }) => check === 'channel.tls-key' && facts?.['because'] === 'mismatch-unconfirmed');
}

/** Says that the page's own code encrypts input, if that is all that is known about the connection. */
export function encryptedByCode(findings: readonly Finding[], lexicon: Lexicon): string | null {
  const found = findings.find(({ check, facts }) => check === 'channel.tls-key' && facts?.['because'] === 'encrypted-by-code');
  return found === undefined ? null : sentenceOf(found, lexicon);
}

/** Says that the page is not held to its code because the browser takes no further rule: the user can make room for it. */
export function beyondLimit(findings: readonly Finding[], lexicon: Lexicon): string | null {
  const found = scriptsOf(findings);
  return found?.facts?.['because'] === 'too-many-locked' ? sentenceOf(found, lexicon) : null;
}

function mismatchSentence({ state }: SiteView, lexicon: Lexicon): string {
  const now = state.at === 'appraised' ? mismatchOf(state.result.findings) : undefined;
  return now === undefined ? UNRESOLVED_MISMATCH : sentenceOf(now, lexicon);
}

/** What failed, now or in the check whose failure still stands; a finding from another release comes last, by its id. */
function failureOf({ state, unresolvedFailure }: SiteView, lexicon: Lexicon): string {
  const now = state.at === 'appraised' ? state.result.findings : [];
  for (const findings of [now, unresolvedFailure?.findings ?? []]) {
    const found =
      firstFinding(findings, ['contraindicated'], lexicon, ASPECTS) ?? findings.find(({ outcome }) => outcome === 'fail');
    if (found !== undefined) return sentenceOf(found, lexicon);
  }
  return UNRESOLVED;
}

/** What is proven about the page's code, if that is all that is known about how it loaded. */
function lockedReason(findings: readonly Finding[], lexicon: Lexicon): string | undefined {
  const found = scriptsOf(findings);
  return found?.outcome === 'pass' ? `${sentenceOf(found, lexicon)} ${LOCKED_WORDS.connection}` : undefined;
}

function appraisedReason({ badge, registry }: SiteView, { result, problems }: Appraised, lexicon: Lexicon): string {
  const say = (tiers: readonly Tier[], aspects: readonly Aspect[]): string | undefined => {
    const found = firstFinding(result.findings, tiers, lexicon, aspects);
    return found === undefined ? undefined : sentenceOf(found, lexicon);
  };
  if (badge === 'simulated')
    return result.simulated.every((what) => what === 'clock') ? SIMULATED_WORDS.clock : SIMULATED_WORDS.anchor;
  if (badge === 'unbound') {
    const open = lockedReason(result.findings, lexicon) ?? say(['warning', 'none'], ['channel']) ?? '';
    return lacksOnlyLock(result) ? `${LOCKED_WORDS.endsThere} ${open}` : open;
  }
  if (badge === 'unavailable') {
    const [problem] = problems;
    return problem !== undefined
      ? problemSentence(problem)
      : (say(['none'], ['hardware', 'configuration']) ??
          openOrigin(result, lexicon) ??
          say(['none'], ['freshness']) ??
          notFresh(result, lexicon) ??
          EXPIRED);
  }
  const taken = badge === 'caution' ? scriptsOf(result.findings) : undefined;
  if (taken?.outcome === 'warn') return sentenceOf(taken, lexicon);
  const warning = say(['warning'], ['hardware', 'configuration', 'executables']);
  if (warning !== undefined) return warning;
  const contradiction = registry !== null && contradicts(registry) ? contradictionSentence(registry) : null;
  return contradiction === null ? '' : `${contradiction}.`;
}

/** Grey for what is wrong with evidence that is not merely of a known age. */
function notFresh({ findings }: Appraised['result'], lexicon: Lexicon): string | undefined {
  const others = findings.filter(({ facts }) => facts?.['because'] !== 'bounded-age');
  const found = firstFinding(others, ['warning'], lexicon, ['freshness']);
  return found === undefined ? undefined : sentenceOf(found, lexicon);
}

/** Grey for evidence of which nothing says that it is this site's. */
function openOrigin(result: Appraised['result'], lexicon: Lexicon): string | undefined {
  const found = openOriginOf(result);
  return found === null ? undefined : sentenceOf(found, lexicon);
}
