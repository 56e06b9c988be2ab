import { answering, type Endorsement } from '../endorsement.ts';
import type { Instant } from '../time.ts';
import { bestFor, isCurrent } from './currency.ts';
import { chainOf, type OpenedQuote } from './opened.ts';
import type { DcapNeed } from './need.ts';
import type { QuoteTee } from './quote.ts';

/**
 * Everything that this quote rests on and that was not given. Without a PCK chain nothing can be asked.
 * @param now when given, an endorsement that is unreadable or outside its dates at `now` counts as missing
 */
export function needsLeft(
  tee: QuoteTee,
  opened: OpenedQuote,
  given: readonly Endorsement[],
  now: Instant | undefined,
): readonly DcapNeed[] {
  const found = chainOf(opened, given);
  if (found.at !== 'read') return [];
  const chain = found.value;
  const needs: readonly DcapNeed[] = [
    { kind: 'dcap.tcb-info', tee, fmspc: chain.platform.fmspc },
    { kind: 'dcap.qe-identity', tee },
    ...(chain.ca === undefined ? [] : [{ kind: 'dcap.pck-crl', ca: chain.ca } as const]),
    { kind: 'dcap.root-crl' },
  ];
  return needs.filter((need) => {
    const best = now === undefined ? answering<Endorsement['need']>(given, need) : bestFor(given, need, now);
    return best === undefined || (now !== undefined && !isCurrent(best, need.kind, now));
  });
}
