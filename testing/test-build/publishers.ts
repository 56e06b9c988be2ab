import { openSecret } from '../../src/background/publishers/opensecret.ts';
import type { PublisherSource } from '../../src/background/publishers/source.ts';
import { PUBLISHER_KEY } from './demonstration.ts';

/** Replaces `src/background/publishers/sources.ts` in the test build: the same list, under a key that anybody can make. */
export const PUBLISHER_SOURCES: readonly PublisherSource[] = [{ ...openSecret, key: PUBLISHER_KEY }];
