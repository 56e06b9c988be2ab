import {
  appraise,
  open,
  parseRfc3339,
  type AttestationResult,
  type ChannelObservation,
  type Claims,
  type Instant,
  type Opening,
  type ReferenceValue,
  type Session,
} from '../../verifier/index.ts';
import { decide, NOTHING_KNOWN, referencesOf, type Applied, type CodeDecision } from '../../verifier/audits/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';
import type { Settings } from '../api/settings.ts';
import { anchorsOf } from '../api/anchors.ts';
import { distrustAfter, isNewer, NO_DISTRUST, unusableIn, type Distrust, type Unusable } from '../endorsements/distrust.ts';
import { gather, keep, type Gathered, type JustFetched } from '../endorsements/gather.ts';
import { siteOf } from '../net/site-of.ts';
import { appraisalPolicy } from '../policy/appraisal.ts';
import { currentSettings } from '../state/settings.ts';
import { clockBeforeRelease, clockProblem, timeToTry } from './clock.ts';
import type { CheckPorts } from './ports.ts';
import { publishedBy } from './published-by.ts';
import { endorsementsOf } from './sent-endorsements.ts';
import { unusableProblems } from './unusable-problems.ts';

/** What is to be appraised: one document's evidence, as far as it is known for which origin and connection it came. */
export type Question = {
  readonly origin: string;
  readonly private: boolean;
  readonly document: SiteDocument;
  /** The document's evidence, read once for the whole check. */
  readonly opening: Opening;
  readonly nonce: Uint8Array;
  readonly channel: ChannelObservation;
  /** What is known of the document itself; read last, because its guard may report late. */
  readonly seen: () => Promise<Pick<Session, 'scripts' | 'response'>>;
  /** What was already fetched for this document: nothing is requested twice. */
  readonly before: readonly JustFetched[];
  readonly signal: AbortSignal;
  /** Reports who is being waited for. */
  readonly waiting: (tee: string, hosts: readonly string[]) => Promise<void>;
};

/** The result, who knows the code, and what could not be had. */
export type SiteAppraisal = {
  readonly result: AttestationResult;
  readonly code: CodeDecision;
  readonly problems: readonly Problem[];
  /** This computer's clock is behind the manufacturer's signature times, so the result is meaningless. */
  readonly clock: Problem | null;
  /** Endorsements that were requested from somebody. */
  readonly fetched: readonly JustFetched[];
};

/**
 * Each source of each kind is distrusted at most once: the site's copy, then the cached one; after that the manufacturer was
 * asked.
 */
const MAX_PASSES = 4;

/**
 * Gathers endorsements and appraises. An endorsement that does not verify is skipped, another source is asked, and the evidence
 * is appraised again: any carrier could have damaged it, and that says nothing about the evidence. If cached endorsements led to
 * a refusal, it tries once more with fresh ones.
 */
export async function appraiseSite(ports: CheckPorts, question: Question): Promise<SiteAppraisal> {
  let how: How = { useCache: true, distrust: NO_DISTRUST, before: question.before, skipped: [] };
  for (let pass = 1; ; pass += 1) {
    const appraised = await appraiseOnce(ports, question, how);
    const next = pass < MAX_PASSES ? nextPass(appraised, how) : null;
    if (next === null) {
      if (!question.private) await keepGood(ports, appraised);
      return {
        ...appraised,
        problems: [
          ...unusableProblems(ports.endorsements.sources, question.origin, appraised, how.skipped),
          ...appraised.problems,
        ],
      };
    }
    how = next;
  }
}

/** How one pass is made: what to skip. */
type How = {
  readonly useCache: boolean;
  readonly distrust: Distrust;
  readonly before: readonly JustFetched[];
  /** What earlier passes found invalid. */
  readonly skipped: readonly Unusable[];
};

type Pass = SiteAppraisal & Pick<Gathered, 'endorsements'> & { readonly unusable: readonly Unusable[] };

function nextPass({ result, unusable, endorsements, fetched: before }: Pass, how: How): How | null {
  const distrust = distrustAfter(how.distrust, unusable);
  if (distrust !== null) return { ...how, before, distrust, skipped: [...how.skipped, ...unusable] };
  const usedKept = endorsements.some(({ from }) => from === 'cache');
  return usedKept && how.useCache && result.tier === 'contraindicated' ? { ...how, before, useCache: false } : null;
}

/** Invalid endorsements are not cached: they would be requested again on every visit, or worse, not at all. */
async function keepGood(ports: CheckPorts, { fetched, unusable }: Pick<Pass, 'fetched' | 'unusable'>): Promise<void> {
  const bad = new Set(unusable.filter((one) => !isNewer(one)).map(({ kind }) => kind));
  await keep(
    ports.endorsements,
    fetched.filter(({ record }) => !bad.has(record.endorsement.need.kind)),
  );
}

