import { serve } from '../../testing/harness-tasks.ts';

/** An extension that only answers: the baseline for the whole one. */
serve({});
