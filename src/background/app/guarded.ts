import type { Sender } from '../browser/messages.ts';
import { keep, type Kept } from '../channel/kept.ts';
import { guardReports, isLastStop, type GuardReport } from '../lock/guard-report.ts';
import type { Ports } from './ports.ts';
import type { RunningChecks } from './running-checks.ts';
import { begunBy, httpsOrigin } from './visit.ts';

/** What the browser itself says about the frame that sent a report. */
export type GuardSender = Pick<Extract<Sender, { kind: 'content' }>, 'tabId' | 'frameId' | 'url' | 'documentId'>;

/** Reports from the guards of locked documents. */
export type GuardedDocuments = {
  /** A guard reports the policy under which its document runs; null: not ours, and the document was stopped. */
  readonly guarded: (sender: GuardSender, policy: string | null) => Promise<void>;
  /** This document came out of the history. */
  readonly cameBack: (documentId: string | null) => void;
  /** What was reported for a document, even before the document itself was known. */
  readonly of: (documentId: string | null) => GuardReport | null;
};

/** A guard's report counts only for its own document; a document without an id gets none. */
export function followGuards(
  ports: Pick<Ports, 'visits' | 'locks' | 'browser' | 'now' | 'report'>,
  start: RunningChecks['start'],
): GuardedDocuments {
  const { visits } = ports;
  const reports = guardReports();
  const fromHistory: Kept = new Set();

  function hear(tabId: number, documentId: string, report: GuardReport): void {
    reports.note(documentId, report);
    visits
      .inTurn(tabId, async () => {
        const held = visits.held(tabId);
        if (held?.documentId !== documentId) return;
        const visit = await visits.update(tabId, held.id, (one) => ({ ...one, guard: report, knowledge: null }));
        if (visit?.state.at === 'appraised') start(visit, begunBy(visit, visit.state), 'reappraisal');
        // A site that announces nothing any more is not asked: nothing else would end its lock once its last evidence has run out.
        if (visit?.state.at === 'none' && visit.origin !== null) await ports.locks.unproven(visit.origin);
      })
      .catch(ports.report);
  }

  /**
   * The tab, not the frame that was stopped in it: loaded again by itself, a frame without an address on the network comes back under the
   * policy that it had. Nothing else that the tab shows by now is touched, nor a page of another site around a frame.
   */
  async function loadAgain(tabId: number, origin: string): Promise<void> {
    const shown = await ports.browser.documentOf(tabId);
    if (shown !== null && httpsOrigin(shown.url) === origin) await ports.browser.reloadPastCaches(tabId);
  }

  return {
    cameBack: (documentId) => {
      keep(fromHistory, documentId);
    },
    of: (documentId) => reports.of(documentId),
    guarded: async ({ tabId, frameId, url, documentId }, policy) => {
      const origin = httpsOrigin(url);
      const isPage = frameId === 0 && documentId !== null;
      if (origin === null) return;
      const ours = policy === null ? null : await ports.locks.reported(origin, policy);
      if (ours !== null) {
        reports.held(tabId, origin);
        if (isPage) hear(tabId, documentId, ours);
        return;
      }
      // Chrome's guard stops every page that is loaded out of the history, whose frames may bring policies of before. Nothing is amiss.
      if (policy === null && isPage && fromHistory.has(documentId)) {
        await loadAgain(tabId, origin);
        return;
      }
      // A page that is held ends no series of its frames: each time it would be loaded again for them.
      const last = isLastStop(reports.stopped(tabId, frameId === 0 ? origin : `${origin} frames`, ports.now()));
      // Firefox adds our policy to the site's own until its rule is set, and either may be reported: loaded again, it has ours alone.
      if (policy === null) await ports.locks.restore(origin);
      if (last && isPage)
        hear(tabId, documentId, policy === null ? { kind: 'removed' } : { kind: 'held', header: policy, epoch: null });
      // Of a page of which nothing is claimed its frames take nothing away: the browser's reader of PDFs begins in an empty one.
      const isClaimed = frameId === 0 || visits.held(tabId)?.guard?.kind === 'held';
      if (!last && isClaimed) await loadAgain(tabId, origin);
    },
  };
}
