import type { Aspect } from '../../verifier/index.ts';

/** What each of the five aspects asks. */
export const ASPECT_QUESTIONS = {
  hardware: 'Is the processor genuine, up to date and not withdrawn?',
  configuration: 'Is it set up to keep the operator out?',
  executables: 'Which code is it, and who has reviewed it?',
  freshness: 'Does the evidence answer your visit, just now?',
  channel: 'Does this page’s own connection end in that code?',
} as const satisfies Readonly<Record<Aspect, string>>;
