import type { Problem } from '../api/problem.ts';

/** The worker was stopped, or not running, when something happened that it should have seen. */
export const INTERRUPTED = { code: 'worker.interrupted', fault: 'ours', remedy: 'retry', facts: {} } as const satisfies Problem;

/** Something threw unexpectedly: nothing is concluded from earlier knowledge. */
export const INTERNAL = { code: 'internal', fault: 'ours', remedy: 'report-to-us', facts: {} } as const satisfies Problem;
