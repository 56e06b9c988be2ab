import { webcrypto } from 'node:crypto';
import { badgeOf } from '../../background/api/badge-of.ts';
import type { SiteState, SiteView } from '../../background/api/site-view.ts';
import {
  appraise,
  appraiseAccelerators,
  endorsementsInAll,
  instant,
  open,
  ORDINARY_POLICY,
  parseRfc3339,
  suppliedBy,
  toRfc3339,
  webCrypto,
  type Accelerators,
  type Anchors,
  type AttestationResult,
  type Instant,
  type ReferenceValue,
} from '../../verifier/index.ts';
import { NOTHING_KNOWN } from '../../verifier/audits/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import { badgeInput } from '../badge-input.ts';
import { gather, type AskManufacturer } from './endorsements.ts';
import { askEvidence, type Received } from './evidence.ts';
import { openLine, type Line, type Route, type WireKey } from './exchange.ts';
import { toldForm, type ToldForm } from './form.ts';
import { lockIn, type SeenPage } from './locked.ts';
import { loadPage, type Announced } from './page.ts';

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
  readonly announced: Announced;
  /** In which form it was asked; null where nobody knows it. */
  readonly form: ToldForm | null;
  /** The page, where its evidence locks it. */
  readonly locked: SeenPage | null;
  /** From the first byte that was sent to the verdict, milliseconds. */
  readonly tookMs: number;
};

/** Loads the site's page and asks for its evidence as the extension would, with a nonce and a connection of its own, and judges it. */
export async function visit(route: Route, measure: Measure): Promise<SiteVisit> {
  const line = openLine(route);
  try {
    return await visitOver(line, measure);
  } finally {
    line.hangUp();
  }
}

async function visitOver(line: Line, measure: Measure): Promise<SiteVisit> {
  const { origin } = line;
  const started = performance.now();
  const page = await loadPage(line);
  const { announcedBy, adapter } = page.recognition;
  const received = await askEvidence(line, page);
  const { read, wire } = received;
  const now = instant(Date.now());
  const state: SiteState =
    'problem' in read
      ? { at: 'unavailable', problem: read.problem }
      : { at: 'appraised', announcedBy, ...(await appraised(origin, received, read.document, measure, now)) };
  const accelerators =
    'problem' in read || state.at !== 'appraised' ? null : await attachedTo(state.result, received, read.document, measure);
  const lock = 'problem' in read ? null : lockIn(read.document);
  return {
    view: { ...viewOf(origin, state, now), accelerators },
    wire,
    announced: page.announced,
    form: toldForm(adapter, read),
    locked: lock === null || page.html === null ? null : { html: page.html, lock },
    tookMs: performance.now() - started,
  };
}

async function appraised(
  origin: string,
  { nonce, wire, broughtIt }: Received,
  document: SiteDocument,
  { anchors, references, ask }: Measure,
  now: Instant,
): Promise<Omit<Extract<SiteState, { at: 'appraised' }>, 'at' | 'announcedBy'>> {
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
            : {
                kind: 'observed',
                spki: wire.spki,
                certificate: wire.certificate,
                confirmed: broughtIt,
                locallyInstalledRoot: null,
              },
        scripts: { kind: 'unguarded', because: 'no-browser' },
        response: null,
      },
    },
    anchors,
    policy: ORDINARY_POLICY,
    // Read again: what was signed on request is younger than the visit.
    now: instant(Date.now()),
    clockChanged: false,
    crypto: webCrypto(webcrypto.subtle),
  });
  return { result, code: NOTHING_KNOWN, problems, continuity: { kind: 'first' } };
}

/** The devices that the site named beside its evidence. Nobody is asked about them. */
async function attachedTo(
  service: AttestationResult,
  { nonce }: Received,
  { accelerators: evidence, binding, endorsements }: SiteDocument,
  { anchors }: Measure,
): Promise<Accelerators | null> {
  if (evidence === null) return null;
  const opening = open(evidence);
  return await appraiseAccelerators({
    opening,
    endorsements: opening.at === 'opened' ? suppliedBy('site', endorsementsInAll(opening.tee, endorsements)) : [],
    nonce,
    service,
    binding,
    anchors,
    policy: ORDINARY_POLICY,
    now: instant(Date.now()),
    clockChanged: false,
    crypto: webCrypto(webcrypto.subtle),
  });
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
      site:
        state.at === 'appraised'
          ? { at: 'appraised', ...badgeInput(state.result, now >= parseRfc3339(state.result.goodUntil, 'goodUntil')) }
          : { at: 'unavailable' },
    }),
    state,
    unresolvedFailure: null,
    pin: 'off',
    registry: null,
    accelerators: null,
    services: [],
    codeNames: [],
    guarded: false,
    updatedAt: toRfc3339(now),
  };
}
