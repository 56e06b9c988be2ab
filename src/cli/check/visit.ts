import { randomBytes, webcrypto } from 'node:crypto';
import { badgeOf, mismatchOf, openOriginOf } from '../../background/api/badge-of.ts';
import { isBoundedAge } from '../../background/api/bounded-age.ts';
import type { Problem } from '../../background/api/problem.ts';
import type { SiteState, SiteView } from '../../background/api/site-view.ts';
import { readReplies, type ReadAnswer } from '../../background/discovery/forms.ts';
import {
  appraise,
  instant,
  open,
  ORDINARY_POLICY,
  parseRfc3339,
  toRfc3339,
  webCrypto,
  type Anchors,
  type AttestationResult,
  type Instant,
  type ReferenceValue,
} from '../../verifier/index.ts';
import { NOTHING_KNOWN } from '../../verifier/audits/index.ts';
import { attestationUrl, DOCUMENT_MEDIA_TYPE, MAX_DOCUMENT_BYTES, type SiteDocument } from '../../verifier/protocol/index.ts';
import { gather, type AskManufacturer } from './endorsements.ts';
import { exchange, type Route, type WireKey } from './exchange.ts';

/** What a visit is measured by: a browser just installed follows nobody and knows no code. */
export type Measure = {
  readonly anchors: Anchors;
  readonly references: readonly ReferenceValue[];
  readonly ask: AskManufacturer;
};

/** One visit: what the browser would draw, and what its connection ended in. */
export type SiteVisit = {
  readonly view: SiteView;
  readonly wire: WireKey | null;
  /** From the first byte that was sent to the verdict, milliseconds. */
  readonly tookMs: number;
};

/**
 * Asks the site with a nonce of its own over a connection of its own, and judges the answer as the browser does. The evidence
 * comes over the very connection whose key is compared, so that a key that it does not name is no accident of a load balancer.
 */
export async function visit(route: Route, measure: Measure): Promise<SiteVisit> {
  const started = performance.now();
  const nonce = Uint8Array.from(randomBytes(32));
  const { pathname, search } = new URL(attestationUrl(route.origin, nonce));
  const ask = { mediaType: DOCUMENT_MEDIA_TYPE, maxBytes: MAX_DOCUMENT_BYTES, fault: 'site' } as const;
  const exchanged = await exchange(route, `${pathname}${search}`, ask);
  const { wire } = exchanged;
  const read: ReadAnswer =
    'problem' in exchanged
      ? exchanged
      : readReplies('sealmark', [{ status: 200, contentType: DOCUMENT_MEDIA_TYPE, bytes: exchanged.bytes }], {
          origin: route.origin,
          nonce,
          connection: null,
        });
  const now = instant(Date.now());
  const state =
    'problem' in read ? unavailable(read.problem) : await stateFor(route.origin, nonce, read.document, wire, measure, now);
  return { view: viewOf(route.origin, state, now), wire, tookMs: performance.now() - started };
}

const unavailable = (problem: Problem): SiteState => ({ at: 'unavailable', problem });

async function stateFor(
  origin: string,
  nonce: Uint8Array,
  document: SiteDocument,
  wire: WireKey | null,
  { anchors, references, ask }: Measure,
  now: Instant,
): Promise<SiteState> {
  const opening = open(document.evidence);
  const { endorsements, problems } = await gather(opening, document, ask, now);
  const { binding, challenge } = document;
  const result = await appraise({
    opening,
    endorsements,
    references,
    visit: {
      session: {
        origin,
        nonce,
        binding,
        challenge,
        channel:
          wire === null
            ? { kind: 'unobserved', because: 'no-request-seen' }
            : { kind: 'observed', spki: wire.spki, confirmed: true, locallyInstalledRoot: null },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
      },
    },
    anchors,
    policy: ORDINARY_POLICY,
    // Read again: what was signed on request is younger than the visit.
    now: instant(Date.now()),
    clockChanged: false,
    crypto: webCrypto(webcrypto.subtle),
  });
  return { at: 'appraised', announcedBy: 'click', result, code: NOTHING_KNOWN, problems, continuity: { kind: 'first' } };
}

function viewOf(origin: string, state: SiteState, now: Instant): SiteView {
  return {
    format: 1,
    tabId: 0,
    documentId: null,
    origin,
    private: false,
    badge: badgeOf({
      unresolvedFailure: null,
      site: state.at === 'appraised' ? { at: 'appraised', ...appraised(state.result, now) } : { at: 'unavailable' },
    }),
    state,
    unresolvedFailure: null,
    pin: 'off',
    registry: null,
    accelerators: null,
    services: [],
    guarded: false,
    updatedAt: toRfc3339(now),
  };
}

const appraised = (result: AttestationResult, now: Instant) => ({
  vector: result.vector,
  simulated: result.simulated.length > 0,
  boundedAge: isBoundedAge(result),
  changed: false,
  registryContradicts: false,
  mismatch: mismatchOf(result) !== null,
  policyRemoved: false,
  ofAnySite: openOriginOf(result) !== null,
  expired: now >= parseRfc3339(result.goodUntil, 'goodUntil'),
});
