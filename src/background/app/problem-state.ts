import type { AttestationResult } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { SiteState } from '../api/site-view.ts';
import type { Visit } from './visit.ts';

/** Evidence that cannot be read is grey, and where evidence is to be expected it is as good as none. */
export function problemOf({ findings }: AttestationResult): Problem | null {
  const fault = findings.find(({ check, outcome }) => check === 'evidence.well-formed' && outcome === 'fail');
  if (fault === undefined) return null;
  const facts = fault.facts ?? {};
  // Hardware or a format that this release does not know is no fault of the site's, and no sign that it stopped attesting.
  if (facts['because'] === 'newer') return { code: 'evidence.newer', fault: 'ours', remedy: 'update', facts };
  return { code: 'document.malformed', fault: 'site', remedy: 'ask-the-site', facts };
}

/** Nobody answered: the host, the network or this computer may be to blame. */
const UNANSWERED: readonly Problem['code'][] = ['net.unreachable', 'net.timeout', 'net.too-slow'];

/** Which state a problem leaves a visit in. */
export function stateAfter({ pin, pinnedSince }: Pick<Visit, 'pin' | 'pinnedSince'>, problem: Problem): SiteState {
  const ours = problem.fault === 'ours' || problem.fault === 'user';
  // A network that is down is no site that stopped attesting: nothing was answered, so nothing is known.
  if (pin === 'off' || ours || UNANSWERED.includes(problem.code)) return { at: 'unavailable', problem };
  return { at: 'missing', pin, since: pinnedSince, problem };
}

/** Statuses by which a server says that it is not now, rather than that there is nothing (RFC 9110, section 15.5). */
const NOT_NOW: readonly unknown[] = [408, 425, 429];

/**
 * Did the site answer, and with nothing that could be an attestation document? Of one that announced nothing, asked only
 * because the user clicked or the directory names it, that means that it offers none: no fault of the site's, and not "could not check".
 */
export function offersNothing({ code, facts: { status } }: Problem): boolean {
  if (code === 'net.status') return typeof status === 'number' && status >= 400 && status < 500 && !NOT_NOW.includes(status);
  return code === 'net.media-type' || code === 'net.redirected';
}
