import { openSecret } from './opensecret.ts';
import type { PublisherSource } from './source.ts';

/** Publishers whose own lists the user may turn on. A new one is a file and a line here. */
export const PUBLISHER_SOURCES: readonly PublisherSource[] = [openSecret];
