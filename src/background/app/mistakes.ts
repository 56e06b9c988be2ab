import type { Problem } from '../api/problem.ts';

/** The worker was stopped, or was not there, when something happened that it should have seen. */
export const INTERRUPTED = { code: 'worker.interrupted', fault: 'ours', remedy: 'retry', facts: {} } as const satisfies Problem;

/** Something threw that should not have: nothing is concluded from whatever was known before. */
export const INTERNAL = { code: 'internal', fault: 'ours', remedy: 'report-to-us', facts: {} } as const satisfies Problem;
