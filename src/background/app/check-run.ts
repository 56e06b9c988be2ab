import type { AttestationResult } from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';
import type { Announcement, SiteState } from '../api/site-view.ts';
import { documentOrProblem } from '../discovery/document.ts';
import { askSite, carrierFor } from './ask-site.ts';
import { badgeOf } from './badge.ts';
import { keptDocument, toKeep } from './kept-document.ts';
import { appraiseSite, appraiseRegistered, type SiteAppraisal, type Question } from './appraise-site.ts';
import { appraiseSiteAccelerators } from './appraise-accelerators.ts';
import type { CheckPorts } from './ports.ts';
import { continuityOf, recordVisit } from './continuity.ts';
import { offersNothing, problemOf, stateAfter } from './problem-state.ts';
import { planRecheck } from './schedule.ts';
import { confirmMismatch, tlsKeysOf, wantsConfirmation, type ReceivedDocument } from './confirm-mismatch.ts';
import { isBoundedAge, failureAfter } from './unresolved-failure.ts';
import { badgeInput, restoreChannel, unresolvedFailureOf, withoutPermission, type Visit } from './visit.ts';

/** What ends a check early: the document has gone, or something could not be done. */
class CheckEnded extends Error {
  readonly problem: Problem | null;

  constructor(problem: Problem | null) {
    super(problem?.code ?? 'the visit is over');
    this.name = 'CheckEnded';
    this.problem = problem;
  }
}

export type CheckRun = {
  readonly tabId: number;
  readonly id: string;
  readonly announcedBy: Announcement;
  /** Judge what the site said a moment ago, because what the user accepts has changed; nobody is asked again. */
  readonly again: boolean;
  readonly signal: AbortSignal;
};

/**
 * One check of one document: look → open → gather → appraise → look twice before red → record. Each step begins by
 * reading the visit and ends by writing it, so that a worker which is stopped between two steps finds out.
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

async function step(ports: CheckPorts, { tabId, id, signal }: CheckRun, change: (visit: Visit) => Visit): Promise<Visit> {
  signal.throwIfAborted();
  const visit = await ports.visits.update(tabId, id, change);
  if (visit === null) throw new CheckEnded(null);
  return visit;
}

const enter = (state: SiteState) => (visit: Visit) => ({ ...visit, state });

/** Step 1, look: what the site says to our nonce, and whether a service worker controls the document. */
async function fetchEvidence(ports: CheckPorts, check: CheckRun): Promise<ReceivedDocument> {
  const { announcedBy, signal, tabId } = check;
  const begun = await step(ports, check, (visit) => ({
    ...visit,
    attempts: visit.attempts + 1,
    unresolvedFailure: unresolvedFailureOf(visit),
    lastDocument: null,
    state: { at: 'fetching', announcedBy },
  }));
  const { origin, clicked, documentId } = begun;
  if (origin === null) throw new CheckEnded(null);
  const [asked, controlled] = await Promise.all([
    askSite(ports, { tabId, documentId, origin, clicked, request: 'first', signal }),
    ports.site.isControlled(begun).catch(() => null),
  ]);
  if (asked === null) return await giveUp(ports, check);
  if ('problem' in asked) throw new CheckEnded(asked.problem);
  await step(ports, check, (visit) => ({ ...visit, channel: withWorker(visit.channel, controlled) }));
  return asked;
}

/** The permission was withdrawn since the check was due: nothing is said of this page any more. */
async function giveUp(ports: CheckPorts, check: CheckRun): Promise<never> {
  await step(ports, check, withoutPermission);
  throw new CheckEnded(null);
}

async function refuseWithoutPermission(ports: CheckPorts, check: CheckRun): Promise<void> {
  const { origin, clicked } = await step(ports, check, (visit) => visit);
  if (origin === null || (await carrierFor(ports, { tabId: check.tabId, origin, clicked })) === null) await giveUp(ports, check);
}

async function run(ports: CheckPorts, check: CheckRun): Promise<void> {
  const { announcedBy, signal, tabId } = check;
  const before = check.again ? await keptDocument(ports, check) : null;
  if (before !== null) await refuseWithoutPermission(ports, check);
  const received = before ?? (await fetchEvidence(ports, check));
  const read = documentOrProblem(received.bytes);
  if ('problem' in read) throw new CheckEnded(read.problem);
  const visit = await ports.visits.read(tabId);
  if (visit?.id !== check.id || visit.origin === null) throw new CheckEnded(null);
  const question: Question = {
    origin: visit.origin,
    private: visit.private,
    document: read.document,
    nonce: received.nonce,
    channel: restoreChannel(visit.channel),
    signal,
    waiting: async (tee, waitingFor) => {
      if (before === null) await step(ports, check, enter({ at: 'gathering', announcedBy, tee, waitingFor }));
    },
  };
  const first = { ...(await appraiseSite(ports, question)), ...received, document: read.document };
  const second = wantsConfirmation(first.result) ? await confirmMismatch(ports, question, visit, received) : null;
  if (!visit.private) for (const appraised of [first, second]) await learnKeys(ports, visit.origin, appraised);
  await conclude(ports, check, second ?? first, read.document);
}

