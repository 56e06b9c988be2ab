import type { Skip } from '../runner/registry.ts';

/** Tests that are not run in one of the browsers, and why. The runner refuses rows that name no test. */
export const SKIPS: readonly Skip[] = [];
