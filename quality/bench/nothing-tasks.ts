import { serve } from '../../testing/harness-tasks.ts';

/** An extension that does nothing but answer: what the whole one is measured over. */
serve({});
