import type { Frame } from '../browser/tabs.ts';
import type { Arrival } from '../channel/navigation.ts';
import type { Visit } from './visit.ts';
import type { Arrived } from './visits.ts';

/** A document that the tab was found to show; nothing is known about how it loaded. */
export function unseenArrival(tabId: number, { url, documentId, failed }: Frame): Arrival {
  // Storage holds no record both for pages with nothing to say and for pages whose worker died before storing anything; the two
  // cannot be told apart.
  const channel = { kind: 'unobserved', because: 'started-before-us' } as const;
  return {
    tabId,
    url,
    documentId,
    channel,
    links: [],
    fields: [],
    leaf: null,
    signed: null,
    begun: false,
    restored: false,
    prerendered: false,
    fromHistory: false,
    notLoaded: failed,
  };
}

/** Visits of this worker that began by asking the browser what the tab shows, before (or without) a commit event. */
export type AdoptedVisits = {
  note(arrived: Arrived): Arrived;
  /**
   * The visit before this arrival. An adopted visit may be of the very document whose commit is only reported now and which was
   * observed from its beginning: then the arrival says how it loaded, and overrides what the adopted visit did not know.
   */
  before(arrival: Arrival, visit: Visit | null): Visit | null;
};

/** In memory only: a worker that has just started has adopted nothing. */
export function openAdoptedVisits(): AdoptedVisits {
  /** The latest one of each tab, by visit id. */
  const ids = new Map<number, string>();
  return {
    note(arrived) {
      ids.set(arrived.visit.tabId, arrived.visit.id);
      return arrived;
    },
    before({ documentId, begun, restored }, visit) {
      if (visit === null || ids.get(visit.tabId) !== visit.id) return visit;
      return begun && !restored && visit.documentId === documentId ? { ...visit, documentId: null } : visit;
    },
  };
}
