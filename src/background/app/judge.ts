import {
  appraise,
  Malformed,
  open,
  parseRfc3339,
  type AnyTee,
  type AttestationResult,
  type ChannelObservation,
  type Endorsement,
  type Instant,
} from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { Settings } from '../api/settings.ts';
import { anchorsOf } from '../api/test-anchors.ts';
import type { SiteDocument } from '../discovery/document.ts';
import { gather, type Gathered } from '../endorsements/gather.ts';
import { siteOf } from '../net/site-of.ts';
import { appraisalPolicy } from '../policy/appraisal.ts';
import { currentSettings } from '../state/settings.ts';
import { clockProblem, timeToTry } from './clock.ts';
import type { CheckPorts } from './ports.ts';

export type Question = {
  readonly origin: string;
  readonly private: boolean;
  readonly document: SiteDocument;
  readonly nonce: Uint8Array;
  readonly channel: ChannelObservation;
  readonly signal: AbortSignal;
  /** Told whom is being waited for. */
  readonly waiting: (tee: string, hosts: readonly string[]) => Promise<void>;
};

export type Judgement = {
  readonly result: AttestationResult;
  readonly problems: readonly Problem[];
  /** This computer's clock is behind what the manufacturer signed: then the result says nothing. */
  readonly clock: Problem | null;
};

/** Gathers endorsements and appraises; when kept endorsements led to a refusal, once more with fresh ones. */
export async function judge(ports: CheckPorts, question: Question): Promise<Judgement> {
  const first = await judgeOnce(ports, question, 'nothing');
  // An endorsement that went bad in the cache must not make a site red.
  if (!first.usedKept || first.result.tier !== 'contraindicated') return first;
  return await judgeOnce(ports, question, 'cache');
}

async function judgeOnce(
  ports: CheckPorts,
  question: Question,
  past: 'cache' | 'nothing',
): Promise<Judgement & { readonly usedKept: boolean }> {
  const { document, origin, nonce, channel } = question;
  const settings = await currentSettings(ports.settings);
  const [gathered, references] = await Promise.all([
    gatherFor(ports, question, past),
    Promise.all(ports.references.map((source) => source.valuesFor(origin))),
  ]);
  const input = {
    evidence: document.evidence,
    endorsements: gathered.endorsements,
    references: references.flat(),
    visit: { session: { origin, nonce, binding: document.binding, challenge: document.challenge, channel } },
    anchors: anchorsOf(settings),
    policy: appraisalPolicy(settings),
    ...timeOf(settings, ports.now()),
    crypto: ports.crypto(question.private),
  };
  const result = await appraise(input);
  const later = timeToTry(result);
  const clock = clockProblem(result, later === null ? null : await appraise({ ...input, now: later }));
  return { result, problems: gathered.problems, clock, usedKept: gathered.usedKept };
}

/** What there is for this evidence; nothing for evidence that cannot be read, of which the appraisal says so. */
async function gatherFor(ports: CheckPorts, question: Question, past: 'cache' | 'nothing'): Promise<Gathered> {
  const opening = open(question.document.evidence);
  if (opening.at === 'malformed') return { endorsements: [], problems: [], usedKept: false };
  const { tee, opened } = opening;
  const sent = endorsementsOf(question.document, tee);
  const gathered = await gather(ports.endorsements, {
    missing: (given) => opened.missing(given),
    given: sent.endorsements,
    past,
    keep: !question.private,
    waiting: (hosts) => question.waiting(tee.id, hosts),
    site: siteOf(question.origin),
    signal: question.signal,
  });
  return { ...gathered, problems: [...sent.problems, ...gathered.problems] };
}

/** When it is, or when a developer says that it is; the latter marks the result. */
function timeOf({ developer }: Settings, now: Instant): { readonly now: Instant; readonly clockChanged: boolean } {
  const { verificationTime } = developer;
  return verificationTime === null
    ? { now, clockChanged: false }
    : { now: parseRfc3339(verificationTime, 'settings.verificationTime'), clockChanged: true };
}

/**
 * The quote that stands on a chain, judged like any other: it was made once, so no nonce of ours is expected in it.
 * Null when the site sent none, or one that cannot be read: then the chain is asked as if there were none.
 */
export async function judgeRegistered(
  ports: CheckPorts,
  document: SiteDocument,
  origin: string,
  signal: AbortSignal,
): Promise<AttestationResult | null> {
  if (document.registered === null) return null;
  const opening = open(document.registered);
  if (opening.at !== 'opened') return null;
  const { tee, opened } = opening;
  const settings = await currentSettings(ports.settings);
  const { endorsements } = await gather(ports.endorsements, {
    missing: (given) => opened.missing(given),
    given: endorsementsOf(document, tee).endorsements,
    past: 'nothing',
    keep: true,
    waiting: () => Promise.resolve(),
    site: siteOf(origin),
    signal,
  });
  return await appraise({
    evidence: document.registered,
    endorsements,
    references: [],
    visit: { expected: { reportData: null, nonce: null } },
    anchors: anchorsOf(settings),
    policy: appraisalPolicy(settings),
    now: ports.now(),
    clockChanged: false,
    crypto: ports.crypto(false),
  });
}

/** The endorsements that the site sent along, as far as this TEE reads their kind; damaged ones are passed over and said. */
function endorsementsOf(
  document: SiteDocument,
  tee: AnyTee,
): { readonly endorsements: readonly Endorsement[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const endorsements = document.endorsements.flatMap(({ mediaType, bytes }) => {
    const read = Object.hasOwn(tee.documents, mediaType) ? tee.documents[mediaType] : undefined;
    try {
      return read?.(bytes) ?? [];
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      const facts = { field: error.field, why: error.why };
      problems.push({ code: 'document.malformed', fault: 'site', remedy: 'ask-the-site', facts });
      return [];
    }
  });
  return { endorsements, problems };
}
