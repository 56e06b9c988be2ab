import type { Problem } from '../api/problem.ts';
import type { Recognition } from '../discovery/sources.ts';
import { carrierFor } from './ask-site.ts';
import type { CheckKind } from './check-kind.ts';
import type { CheckPorts } from './ports.ts';
import { withoutPermission, type Visit } from './visit.ts';

/** One run of a check, for the document of a visit. */
export type CheckRun = Recognition & {
  readonly tabId: number;
  /** The visit's own id: a run whose visit has ended changes nothing. */
  readonly id: string;
  readonly kind: CheckKind;
  /** Reports what would remain to be done if the run were abandoned now. */
  readonly remains: (kind: CheckKind) => void;
  readonly signal: AbortSignal;
};

/** Ends a run early: the document is gone (null), or something failed. */
export class CheckEnded extends Error {
  readonly problem: Problem | null;

  constructor(problem: Problem | null) {
    super(problem?.code ?? 'the visit is over');
    this.name = 'CheckEnded';
    this.problem = problem;
  }
}

/** Writes one step of a run. @throws CheckEnded if the visit has ended */
export async function step(ports: CheckPorts, { tabId, id, signal }: CheckRun, change: (visit: Visit) => Visit): Promise<Visit> {
  signal.throwIfAborted();
  const visit = await ports.visits.update(tabId, id, change);
  if (visit === null) throw new CheckEnded(null);
  return visit;
}

/** The permission was withdrawn since the run became due: this page gets no mark any more. @throws CheckEnded always */
export async function giveUp(ports: CheckPorts, check: CheckRun): Promise<never> {
  await step(ports, check, withoutPermission);
  throw new CheckEnded(null);
}

/** Even a run that contacts no site needs its permission. @throws CheckEnded without it */
export async function refuseWithoutPermission(ports: CheckPorts, check: CheckRun): Promise<void> {
  const { origin, clicked } = await step(ports, check, (visit) => visit);
  if (origin === null || (await carrierFor(ports, { tabId: check.tabId, origin, clicked })) === null) await giveUp(ports, check);
}
