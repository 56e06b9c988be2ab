import type { SuppliedEndorsement } from '../endorsement.ts';
import type { Instant } from '../time.ts';
import { copiesOf } from './copies.ts';
import { isCurrent } from './currency.ts';
import { chainOf, type OpenedQuote } from './opened.ts';
import type { DcapNeed } from './need.ts';
import type { QuoteTee } from './quote.ts';

/** Everything that this quote rests on, supplied or not. Without a PCK chain nothing can be requested. */
export function needsOf(tee: QuoteTee, opened: OpenedQuote, supplied: readonly SuppliedEndorsement[]): readonly DcapNeed[] {
  const found = chainOf(opened, supplied);
  if (found.at !== 'read') return [];
  const chain = found.value;
  return [
    { kind: 'dcap.tcb-info', tee, fmspc: chain.platform.fmspc },
    { kind: 'dcap.qe-identity', tee },
    ...(chain.ca === undefined ? [] : [{ kind: 'dcap.pck-crl', ca: chain.ca } as const]),
    { kind: 'dcap.root-crl' },
  ];
}

/** Those for which nobody supplied a copy that reads and is current at `now`. */
export const needsLeft = (
  tee: QuoteTee,
  opened: OpenedQuote,
  supplied: readonly SuppliedEndorsement[],
  now: Instant,
): readonly DcapNeed[] =>
  needsOf(tee, opened, supplied).filter((need) => !copiesOf(supplied, need).some((copy) => isCurrent(copy, need.kind, now)));
