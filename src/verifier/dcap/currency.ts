import { needKey, type Endorsement } from '../endorsement.ts';
import type { Instant } from '../time.ts';
import { readGivenCrl, readGivenQeIdentity, readGivenTcbInfo } from './endorsements.ts';
import type { DcapNeed } from './need.ts';

/**
 * Does this read as an answer to that kind of need, and is `now` inside its own dates? Nothing of it is believed: it only
 * decides whether another copy should be asked for, or used where there are several.
 */
export function isCurrent(endorsement: Endorsement, kind: DcapNeed['kind'], now: Instant): boolean {
  switch (kind) {
    case 'dcap.root-crl':
    case 'dcap.pck-crl': {
      const list = readGivenCrl(endorsement);
      if (list.at !== 'read') return false;
      const { thisUpdate, nextUpdate } = list.value;
      return now >= thisUpdate && nextUpdate !== undefined && now <= nextUpdate;
    }
    case 'dcap.tcb-info':
    case 'dcap.qe-identity': {
      const { document } = kind === 'dcap.tcb-info' ? readGivenTcbInfo(endorsement) : readGivenQeIdentity(endorsement);
      return document.at === 'read' && now >= document.value.issued && now <= document.value.nextUpdate;
    }
  }
}

/** Of several answers to one need the first that is current, else the first: what a site sent may have gone stale. */
export function bestFor(given: readonly Endorsement[], need: DcapNeed, now: Instant): Endorsement | undefined {
  const key = needKey(need);
  const answers = given.filter((endorsement) => needKey(endorsement.need) === key);
  if (answers.length < 2) return answers[0];
  return answers.find((endorsement) => isCurrent(endorsement, need.kind, now)) ?? answers[0];
}
