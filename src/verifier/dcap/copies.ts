import { allAnswering, type SuppliedEndorsement, type Giver } from '../endorsement.ts';
import type { DcapNeed } from './need.ts';

/** More copies of one document than there are suppliers; each costs signatures. */
const MAX_COPIES = 8;

/** Whose copy is examined first, and reported when none holds: those who should have had a good one come first. */
const ORDER: readonly Giver[] = ['manufacturer', 'cache', 'list', 'caller', 'evidence', 'site'];

/** The copies of one document, in an order that no sender controls: a site cannot crowd out the manufacturer's. */
export function copiesOf(supplied: readonly SuppliedEndorsement[], need: DcapNeed): readonly SuppliedEndorsement[] {
  return allAnswering(supplied, need)
    .toSorted((a, b) => ORDER.indexOf(a.from) - ORDER.indexOf(b.from))
    .slice(0, MAX_COPIES);
}
