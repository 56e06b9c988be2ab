import type { Problem, ProblemCode, Remedy } from '../../background/api/problem.ts';
import { fill } from './fill.ts';
import { duration } from './times.ts';

/** What could not be done, one sentence per code; facts are filled in. */
export const PROBLEM_WORDS = {
  'site.not-https': '{host} came without https this time, so nothing about it can be checked.',
  'site.asks-for-a-key': 'The service no longer shows its evidence to everyone: it asks for a key, so Sealmark cannot check it.',
  'net.unreachable': 'Sealmark could not reach {host}.',
  'net.timeout': '{host} did not answer in time.',
  'net.too-slow': '{host} answered too slowly.',
  'net.too-large': 'The answer from {host} is too large to be evidence.',
  'net.redirected': '{host} redirected the request, which is not allowed.',
  'net.status': '{host} answered with an error ({status}).',
  'net.media-type': '{host} answered with something that is not evidence.',
  'net.not-carried': 'This page’s own rules, or the browser’s, keep Sealmark from asking {host} in this window.',
  'document.malformed': 'Sealmark cannot read the site’s attestation document ({field}: {why}).',
  'document.other-format': 'The site answered in a format that Sealmark does not know.',
  'document.newer-format': 'The site’s evidence comes in a format that is newer than this release of Sealmark.',
  'document.no-evidence': 'The site’s attestation document contains no evidence.',
  'document.several-evidences':
    'The site’s attestation document contains more than one piece of evidence, so Sealmark used none of them.',
  'evidence.newer': 'The evidence is newer than this release of Sealmark ({release}) knows ({field}: {why}).',
  'endorsement.unavailable': 'Sealmark could not get what the manufacturer says about this processor from {host}.',
  'endorsement.not-allowed': 'Sealmark has no permission to ask the manufacturer ({host}) about this processor.',
  'endorsement.private-window':
    'Sealmark did not ask {host} for a window that keeps no history: this browser would use the connections of other windows.',
  'clock.behind':
    'This computer’s clock is behind: the manufacturer signed something dated {signed|day}, later than the clock shows.',
  'clock.ahead':
    'A certificate the check relies on has expired by this computer’s clock, under evidence made for this very visit: the clock is ahead.',
  'worker.interrupted': 'Sealmark did not see this page load, or the browser stopped it during the check.',
  internal: 'Something went wrong inside Sealmark.',
} as const satisfies Readonly<Record<ProblemCode, string>>;

/** What helps: the label of the one button, or a line of advice if only the user can act. */
export const REMEDY_WORDS = {
  retry: { action: 'Try again', advice: null },
  'check-network': { action: 'Try again', advice: 'Check that this computer is online.' },
  'check-clock': { action: 'Try again', advice: 'Set this computer’s clock, then try again.' },
  'ask-the-site': { action: null, advice: 'Only the people who run the site can fix this.' },
  'allow-vendor': { action: 'Allow asking the manufacturer…', advice: null },
  'ordinary-window': { action: null, advice: 'In an ordinary window Sealmark can complete this check.' },
  update: { action: null, advice: 'An update of Sealmark may help.' },
  'report-to-us': { action: 'Try again', advice: 'If it happens again, copy the details and report it: security@sealmark.dev.' },
} as const satisfies Readonly<Record<Remedy, { action: string | null; advice: string | null }>>;

/** A manufacturer's service that answered 429: it works, and said when it may be asked again (`retryAfter`, seconds). */
const BUSY_WORDS = 'The manufacturer’s service ({host}) is busy and asked Sealmark to wait {pause}.';

/** Something arrived that does not verify, whoever damaged it on the way; or it verifies, and this release cannot read it. */
const UNUSABLE_WORDS = 'What {host} sent as the manufacturer’s answer does not hold, so Sealmark did not use it.';
const NEWER_WORDS = 'The manufacturer’s answer is newer than this release of Sealmark can read.';

/** The same code for a device registry, for a manufacturer whose name is unknown, and for a clock whose lag is unknown. */
const REGISTER_WORDS = 'Sealmark could not get the registry’s answer about this device.';
const NO_SOURCE_WORDS = 'This check needs something that only the site can send, and nothing usable came with the evidence.';
const NO_HOST_WORDS = 'Sealmark could not get what the manufacturer says about this processor.';
const UNDATED_WORDS = 'This computer’s clock is behind: the manufacturer has signed something with a later date.';

/** The clock shows a time before this release existed. */
const RELEASED_WORDS =
  'This computer’s clock is behind: it shows a date earlier than {released|day}, before this release of Sealmark existed.';

/** What could not be done, facts filled in. */
export function problemSentence({ code, facts }: Problem): string {
  const pause = typeof facts['retryAfter'] === 'number' ? duration(1000 * facts['retryAfter']) : 'a while';
  const words = wordsFor(code, facts);
  const { host } = facts;
  if (host !== undefined && host !== '') return fill(words, { ...facts, pause });
  return fill(words, { ...facts, pause, host: words.startsWith('{host}') ? 'The server' : 'the server' });
}

function wordsFor(code: ProblemCode, { need, host, status, signed, released, because }: Problem['facts']): string {
  if (code === 'clock.behind' && released !== undefined) return RELEASED_WORDS;
  if (code === 'clock.behind' && signed === undefined) return UNDATED_WORDS;
  if (code !== 'endorsement.unavailable') return PROBLEM_WORDS[code];
  if (need === 'device-key' || need === 'manufacturer-key') return REGISTER_WORDS;
  if (because === 'no-source') return NO_SOURCE_WORDS;
  if (status === 429) return BUSY_WORDS;
  if (because === 'unusable') return UNUSABLE_WORDS;
  if (because === 'newer') return NEWER_WORDS;
  return host === undefined || host === '' ? NO_HOST_WORDS : PROBLEM_WORDS[code];
}
