import type { OfferedList } from '../api/lists.ts';

/**
 * A list that comes with a build, and its text at that time, so that it can be followed without a network; null where it is only
 * to be had from its address.
 */
export type BuiltInList = OfferedList & { readonly text: string | null };

/** None yet: nobody signs such lists. The test build has the demonstration's in this place (testing/test-build/offered.ts). */
export const OFFERED_LISTS: readonly BuiltInList[] = [];
