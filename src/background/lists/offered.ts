import type { OfferedList } from '../api/lists.ts';

/**
 * A list that ships with a build, and its text at that time, so that it can be followed offline; null where it is only available
 * at its address.
 */
export type BuiltInList = OfferedList & { readonly text: string | null };

/**
 * None yet, because nobody signs such lists. The test build replaces this with the demonstration's list
 * (testing/test-build/offered.ts).
 */
export const OFFERED_LISTS: readonly BuiltInList[] = [];
