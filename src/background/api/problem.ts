import type { Facts } from '../../verifier/index.ts';

/** Why a check could not be made. Codes are permanent: people quote them in reports. */
export const PROBLEM_CODES = [
  'site.not-https',
  'site.asks-for-a-key',
  'net.unreachable',
  'net.timeout',
  'net.too-slow',
  'net.too-large',
  'net.redirected',
  'net.status',
  'net.media-type',
  'net.not-carried',
  'document.malformed',
  'document.other-format',
  'document.newer-format',
  'document.no-evidence',
  'document.several-evidences',
  'evidence.newer',
  'endorsement.unavailable',
  'endorsement.not-allowed',
  'endorsement.private-window',
  'clock.behind',
  'clock.ahead',
  'worker.interrupted',
  'internal',
] as const;

/** One of those codes. */
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What the user can do about it: one button or sentence each. */
export type Remedy =
  'retry' | 'check-network' | 'check-clock' | 'ask-the-site' | 'allow-vendor' | 'ordinary-window' | 'update' | 'report-to-us';

/**
 * Something that could not be done, whose fault it was, and what helps. Never a verdict: a problem makes the badge grey (or
 * `missing`, for a pinned site), not red.
 */
export type Problem = {
  readonly code: ProblemCode;
  readonly fault: 'site' | 'network' | 'vendor' | 'user' | 'ours';
  readonly remedy: Remedy;
  readonly facts: Facts;
};
