import { setTimeout as sleep } from 'node:timers/promises';
import { instant, type AttestationResult } from '../verifier/index.ts';
import type { EndorsementDocument } from '../verifier/protocol/index.ts';
import { AttesterError } from './attester-error.ts';
import { attest, type Attested, type BindingContent } from './document.ts';
import type { Stapler } from './endorsements/stapler.ts';
import type { InTurn } from './in-turn.ts';
import { appraiseOwn, type OwnMeasure } from './own-evidence.ts';
import type { EvidenceSource } from './source.ts';

/** Evidence that was appraised before anyone gets it, and what is sent along with it. */
export type Quote = Attested & {
  readonly stapled: readonly EndorsementDocument[];
  readonly result: AttestationResult;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
};

/** @throws AttesterError when there is no evidence that may be served, Busy when there are too many requests */
export type Quoter = (content: BindingContent, signal: AbortSignal) => Promise<Quote>;

/** What a quoter is made of: the platform, what is sent along, what evidence must measure, and how requests queue. */
export type QuoterParts = {
  readonly source: EvidenceSource;
  readonly stapler: Stapler;
  readonly measure: OwnMeasure;
  readonly inTurn: InTurn;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timeoutMs?: number;
};

/** Visitors wait 5 seconds for the whole document (docs/PROTOCOL.md section 2). */
const QUOTE_TIMEOUT_MS = 4000;
const MAX_ATTEMPTS = 3;
const BETWEEN_ATTEMPTS_MS = 50;

/**
 * Makes a quote and appraises it; retries once if the platform was interrupted, busy, or answered another request. A visitor who
 * leaves cancels it, and one who waits too long is told so, whether or not the platform ever answers.
 */
export function quoter({ source, stapler, measure, inTurn, now, timeoutMs = QUOTE_TIMEOUT_MS }: QuoterParts): Quoter {
  const once = async (content: BindingContent, signal: AbortSignal): Promise<Quote> => {
    const attested = await attest(measure.crypto, source, content, signal);
    const madeAt = now();
    const stapled = await stapler(attested, instant(madeAt));
    const result = await appraiseOwn(attested, [...attested.endorsements, ...stapled], measure, instant(madeAt));
    return { ...attested, stapled, result, madeAt };
  };
  const several = async (content: BindingContent, signal: AbortSignal): Promise<Quote> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(content, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (attempt === MAX_ATTEMPTS || !isPassing(error)) throw error;
        await sleep(BETWEEN_ATTEMPTS_MS * attempt, undefined, { signal });
      }
    }
  };
  return async (content, visitor) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([visitor, deadline]);
    try {
      return await Promise.race([inTurn(() => several(content, signal), signal), aborted(signal)]);
    } catch (error) {
      if (!deadline.aborted || error instanceof AttesterError) throw error;
      const seconds = String(timeoutMs / 1000);
      throw new AttesterError(
        'source-for-now',
        `There was no answer from ${source.name} within ${seconds} s.`,
        'Look at the platform’s quoting service.',
        error,
      );
    }
  };
}

/** A hanging source may not notice the signal; the caller does. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });

const isPassing = (error: unknown): boolean =>
  error instanceof AttesterError && (error.code === 'source-for-now' || error.code === 'report-data');