/** Whose evidence holds names keys of this origin; only a commitment that was verified counts. */
async function learnKeys(
  ports: CheckPorts,
  origin: string,
  appraised: (SiteAppraisal & { readonly document: SiteDocument }) | null,
): Promise<void> {
  if (appraised === null || appraised.result.tier === 'contraindicated') return;
  const committed = appraised.result.findings.some(({ check, outcome }) => check === 'binding.report-data' && outcome === 'pass');
  if (committed) await ports.attestedKeys.add(origin, tlsKeysOf(appraised.document.binding));
}

/** A service worker that controls a document may have made any part of it. */
function withWorker(channel: Visit['channel'], controlled: boolean | null): Visit['channel'] {
  if (controlled === true) return { kind: 'unobserved', because: 'service-worker' };
  if (controlled === null && channel.kind === 'observed') return { kind: 'unobserved', because: 'permission-missing' };
  return channel;
}

async function conclude(
  ports: CheckPorts,
  check: CheckRun,
  appraised: SiteAppraisal & Pick<ReceivedDocument, 'nonce' | 'bytes'> & { readonly document: SiteDocument },
  document: SiteDocument,
): Promise<void> {
  const { result, problems } = appraised;
  const { announcedBy, tabId, signal } = check;
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
    state: {
      at: 'appraised',
      announcedBy,
      result,
      problems: unreadable === null ? problems : [unreadable, ...problems],
      continuity,
    },
    unresolvedFailure: failureAfter(unresolvedFailureOf(current), result, continuity),
    registry: null,
    accelerators: null,
    boundedAge: isBoundedAge(result),
    lastDocument: toKeep(appraised, result.judgedAt),
  }));
  const badge = badgeOf(badgeInput(visit, ports.now()));
  await planRecheck(ports);
  if (!visit.private) await recordVisit(ports, origin, result, badge).catch(ports.report);
  const attached = fetchInParallel(ports, check, visit, appraised).then(() => askRegistry(ports, check, visit, document, signal));
  await attached.catch((error: unknown) => {
    if (!signal.aborted && !(error instanceof CheckEnded)) ports.report(error);
  });
}

/** Off the critical path, as the registry: the devices that came beside the evidence, which never move the badge. */
async function fetchInParallel(
  ports: CheckPorts,
  check: CheckRun,
  visit: Visit,
  appraised: Pick<ReceivedDocument, 'nonce'> & { readonly result: AttestationResult; readonly document: SiteDocument },
): Promise<void> {
  const accelerators = await appraiseSiteAccelerators(ports, { ...appraised, private: visit.private, service: appraised.result });
  if (accelerators !== null) await step(ports, check, (current) => ({ ...current, accelerators }));
}

/** Off the critical path: the badge stands before the chain is asked, and only a contradiction touches it. */
async function askRegistry(
  ports: CheckPorts,
  check: CheckRun,
  visit: Visit,
  document: SiteDocument,
  signal: AbortSignal,
): Promise<void> {
  if (visit.state.at !== 'appraised' || visit.private || visit.origin === null) return;
  const { binding, execution } = document;
  const { origin, resumed } = visit;
  const registered = () => appraiseRegistered(ports, document, origin, signal);
  const question = { origin, result: visit.state.result, binding, registered, execution, resumed };
  // Progress of a look-up that nobody waits for any more must not replace what was found since.
  const show = (registry: Visit['registry']): void => {
    void ports.visits.update(check.tabId, check.id, (current) => (signal.aborted ? current : { ...current, registry }));
  };
  const answer = await ports.registry.ask(question, show, signal);
  if (answer !== null) await step(ports, check, (current) => ({ ...current, registry: answer, resumed: 0 }));
}

/** The check could not be made: grey; or, where evidence was to be expected, the alarm that the user or we set. */
async function couldNot(ports: CheckPorts, check: CheckRun, problem: Problem): Promise<void> {
  const gone = await forgetIfGone(ports, check, problem);
  const ordinary = check.announcedBy === 'click' && offersNothing(problem);
  await ports.visits.update(check.tabId, check.id, (visit) => ({
    ...visit,
    attempts: 0,
    state: gone || (ordinary && visit.pin === 'off') ? { at: 'none' } : stateAfter(visit, problem),
  }));
}

/** A site that attested once, announces nothing and has no document any more has moved on: it is not asked again. */
async function forgetIfGone(ports: CheckPorts, { tabId, announcedBy }: CheckRun, problem: Problem): Promise<boolean> {
  const visit = await ports.visits.read(tabId);
  const status = problem.facts['status'];
  const gone = problem.code === 'net.status' && (status === 404 || status === 410);
  const origin = visit?.origin ?? null;
  if (origin === null || visit?.pin !== 'off' || announcedBy !== 'seen-before' || !gone) return false;
  await ports.pins.remove(origin);
  return true;
}
