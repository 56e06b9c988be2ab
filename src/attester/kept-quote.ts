import { toHex } from '../verifier/index.ts';
import type { AttestedKey } from '../verifier/protocol/index.ts';
import { lineOf } from './attester-error.ts';
import type { Quote } from './quoter.ts';

/** Makes a quote over these keys that names no visitor. */
type Make = (keys: readonly AttestedKey[]) => Promise<Quote>;

/** A quote for these keys, no older than allowed. */
export type KeptQuote = (keys: readonly AttestedKey[]) => Promise<Quote>;

/** What renewal needs: how quotes are made, how old they may become, a clock (milliseconds since 1970) and a log. */
export type KeptQuoteParts = {
  readonly make: Make;
  /** How old a quote may become before the next one is made, in milliseconds. */
  readonly renewAfterMs: number;
  /**
   * The oldest quote that may be served at all, in milliseconds: while the platform is unavailable, an old quote is better than
   * none.
   */
  readonly maxAgeMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
};

/**
 * Caches the quote that names no visitor, so that two visitors do not each have one made for the same keys. While the next one is
 * being made, the previous one is served, as long as its keys are still in use.
 */
export function keptQuote({ make, renewAfterMs, maxAgeMs, now, log }: KeptQuoteParts): KeptQuote {
  let kept: { readonly of: string; readonly quote: Quote } | null = null;
  let making: { readonly of: string; readonly quote: Promise<Quote> } | null = null;
  let askAgainAt = 0;

  const renew = (of: string, keys: readonly AttestedKey[]): Promise<Quote> => {
    if (making?.of === of) return making.quote;
    const quote = make(keys).then(
      (made) => {
        kept = { of, quote: made };
        making = null;
        return made;
      },
      (error: unknown) => {
        making = null;
        askAgainAt = now() + RETRY_AFTER_MS;
        throw error;
      },
    );
    making = { of, quote };
    return quote;
  };

  return async (keys) => {
    const of = keys.map(({ use, key }) => `${use} ${toHex(key)}`).join();
    const age = kept?.of === of ? now() - kept.quote.madeAt : Number.POSITIVE_INFINITY;
    if (kept === null || age > maxAgeMs || age < 0) return await renew(of, keys);
    if (age > renewAfterMs && askAgainAt <= now())
      renew(of, keys).catch((error: unknown) => {
        log(`The quote was not renewed: ${lineOf(error)}`);
      });
    return kept.quote;
  };
}

/** After a failure the platform is left alone for this long, in milliseconds. */
const RETRY_AFTER_MS = 10_000;
