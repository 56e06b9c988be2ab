import type { Problem, ProblemCode, Remedy } from '../../background/api/problem.ts';
import { fill } from './fill.ts';
import { duration } from './times.ts';

/** What could not be done, one sentence a code; facts are filled in. */
export const PROBLEM_WORDS = {
  'net.unreachable': 'Sealmark could not reach {host}.',
  'net.timeout': '{host} did not answer in time.',
  'net.too-slow': '{host} answered too slowly.',
  'net.too-large': 'The answer from {host} is too large to be evidence.',
  'net.redirected': '{host} redirected the request, which is not allowed.',
  'net.status': '{host} answered with an error ({status}).',
  'net.media-type': '{host} answered with something that is not evidence.',
  'document.malformed': 'Sealmark cannot read the site’s attestation document ({field}: {why}).',
  'document.no-evidence': 'The site’s attestation document contains no evidence.',
  'document.several-evidences':
    'The site’s attestation document contains more than one piece of evidence, so Sealmark used none of them.',
  'endorsement.unavailable': 'Sealmark could not get what the manufacturer says about this processor from {host}.',
  'endorsement.not-allowed': 'Sealmark has no permission to ask the manufacturer ({host}) about this processor.',
  'clock.behind':
    'This computer’s clock is behind: the manufacturer signed something dated {signed|day}, later than the clock shows.',
  'worker.interrupted': 'The browser stopped Sealmark during the check.',
  internal: 'Something went wrong inside Sealmark.',
} as const satisfies Readonly<Record<ProblemCode, string>>;

/** What helps: the label of the one button, or a line of advice where only the reader can act. */
export const REMEDY_WORDS = {
  retry: { action: 'Try again', advice: null },
  'check-network': { action: 'Try again', advice: 'Check that this computer is online.' },
  'check-clock': { action: 'Try again', advice: 'Set this computer’s clock, then try again.' },
  'ask-the-site': { action: null, advice: 'Only the people who run the site can fix this.' },
  'allow-vendor': { action: 'Allow asking the manufacturer…', advice: null },
  'report-to-us': { action: 'Try again', advice: 'If it happens again, report it with the copied details.' },
} as const satisfies Readonly<Record<Remedy, { action: string | null; advice: string | null }>>;

/** A manufacturer's service that answered 429: it is well, and said when it may be asked again (`retryAfter`, seconds). */
const BUSY_WORDS = 'The manufacturer’s service ({host}) is busy and asked Sealmark to wait {pause}.';

/** What could not be done, facts filled in. */
export function problemSentence({ code, facts }: Problem): string {
  const { status, retryAfter } = facts;
  const pause = typeof retryAfter === 'number' ? duration(1000 * retryAfter) : 'a while';
  const words = code === 'endorsement.unavailable' && status === 429 ? BUSY_WORDS : PROBLEM_WORDS[code];
  return fill(words, { host: 'The server', pause, ...facts });
}
