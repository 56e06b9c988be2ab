import { serve } from '../e2e/lib/laboratory-tasks.ts';

/** An extension that does nothing but answer: what the whole one is measured over. */
serve({});
