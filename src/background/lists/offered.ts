import type { OfferedList } from '../api/lists.ts';

/** A list that comes with a release, and its text at that time, so that it can be followed without a network. */
export type BuiltInList = OfferedList & { readonly text: string };

/** None yet: nobody signs such lists. */
export const OFFERED_LISTS: readonly BuiltInList[] = [];
