import type { Endorsement } from '../endorsement.ts';
import type { Ledger } from '../ledger.ts';
import { instant, toRfc3339, type Instant } from '../time.ts';
import { answerAbout, keyStanding, type KeyAnswer, type KeyNeed, type KeyRecord } from './answer.ts';

/** An answer is looked at again after this long (milliseconds), and older ones are a warning. */
const OLDEST_ANSWER = 30 * 24 * 60 * 60 * 1000;

/** A key, what was answered about it, and where to record what that means. */
export type Consultation<Id extends string> = {
  readonly endorsements: readonly Endorsement[];
  readonly need: KeyNeed;
  readonly checks: {
    /** Is the key registered, once, active, inside its dates? */
    readonly standing: Id;
    /** How old is the answer? */
    readonly age: Id;
  };
  readonly now: Instant;
  readonly ledger: Ledger<Id>;
};

/**
 * Records what a register said of a key. Without an answer both checks stay unknown.
 * @returns the record of an active key, else undefined
 */
export function consult<Id extends string>(consultation: Consultation<Id>): KeyRecord | undefined {
  const { endorsements, need, checks, now, ledger } = consultation;
  const answer = answerAbout(endorsements, need);
  if (typeof answer === 'string') {
    ledger.answer(checks.standing, 'unknown', { because: answer });
    ledger.answer(checks.age, 'unknown', { because: answer });
    return undefined;
  }
  // A register is believed as a root is, so one of a test network simulates as a test root does.
  if (answer.test) ledger.relyOnTestAnchor('register of a test network');
  recordAge(answer, consultation);
  const standing = keyStanding(answer, now);
  const active = ledger.require(checks.standing, standing === 'active', { because: standing, register: answer.source });
  const [record] = answer.records;
  if (!active || record === undefined) return undefined;
  if (record.validUntil !== null) ledger.relyUntil(record.validUntil);
  return record;
}

function recordAge<Id extends string>({ asOf }: KeyAnswer, { checks, now, ledger }: Consultation<Id>): void {
  if (asOf === null) ledger.answer(checks.age, 'warn', { because: 'undated' });
  else if (now - asOf > OLDEST_ANSWER) ledger.answer(checks.age, 'warn', { because: 'old', asOf: toRfc3339(asOf) });
  else {
    ledger.answer(checks.age, 'pass');
    ledger.relyUntil(instant(asOf + OLDEST_ANSWER));
  }
}
