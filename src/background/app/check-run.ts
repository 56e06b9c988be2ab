import { open, type AttestationResult } from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import type { AdapterId } from '../api/adapters.ts';
import type { Problem } from '../api/problem.ts';
import type { SiteState } from '../api/site-view.ts';
import { askRegistry } from './ask-registry.ts';
import { askSite } from './ask-site.ts';
import { badgeOf } from '../api/badge-of.ts';
import { isBoundedAge } from '../api/bounded-age.ts';
import { CheckEnded, giveUp, refuseWithoutPermission, step, type CheckRun } from './check-step.ts';
import { beginning } from './held-visit.ts';
import { INTERRUPTED } from './mistakes.ts';
import { keptDocument, sentDocument, toKeep } from './kept-document.ts';
import { appraiseSite, type SiteAppraisal, type Question } from './appraise-site.ts';
import { appraiseSiteAccelerators } from './appraise-accelerators.ts';
import type { CheckPorts } from './ports.ts';
import { continuityOf } from './continuity.ts';
import { recordVisit } from './record-visit.ts';
import { offersNothing, problemOf, stateAfter } from './problem-state.ts';
import { followLock, observeScripts, spokeSince, type Heard } from './follow-lock.ts';
import { observeResponse } from './observe-response.ts';
import { planRecheck } from './schedule.ts';
import { confirmMismatch, tlsKeysOf, wantsConfirmation } from './confirm-mismatch.ts';
import { connectionOf, readReceived, type ReceivedDocument } from './received.ts';
import { failureAfter } from './unresolved-failure.ts';
import { badgeInput, channelOf, NO_ROW, unresolvedFailureOf, type Visit } from './visit.ts';

/**
 * One check of one document: fetch evidence → open → gather → appraise → fetch once more before red → record. Each step begins by
 * reading the visit and ends by writing it, so a worker that was stopped between two steps notices.
 */
export async function runCheck(ports: CheckPorts, check: CheckRun): Promise<void> {
  try {
    await run(ports, check);
  } catch (error) {
    if (check.signal.aborted) return;
    if (error instanceof CheckEnded) {
      if (error.problem !== null) await couldNot(ports, check, error.problem);
      return;
    }
    const name = error instanceof Error ? error.name : 'unknown';
    await couldNot(ports, check, { code: 'internal', fault: 'ours', remedy: 'report-to-us', facts: { name } });
    throw error;
  }
}

const enter = (state: SiteState) => (visit: Visit) => ({ ...visit, state });

/** Step 1: the site's answer to our nonce, and whether a service worker controls the document. */
async function fetchEvidence(ports: CheckPorts, check: CheckRun): Promise<ReceivedDocument> {
  const { signal, tabId } = check;
  const begun = await step(ports, check, (visit) => ({ ...beginning(visit, check), attempts: visit.attempts + 1 }));
  const { origin, clicked, documentId, adapter } = begun;
  if (origin === null) throw new CheckEnded(null);
  const [asked, controlled] = await Promise.all([
    askSite(ports, { tabId, documentId, origin, adapter, connection: connectionOf(begun), clicked, request: 'first', signal }),
    ports.site.isControlled(begun).catch(() => null),
  ]);
  if (asked === null) return await giveUp(ports, check);
  // First: whatever came back says nothing about such a document, and the tab that no script can enter carries nothing either.
  if (controlled === null && hasComeUnseen(begun)) throw new CheckEnded(INTERRUPTED);
  if ('problem' in asked) throw new CheckEnded(asked.problem);
  await step(ports, check, (visit) => ({
    ...visit,
    channel: withWorker(visit.channel, controlled),
    // If a service worker cannot be ruled out, this response may not have become the document.
    signed: controlled === false ? visit.signed : null,
  }));
  return asked;
}

/** Asks only the chain, about what was appraised before. False if the site's response is no longer available. */
async function askAgain(ports: CheckPorts, check: CheckRun): Promise<boolean> {
  await refuseWithoutPermission(ports, check);
  const visit = await ports.visits.read(check.tabId);
  if (visit?.id !== check.id) throw new CheckEnded(null);
  const document = sentDocument(visit);
  if (document === null) return false;
  await apart(ports, check, askRegistry(ports, check, visit, document));
  return true;
}

