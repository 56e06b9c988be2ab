import type { BuiltInList } from '../../src/background/lists/offered.ts';
import { DEMONSTRATION_LIST } from './demonstration.ts';

/** Replaces `src/background/lists/offered.ts` in the test build: the demonstration's auditor, marked as such on every screen. */
export const OFFERED_LISTS: readonly BuiltInList[] = [{ ...DEMONSTRATION_LIST, demonstration: true, text: null }];
