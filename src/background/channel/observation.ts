import { unlessMalformed, type ChannelObservation } from '../../verifier/index.ts';
import type { CertificateView, SignedHead } from './event.ts';
import { certificateOf, withoutFragment, type Request } from './request.ts';
import { spkiOf } from './spki.ts';

type Because = Extract<ChannelObservation, { kind: 'unobserved' }>['because'];

/** An observation of nothing, and why there was nothing to see. */
export const unobserved = (because: Because): ChannelObservation => ({ kind: 'unobserved', because });

/** What is known of a commit besides its requests. */
export type Commit = {
  readonly url: string;
  /** The document was prerendered. */
  readonly prerendered: boolean;
  readonly fromHistory: boolean;
  /** The beginning of its navigation was seen. */
  readonly begun: boolean;
  /** A document of this tab had prefetched its address. */
  readonly speculated: boolean;
};

/**
 * The rules of DESIGN §4 that a document's response must meet, in order; the first one broken is the reason. @param requests
 * those that may have brought it: not failed, not a download, not speculative @param order as in `correlateNavigations`
 */
export function channelOf(commit: Commit, requests: readonly Request[], order: 'strict' | 'loose'): ChannelObservation {
  if (commit.prerendered) return unobserved('prerendered');
  if (!commit.begun) return unobserved('started-before-us');
  const [request, ...others] = requests;
  if (request === undefined) return unobserved('no-request-seen');
  // Firefox sends nothing then, and so reports no beginning.
  if (request.intercepted) return unobserved('service-worker');
  if (!request.begun) return unobserved('started-before-us');
  if (others.length > 0 || request.url !== withoutFragment(commit.url)) return unobserved('ambiguous');
  if (mayBeKept(commit, order)) return unobserved('ambiguous');
  if (commit.speculated) return unobserved('prerendered');
  if (request.status === null) return unobserved('no-request-seen');
  // Chromium reports the headers of the challenge and none of the answer that follows, whatever its connection.
  if (request.challenged && order === 'strict') return unobserved('ambiguous');
  if (request.fromCache === null) return unobserved('ambiguous');
  if (request.fromCache || request.revalidated) return unobserved('from-cache');
  if (request.started !== null && request.started !== request.status) return unobserved('ambiguous');
  return observationOf(certificateOf(request));
}

/**
 * The signed part of the response that brought the document; null if anything else may have brought it. This needs no
 * certificates, so it has its own rules for browsers that show none and report no request's beginning. @param requests as in
 * `channelOf` @param order as there
 */
export function signedHeadOf(commit: Commit, requests: readonly Request[], order: 'strict' | 'loose'): SignedHead | null {
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0 || request.url !== withoutFragment(commit.url)) return null;
  if (commit.prerendered || commit.speculated || mayBeKept(commit, order)) return null;
  // A cached response was signed for another moment; what a worker or a challenge preceded may be another answer.
  if (request.intercepted || request.challenged || request.revalidated || request.fromCache === true) return null;
  return request.signed;
}

/**
 * The back button in Firefox: a page may request itself again or come out of memory, and then have nothing to do with a request at its
 * address. A page can make one, which we hold, and go back in the meantime: that is reported before the request's end. Nothing else in
 * the events tells the two apart, unless this very document was shown before.
 */
const mayBeKept = ({ fromHistory }: Commit, order: 'strict' | 'loose'): boolean => fromHistory && order === 'loose';

/** What one observed certificate says about its connection. */
export function observationOf(view: CertificateView | null): ChannelObservation {
  if (view === null || view.kind === 'unknown') return unobserved('browser-cannot-see');
  if (view.kind === 'unread') return unobserved('not-read');
  if (view.kind === 'not-validated') return unobserved('chain-not-validated');
  return unlessMalformed(() => {
    const { der, locallyInstalledRoot } = view;
    return { kind: 'observed', spki: spkiOf(der), confirmed: false, locallyInstalledRoot };
  }, unobserved('chain-not-validated'));
}