async function run(ports: CheckPorts, check: CheckRun): Promise<void> {
  if (check.kind === 'registry' && (await askAgain(ports, check))) return;
  const { announcedBy, signal, tabId } = check;
  const before = check.kind === 'check' ? null : await keptDocument(ports, check);
  if (before !== null) await refuseWithoutPermission(ports, check);
  const received = before ?? (await fetchEvidence(ports, check));
  const begun = await ports.visits.read(tabId);
  if (begun?.id !== check.id || begun.origin === null) throw new CheckEnded(null);
  const read = readReceived(begun, received);
  if ('problem' in read) throw new CheckEnded(read.problem);
  const visit: Visit = { ...begun, adapter: read.adapter };
  const heard: Heard = { guard: null, body: null };
  const knowledge = await ports.knowledge.current();
  const question: Question = {
    origin: begun.origin,
    private: visit.private,
    document: read.document,
    opening: open(read.document.evidence),
    nonce: received.nonce,
    channel: channelOf(visit),
    seen: async () => ({
      scripts: await observeScripts(ports, check, read.document, heard),
      response: await observeResponse(ports, check, heard),
    }),
    before: before?.fromLedger ?? [],
    signal,
    waiting: async (tee, waitingFor) => {
      if (before === null) await step(ports, check, enter({ at: 'gathering', announcedBy, tee, waitingFor }));
    },
  };
  const first = { ...(await appraiseSite(ports, question)), ...received, document: read.document };
  const second = wantsConfirmation(first.result) ? await confirmMismatch(ports, question, visit, first) : null;
  if (!visit.private) for (const appraised of [first, second]) await learnKeys(ports, begun.origin, appraised);
  await conclude(ports, check, { ...(second ?? first), adapter: read.adapter, heard, knowledge });
}

/** Evidence that holds names keys of this origin; only a verified commitment counts. */
async function learnKeys(
  ports: CheckPorts,
  origin: string,
  appraised: (SiteAppraisal & { readonly document: SiteDocument }) | null,
): Promise<void> {
  if (appraised === null || appraised.result.tier === 'contraindicated') return;
  const { result, document } = appraised;
  const committed = result.findings.some(({ check, outcome }) => check === 'binding.report-data' && outcome === 'pass');
  if (committed) await ports.attestedKeys.add(origin, tlsKeysOf(document.binding), result);
}

/**
 * Nothing was seen of how the document came. If no script of ours can enter it either, it may be the browser's own error page or
 * warning, which Firefox does not mark as such: evidence of the site says nothing about it.
 */
const hasComeUnseen = ({ channel }: Visit): boolean =>
  channel.kind === 'unobserved' && (channel.because === 'started-before-us' || channel.because === 'no-request-seen');

/** A service worker that controls a document may have produced any part of it. */
function withWorker(channel: Visit['channel'], controlled: boolean | null): Visit['channel'] {
  if (controlled === true) return { kind: 'unobserved', because: 'service-worker' };
  if (controlled === null && channel.kind === 'observed') return { kind: 'unobserved', because: 'permission-missing' };
  return channel;
}

