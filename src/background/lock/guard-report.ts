/**
 * What the guard of one document reported: the policy under which it runs, or that it was stopped once more after everything had
 * been put right. `epoch`: of the lock that its origin was under then; null where this background knows of none, as in a private window.
 */
export type GuardReport =
  { readonly kind: 'held'; readonly header: string; readonly epoch: string | null } | { readonly kind: 'removed' };

/** Documents whose guards reported before the background knew of the document. */
const MAX_REPORTS = 64;
/** A policy may have many sources, and is as long as they are. */
export const MAX_POLICY_CHARACTERS = 32 * 1024;

/** Stops within this time of each other (milliseconds) have one cause. */
const SERIES_MS = 60_000;
/** How often a document is reloaded before it stays stopped. */
const MAX_STOPS = 3;

/** What guards reported, by document, and how often pages of an origin were stopped in a tab. */
export type GuardReports = {
  note(documentId: string, report: GuardReport): void;
  of(documentId: string | null): GuardReport | null;
  /** A document of this origin was stopped. @returns how often that happened in a row */
  stopped(tabId: number, origin: string, now: number): number;
  /** A document is under its policy: the series ends. */
  held(tabId: number, origin: string): void;
};

/** Is this the stop after which nothing more is tried? */
export const isLastStop = (stops: number): boolean => stops >= MAX_STOPS;

/** Reports in memory, a limited number of them; the oldest go first. */
export function guardReports(): GuardReports {
  const reports = new Map<string | null, GuardReport>();
  const stops = new Map<string, { count: number; at: number }>();
  const keyOf = (tabId: number, origin: string): string => `${String(tabId)} ${origin}`;
  return {
    note(documentId, report) {
      reports.set(documentId, report);
      for (const oldest of [...reports.keys()].slice(0, -MAX_REPORTS)) reports.delete(oldest);
    },
    of: (documentId) => reports.get(documentId) ?? null,
    stopped(tabId, origin, now) {
      const key = keyOf(tabId, origin);
      const before = stops.get(key);
      const count = before !== undefined && now - before.at < SERIES_MS ? before.count + 1 : 1;
      stops.delete(key);
      stops.set(key, { count, at: now });
      for (const oldest of [...stops.keys()].slice(0, -MAX_REPORTS)) stops.delete(oldest);
      return count;
    },
    held(tabId, origin) {
      stops.delete(keyOf(tabId, origin));
    },
  };
}
