import type { Recognition } from '../discovery/sources.ts';
import { CHECK_KINDS, type CheckKind } from './check-kind.ts';
import type { CheckRun } from './check-step.ts';
import { beginning } from './held-visit.ts';
import { INTERNAL } from './mistakes.ts';
import type { Ports } from './ports.ts';
import { unwatch, watch } from './schedule.ts';
import type { Visit } from './visit.ts';

/** The running checks, at most one a tab. */
export type RunningChecks = {
  /** Starts a check of this visit; an older check of the tab ends, and its remaining work passes to this one. */
  readonly start: (visit: Visit, recognition: Recognition, kind?: CheckKind) => void;
  /**
   * As `start`, for a page that was just found to need a check: stored before anything is found out, so that the next worker can
   * take it over if this one dies. @param more what else changes in the visit
   */
  readonly begin: (visit: Visit, recognition: Recognition, more?: Partial<Visit>) => Promise<void>;
  readonly giveUp: (tabId: number) => void;
  readonly has: (tabId: number) => boolean;
};

type Run = { readonly controller: AbortController; remaining: CheckKind };

const wider = (a: CheckKind, b: CheckKind): CheckKind => (CHECK_KINDS.indexOf(a) > CHECK_KINDS.indexOf(b) ? a : b);

/** @param inspect makes one check; it may have to be loaded first */
export function runningChecks(ports: Ports, inspect: (check: CheckRun) => Promise<void>): RunningChecks {
  const { visits } = ports;
  const running = new Map<number, Run>();

  const checks: RunningChecks = {
    async begin(visit, recognition, more = {}) {
      if (isNotLoaded(visit)) return;
      const { tabId, id } = visit;
      const begun = await visits.update(tabId, id, (one) => ({ ...beginning(one, recognition), ...more }));
      if (begun !== null) checks.start(begun, recognition);
    },

    start(visit, recognition, asked = 'check') {
      const { tabId, id } = visit;
      if (visits.held(tabId)?.id !== id || isNotLoaded(visit)) return;
      const before = running.get(tabId);
      before?.controller.abort();
      const kind = before === undefined ? asked : wider(before.remaining, asked);
      const run: Run = { controller: new AbortController(), remaining: kind };
      running.set(tabId, run);
      void watch(ports, tabId);
      if (visit.origin !== null) ports.quiet.speaks(visit.origin);
      const remains = (remaining: CheckKind): void => void (run.remaining = remaining);
      void inspect({ tabId, id, ...recognition, kind, remains, signal: run.controller.signal })
        .catch(async (error: unknown) => {
          ports.report(error);
          await visits.update(tabId, id, afterFault);
        })
        .catch(ports.report)
        .finally(() => {
          if (running.get(tabId) !== run) return;
          running.delete(tabId);
          void unwatch(ports, tabId);
        });
    },

    giveUp(tabId) {
      running.get(tabId)?.controller.abort();
      if (running.delete(tabId)) void unwatch(ports, tabId);
    },

    has: (tabId) => running.has(tabId),
  };
  return checks;
}

/** The browser's own error page is not a page of the site, whatever the site would answer. */
const isNotLoaded = ({ state }: Visit): boolean => state.at === 'off' && state.because === 'not-loaded';

/** A check that our own error broke off (its code could not be loaded) is over and counts as failed. */
function afterFault(visit: Visit): Visit {
  const { at } = visit.state;
  if (at !== 'fetching' && at !== 'gathering') return visit;
  return { ...visit, attempts: 0, state: { at: 'unavailable', problem: INTERNAL } };
}
