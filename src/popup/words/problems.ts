import type { Problem, ProblemCode, Remedy } from '../../background/api/problem.ts';
import { fill } from './fill.ts';
import { duration } from './times.ts';

/** What could not be done, one sentence a code; facts are filled in. */
export const PROBLEM_WORDS = {
  'net.unreachable': '{host} could not be reached.',
  'net.timeout': '{host} did not answer in time.',
  'net.too-slow': '{host} answered too slowly.',
  'net.too-large': 'The answer of {host} is too large to be evidence.',
  'net.redirected': '{host} sent the request elsewhere, which is not allowed.',
  'net.status': '{host} answered with an error ({status}).',
  'net.media-type': '{host} sent something that is no evidence.',
  'document.malformed': 'The site’s attestation document is damaged ({field}: {why}).',
  'document.no-evidence': 'The site’s attestation document holds no evidence.',
  'document.several-evidences': 'The site’s attestation document holds several pieces of evidence, so none was believed.',
  'endorsement.unavailable': 'What the manufacturer says about this processor could not be fetched from {host}.',
  'endorsement.not-allowed': 'Sealmark may not ask the manufacturer ({host}) about this processor.',
  'clock.behind': 'This computer’s clock is behind: the manufacturer signed something on {signed|day}, after today.',
  'worker.interrupted': 'The browser stopped Sealmark in the middle of the check.',
  internal: 'Sealmark made a mistake of its own.',
} as const satisfies Readonly<Record<ProblemCode, string>>;

/** What helps: the label of the one button, or a line of advice where only the reader can act. */
export const REMEDY_WORDS = {
  retry: { action: 'Try again', advice: null },
  'check-network': { action: 'Try again', advice: 'Check that this computer is online.' },
  'check-clock': { action: 'Try again', advice: 'Set this computer’s clock, then try again.' },
  'ask-the-site': { action: null, advice: 'Only the people who run the site can mend this.' },
  'allow-vendor': { action: 'Allow asking the manufacturer…', advice: null },
  'report-to-us': { action: 'Try again', advice: 'If it happens again, report it with the copied details.' },
} as const satisfies Readonly<Record<Remedy, { action: string | null; advice: string | null }>>;

/** A manufacturer's service that answered 429: it is well, and said when it may be asked again (`retryAfter`, seconds). */
const BUSY_WORDS =
  'The manufacturer’s service ({host}) has too much to do and asks to be left alone for {pause}, which Sealmark does.';

/** What could not be done, facts filled in. */
export function problemSentence({ code, facts }: Problem): string {
  const { status, retryAfter } = facts;
  const pause = typeof retryAfter === 'number' ? duration(1000 * retryAfter) : 'a while';
  const words = code === 'endorsement.unavailable' && status === 429 ? BUSY_WORDS : PROBLEM_WORDS[code];
  return fill(words, { host: 'The server', pause, ...facts });
}
