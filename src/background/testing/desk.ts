import { vi } from 'vitest';
import { instant, type Instant } from '../../verifier/index.ts';
import type { ShownDocument } from '../api/site-view.ts';
import type { Visit } from '../app/visit.ts';
import { openVisits, type Visits } from '../app/visits.ts';
import { memorySession } from './memory.ts';

/** The tab of every test. */
export const TAB = 1;

/** The document that the tab shows first. */
export const ONE: ShownDocument = { origin: 'https://enclave.test', documentId: 'D1' };

/** Another document of the same origin. */
export const TWO: ShownDocument = { origin: 'https://enclave.test', documentId: 'D2' };

/** A channel that was seen to end at a key of one zero byte. */
export const OBSERVED: Visit['channel'] = { kind: 'observed', spki: 'AA==', locallyInstalledRoot: null };

/** The state of a site that announced itself by a header. */
export const FETCHING: Visit['state'] = { at: 'fetching', announcedBy: 'response-header' };

/** The real visits over a simulated browser: its session's storage, what its tabs show, what is scheduled. */
export class Desk {
  readonly session = memorySession();
  readonly shown = new Map<number, ShownDocument | null>([[TAB, ONE]]);
  readonly changed = vi.fn<(tabId: number) => void>();
  readonly moved = vi.fn<(tabId: number) => void>();
  readonly lost = vi.fn<(tabId: number) => void>();
  readonly untouched = vi.fn<(tabId: number) => void>();
  readonly report = vi.fn<(error: unknown) => void>();
  later: (() => void)[] = [];
  now: Instant = instant(Date.parse('2026-11-25T08:00:00Z'));

  openTabs(): Promise<readonly number[]> {
    return Promise.resolve([...this.shown.keys()]);
  }

  /** A worker that has just started: nothing in memory, with what was stored. */
  worker(): Visits {
    return openVisits({
      area: this.session,
      changed: this.changed,
      moved: this.moved,
      untouched: this.untouched,
      lost: this.lost,
      openTabs: () => this.openTabs(),
      report: this.report,
      now: () => this.now,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      documentOf: (tabId) => Promise.resolve(this.shown.get(tabId) ?? null),
      later: (job) => {
        this.later.push(job);
        return () => void (this.later = this.later.filter((one) => one !== job));
      },
    });
  }

  /** The tab shows a document that is asked for evidence. */
  async fetching(visits: Visits = this.worker(), document = ONE): Promise<Visit> {
    const visit: Visit = { ...visits.arrived(TAB, document, null).visit, state: FETCHING };
    await visits.settle(visit);
    return visit;
  }

  /** Names of what is stored. */
  get stored(): readonly string[] {
    return [...this.session.values.keys()].sort();
  }
}
