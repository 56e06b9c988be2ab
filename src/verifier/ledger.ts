import type { Believed } from './anchors/believed.ts';
import type { Check, Facts, Finding, Outcome } from './check.ts';
import { boundedFacts } from './facts.ts';
import { earlier, type Instant } from './time.ts';

const RANK: Readonly<Record<Outcome, number>> = { 'not-applicable': 0, pass: 1, warn: 2, unknown: 3, fail: 4 };

/** What a closed ledger holds: an answer to every declared check, and what the answers rest on. */
export type Closed = {
  readonly findings: readonly Finding[];
  /** The earliest expiry of anything relied on; undefined when nothing that expires was used. */
  readonly goodUntil: Instant | undefined;
  /** Which parts were simulated (test anchors); empty for the real thing. */
  readonly simulated: readonly string[];
};

/**
 * Where checks are answered. A worse answer replaces a better one and never the reverse, and closing turns every
 * declared check that nobody answered into `unknown`: a forgotten check cannot be green.
 *
 * A TEE sees it under its own check ids, so that answering a check of another folder does not compile.
 */
export type Ledger<Id extends string> = {
  /** Records an answer. @throws RangeError for a check that was not declared: a programmer's mistake. */
  answer(check: Id, outcome: Outcome, facts?: Facts): void;
  /** Records pass, or fail with these facts, and returns `ok`, so that a caller can stop where continuing is pointless. */
  require(check: Id, ok: boolean, facts?: Facts): boolean;
  /** Records that the result rests on something that expires at `until`. */
  relyUntil(until: Instant): void;
  /**
   * Records an answer that rests on a root, and when that expires. Whatever the answer, a test root marks the whole result
   * simulated: there is no other way to rely on a root, and none to omit which one.
   */
  answerUnder(believed: Believed, check: Id, outcome: Outcome, facts?: Facts): void;
  /**
   * Records that something has expired by this computer's clock. `settleExpired` decides what that means; without it, it is a
   * failure.
   */
  answerExpired(check: Id, facts: Facts): void;
  /**
   * Says whether the evidence itself contains the nonce that we drew a moment ago. If so, it cannot be as old as the clock
   * suggests: the clock is ahead, and what expired by it is `unknown`.
   */
  settleExpired(madeForUs: boolean): void;
  close(): Closed;
};

/** A ledger for these checks, with nothing answered yet. */
export function openLedger(catalogue: Readonly<Record<string, Check>>): Ledger<string> {
  const answers = new Map<string, Finding>();
  const simulated = new Set<string>();
  const expired: (readonly [check: string, facts: Facts])[] = [];
  let goodUntil: Instant | undefined;

  function answer(check: string, outcome: Outcome, facts?: Facts): void {
    if (!Object.hasOwn(catalogue, check)) throw new RangeError(`ledger: ${check} is not declared`);
    const before = answers.get(check);
    if (before && RANK[before.outcome] >= RANK[outcome]) return;
    answers.set(check, facts === undefined ? { check, outcome } : { check, outcome, facts: boundedFacts(facts) });
  }

  function relyUntil(until: Instant): void {
    goodUntil = goodUntil === undefined ? until : earlier(goodUntil, until);
  }

  function settleExpired(madeForUs: boolean): void {
    for (const [check, facts] of expired.splice(0)) {
      if (madeForUs) answer(check, 'unknown', { ...facts, because: 'clock-ahead' });
      else answer(check, 'fail', { ...facts, because: 'expired' });
    }
  }

  return {
    answer,
    require(check, ok, facts) {
      answer(check, ok ? 'pass' : 'fail', ok ? undefined : facts);
      return ok;
    },
    relyUntil,
    answerUnder({ root, until }, check, outcome, facts) {
      answer(check, outcome, facts);
      if (root.test) simulated.add(root.name);
      if (until !== undefined) relyUntil(until);
    },
    answerExpired(check, facts) {
      expired.push([check, facts]);
    },
    settleExpired,
    close() {
      settleExpired(false);
      const findings = Object.keys(catalogue).map((check) => answers.get(check) ?? ({ check, outcome: 'unknown' } as const));
      return { findings, goodUntil, simulated: [...simulated].sort() };
    },
  };
}
