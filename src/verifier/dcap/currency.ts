import type { SuppliedEndorsement } from '../endorsement.ts';
import type { Parsed } from '../parsed.ts';
import type { Instant } from '../time.ts';
import { crlIn, qeIdentityIn, tcbInfoIn } from './endorsements.ts';
import { MIN_NUMBERS, minimumEvaluationNumber } from './evaluation-number.ts';
import type { DcapNeed } from './need.ts';
import type { DocumentKind, Documents } from './signed-document.ts';

/**
 * Does this read as an answer to that kind of need, and is `now` within its own dates? Nothing in it is trusted: this only
 * decides whether to request another copy.
 */
export function isCurrent({ bytes }: SuppliedEndorsement, kind: DcapNeed['kind'], now: Instant): boolean {
  switch (kind) {
    case 'dcap.root-crl':
    case 'dcap.pck-crl': {
      const list = crlIn(bytes);
      if (list.at !== 'read') return false;
      const { thisUpdate, nextUpdate } = list.value;
      return now >= thisUpdate && nextUpdate !== undefined && now <= nextUpdate;
    }
    case 'dcap.tcb-info':
      return isCurrentTable(tcbInfoIn(bytes), kind, now);
    case 'dcap.qe-identity':
      return isCurrentTable(qeIdentityIn(bytes), kind, now);
  }
}

/** A table that Intel has superseded is also out of date, whatever its own dates say. */
function isCurrentTable(document: Parsed<Documents[DocumentKind]>, kind: DocumentKind, now: Instant): boolean {
  if (document.at !== 'read') return false;
  const { issued, nextUpdate, evaluationDataNumber } = document.value;
  const least = minimumEvaluationNumber(MIN_NUMBERS, kind, now)?.number ?? 0;
  return now >= issued && now <= nextUpdate && evaluationDataNumber >= least;
}