async function conclude(
  ports: CheckPorts,
  check: CheckRun,
  appraised: SiteAppraisal &
    ReceivedDocument & {
      readonly document: SiteDocument;
      readonly adapter: AdapterId;
      readonly heard: Heard;
      readonly knowledge: number;
    },
): Promise<void> {
  const { result, code, problems } = appraised;
  const { announcedBy, tabId } = check;
  const before = await ports.visits.read(tabId);
  if (before?.id !== check.id || before.origin === null) throw new CheckEnded(null);
  const { origin } = before;
  if (appraised.clock !== null) throw new CheckEnded(appraised.clock);
  const unreadable = problemOf(result);
  if (unreadable !== null && before.pin !== 'off') throw new CheckEnded(unreadable);
  const continuity = await continuityOf(ports, origin, result);
  const visit = await step(ports, check, (current) => ({
    ...current,
    attempts: 0,
    adapter: appraised.adapter,
    knowledge: spokeSince(appraised.heard, current) ? null : appraised.knowledge,
    state: {
      at: 'appraised',
      announcedBy,
      result,
      code,
      problems: unreadable === null ? problems : [unreadable, ...problems],
      continuity,
    },
    unresolvedFailure: failureAfter(unresolvedFailureOf(current), result, continuity),
    // The row stays if the question has not changed (`askRegistry`).
    ...(check.kind === 'check' || current.registry?.at !== 'answered' ? NO_ROW : {}),
    accelerators: null,
    boundedAge: isBoundedAge(result),
    lastDocument: toKeep(appraised, ports.now()),
  }));
  check.remains('reappraisal');
  // Something that the result may depend on changed during the run.
  if (visit.knowledge !== (await ports.knowledge.current())) {
    await run(ports, { ...check, kind: 'reappraisal' });
    return;
  }
  const badge = badgeOf(badgeInput(visit, ports.now()));
  await planRecheck(ports);
  if (!visit.private) await recordVisit(ports, { origin, adapter: appraised.adapter }, result, badge).catch(ports.report);
  await apart(ports, check, inParallel(ports, check, visit, appraised));
}

/** What can never improve the mark is still awaited, and its errors are ours to report: the mark stands. */
async function apart(ports: CheckPorts, { signal }: CheckRun, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!signal.aborted && !(error instanceof CheckEnded)) ports.report(error);
  });
}

type Concluded = Pick<ReceivedDocument, 'nonce' | 'sentAt'> & {
  readonly result: AttestationResult;
  readonly document: SiteDocument;
};

async function inParallel(ports: CheckPorts, check: CheckRun, visit: Visit, appraised: Concluded): Promise<void> {
  await followLock(ports, visit, appraised);
  await appraiseAttached(ports, check, visit, appraised);
  check.remains('registry');
  await askRegistry(ports, check, visit, appraised.document);
}

/** Off the critical path, like the registry: the devices attached to the evidence, which never change the badge. */
async function appraiseAttached(ports: CheckPorts, check: CheckRun, visit: Visit, appraised: Concluded): Promise<void> {
  const accelerators = await appraiseSiteAccelerators(ports, { ...appraised, private: visit.private, service: appraised.result });
  if (accelerators !== null) await step(ports, check, (current) => ({ ...current, accelerators }));
}

/** The site did not itself announce that it attests. */
const NOT_ANNOUNCED: ReadonlySet<CheckRun['announcedBy']> = new Set(['click', 'list']);

/** The check could not be made: grey; or, if evidence was expected, the alarm. */
async function couldNot(ports: CheckPorts, check: CheckRun, problem: Problem): Promise<void> {
  const gone = await forgetIfGone(ports, check, problem);
  const ordinary = NOT_ANNOUNCED.has(check.announcedBy) && offersNothing(problem);
  await ports.visits.update(check.tabId, check.id, (visit) => ({
    ...visit,
    attempts: 0,
    state: gone || (ordinary && visit.pin === 'off') ? { at: 'none' } : stateAfter(visit, problem),
  }));
  const { origin = null, private: isPrivate = true } = (await ports.visits.read(check.tabId)) ?? {};
  // Private windows change nothing that is stored.
  if (origin !== null && !isPrivate) await ports.locks.unproven(origin);
}

/** A site that attested once, announces nothing and no longer serves a document has moved on: it is not asked again. */
async function forgetIfGone(ports: CheckPorts, { tabId, announcedBy }: CheckRun, problem: Problem): Promise<boolean> {
  const visit = await ports.visits.read(tabId);
  const status = problem.facts['status'];
  const gone = problem.code === 'net.status' && (status === 404 || status === 410);
  const origin = visit?.origin ?? null;
  if (origin === null || visit?.pin !== 'off' || announcedBy !== 'seen-before' || !gone) return false;
  await ports.pins.remove(origin);
  return true;
}
