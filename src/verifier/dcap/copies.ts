import { allAnswering, type SuppliedEndorsement, type Giver } from '../endorsement.ts';
import type { DcapNeed } from './need.ts';

/** More copies of one document than there are givers; each costs signatures. */
const MAX_COPIES = 8;

/** Whose copy is looked at first, and is told of when none holds: whoever should have had a good one. */
const ORDER: readonly Giver[] = ['manufacturer', 'cache', 'list', 'caller', 'evidence', 'site'];

/** The copies of one document, in an order that no sender decides: a site cannot crowd out the manufacturer's. */
export function copiesOf(supplied: readonly SuppliedEndorsement[], need: DcapNeed): readonly SuppliedEndorsement[] {
  return allAnswering(supplied, need)
    .toSorted((a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from))
    .slice(0, MAX_COPIES);
}
