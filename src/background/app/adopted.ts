import type { Frame } from '../browser/tabs.ts';
import type { Arrival } from '../channel/navigation.ts';
import type { Visit } from './visit.ts';
import type { Arrived } from './visits.ts';

/** A document that the tab was found to show: of how it came nothing is known. */
export function unseenArrival(tabId: number, { url, documentId, failed }: Frame): Arrival {
  // Storage is silent about pages of which there is nothing to say, and about those whose worker died before it could store
  // anything: which of them this is nobody knows.
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
    notLoaded: failed,
  };
}

/** The visits of this worker that began with a look at the tab, before (or without) any commit being heard. */
export type AdoptedVisits = {
  note(arrived: Arrived): Arrived;
  /**
   * The visit before this arrival. One that was adopted may be of the very document whose commit is only heard now, and which
   * was seen from its beginning: then the arrival says how it came, and what the look did not know does not stand in its place.
   */
  before(arrival: Arrival, visit: Visit | null): Visit | null;
};

export function openAdoptedVisits(): AdoptedVisits {
  /** The last one of each tab, by the id of its visit. */
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
