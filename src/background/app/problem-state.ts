import type { AttestationResult } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { SiteState } from '../api/site-view.ts';
import { isNotNow } from '../net/http.ts';
import type { Visit } from './visit.ts';

/** Unreadable evidence is grey; where evidence is expected, it counts as none. */
export function problemOf({ findings }: AttestationResult): Problem | null {
  const fault = findings.find(({ check, outcome }) => check === 'evidence.well-formed' && outcome === 'fail');
  if (fault === undefined) return null;
  const facts = fault.facts ?? {};
  // Hardware or a format that this release does not know is not the site's fault, nor a sign that it stopped attesting.
  if (facts['because'] === 'newer') return { code: 'evidence.newer', fault: 'ours', remedy: 'update', facts };
  return { code: 'document.malformed', fault: 'site', remedy: 'ask-the-site', facts };
}

/** There was no answer: the host, the network or this computer may be to blame. */
const UNANSWERED: readonly Problem['code'][] = ['net.unreachable', 'net.timeout', 'net.too-slow'];

/** The state in which a problem leaves a visit. */
export function stateAfter({ pin, pinnedSince }: Pick<Visit, 'pin' | 'pinnedSince'>, problem: Problem): SiteState {
  const ours = problem.fault === 'ours' || problem.fault === 'user';
  // Neither a network failure nor "come back later" shows that a site stopped attesting. Whoever can answer so could as well not
  // answer at all; and a flood of requests to the site must not become an alarm for its visitors.
  if (pin === 'off' || ours || UNANSWERED.includes(problem.code) || isNotNow(problem)) return { at: 'unavailable', problem };
  return { at: 'missing', pin, since: pinnedSince, problem };
}

/**
 * The state of a visit whose site was pinned otherwise, unpinned or forgotten just now: what was missed only because of the pin is
 * missed no longer.
 */
export function repinned({ state, pin, pinnedSince, unresolvedFailure }: Visit): SiteState {
  if (state.at !== 'missing' || state.pin === 'failed-before') return state;
  const { problem } = state;
  if (pin !== 'off') return { at: 'missing', pin, since: pinnedSince, problem };
  if (problem?.code === 'site.not-https') return { at: 'off', because: 'not-https' };
  if (problem !== null) return { at: 'unavailable', problem };
  if (unresolvedFailure?.worst !== 'failed') return { at: 'none' };
  return { at: 'missing', pin: 'failed-before', since: unresolvedFailure.judgedAt, problem };
}

/**
 * Did the site answer with something that cannot be an attestation document? For a site that announced nothing and was asked only
 * because of a click or a directory entry, this means that it offers no evidence: not its fault, and not "could not check".
 */
export function offersNothing(problem: Problem): boolean {
  const { code, facts } = problem;
  if (code === 'net.status') return typeof facts['status'] === 'number' && facts['status'] >= 400 && !isNotNow(problem);
  return code === 'net.media-type' || code === 'net.redirected';
}