async function appraiseOnce(ports: CheckPorts, question: Question, how: How): Promise<Pass> {
  const { opening, origin, nonce, channel } = question;
  const { binding, challenge } = question.document;
  const settings = await currentSettings(ports.settings);
  const [gathered, values, lists] = await Promise.all([
    gatherFor(ports, question, timeOf(settings, ports.now()).now, how),
    Promise.all(ports.references.map((source) => source.valuesFor(origin))),
    ports.lists.index(),
  ]);
  // Of thousands of statements only a few concern this code, and which ones is known once it has been measured.
  const stated = (tee: string, claims: Claims): Applied => lists.about({ tee, claims, origin, now: ports.now() });
  const references = (tee: string, claims: Claims): readonly ReferenceValue[] => [
    ...values.flat(),
    ...referencesOf(stated(tee, claims), tee),
  ];
  const input = {
    opening,
    endorsements: gathered.endorsements,
    references,
    visit: { session: { origin, nonce, binding, challenge, channel, ...(await question.seen()) } },
    anchors: anchorsOf(settings),
    policy: appraisalPolicy(settings),
    // Read after everything has arrived: what is signed on request, like AMD's certificates, is newer than the start of the
    // check, and an earlier reading would make this computer's clock look slow.
    ...timeOf(settings, ports.now()),
    crypto: ports.crypto(question.private),
  };
  const result = await appraise(input);
  const later = timeToTry(result);
  const clock =
    clockBeforeRelease(result, ports.now()) ??
    clockProblem(result, later === null ? null : await appraise({ ...input, now: later }));
  const { problems, fetched, endorsements, kinds } = gathered;
  const { tee, claims } = result;
  const code =
    tee === null || claims === null
      ? NOTHING_KNOWN
      : decide(stated(tee, claims), result.vouchedBy, await publishedBy(ports, question, lists, tee, claims));
  return { result, code, problems, clock, fetched, endorsements, unusable: unusableIn(result, kinds) };
}

/** What is available for this evidence; nothing for unreadable evidence, which the appraisal reports itself. */
async function gatherFor(
  ports: CheckPorts,
  question: Question,
  judgedAt: Instant,
  { useCache, distrust, before }: How,
): Promise<Gathered & { readonly kinds: readonly string[] }> {
  const { opening } = question;
  if (opening.at === 'malformed') return { endorsements: [], problems: [], fetched: [], kinds: [] };
  const { tee, opened } = opening;
  const sent = endorsementsOf(question.document, tee);
  const gathered = await gather(ports.endorsements, {
    needs: (supplied) => opened.needs(supplied),
    missing: (supplied, now) => opened.missing(supplied, now),
    judgedAt,
    supplied: sent.endorsements,
    useCache,
    distrust,
    before,
    waiting: (hosts) => question.waiting(tee.id, hosts),
    site: siteOf(question.origin),
    private: question.private,
    signal: question.signal,
  });
  const kinds = opened.needs(gathered.endorsements).map(({ kind }) => kind);
  return { ...gathered, problems: [...sent.problems, ...gathered.problems], kinds };
}

/** The current time, or the time a developer set; the latter marks the result. */
export function timeOf({ developer }: Settings, now: Instant): { readonly now: Instant; readonly clockChanged: boolean } {
  const { verificationTime } = developer;
  return verificationTime === null
    ? { now, clockChanged: false }
    : { now: parseRfc3339(verificationTime, 'settings.verificationTime'), clockChanged: true };
}

/**
 * The quote registered on a chain, appraised like any other: it was made once, so no nonce of ours is expected in it. Null if the
 * site sent none, or an unreadable one: then the chain is asked as if there were none.
 */
export async function appraiseRegistered(
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
  const { endorsements, fetched } = await gather(ports.endorsements, {
    needs: (supplied) => opened.needs(supplied),
    missing: (supplied, at) => opened.missing(supplied, at),
    judgedAt: ports.now(),
    supplied: endorsementsOf(document, tee).endorsements,
    useCache: true,
    distrust: NO_DISTRUST,
    before: [],
    waiting: () => Promise.resolve(),
    site: siteOf(origin),
    // No chain is asked for a private window.
    private: false,
    signal,
  });
  const result = await appraise({
    opening,
    endorsements,
    references: [],
    visit: { expected: { reportData: null, nonce: null } },
    anchors: anchorsOf(settings),
    policy: appraisalPolicy(settings),
    now: ports.now(),
    clockChanged: false,
    crypto: ports.crypto(false),
  });
  const kinds = opened.needs(endorsements).map(({ kind }) => kind);
  await keepGood(ports, { fetched, unusable: unusableIn(result, kinds) });
  return result;
}
