import { believedUnder, type Believed } from '../anchors/believed.ts';
import { answering, type Endorsement } from '../endorsement.ts';
import type { Ledger } from '../ledger.ts';
import type { CommonPolicy } from '../policy.ts';
import { unlessMalformed } from '../malformed.ts';
import { instant, toRfc3339, type Instant } from '../time.ts';
import { keyStatus, readKeyAnswer, type KeyAnswer, type KeyRecord, type KeyStatus } from './key-status.ts';
import type { KeyNeed } from './need.ts';

/** An answer is requested again after this long, and older ones are a warning. */
const MAX_ANSWER_AGE_MS = 30 * 24 * 60 * 60 * 1000;

/** How far an answer's date may lie ahead of ours, because clocks differ. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/** A key, the answer about it, and where to record what that means. */
export type Consultation<Id extends string> = {
  readonly endorsements: readonly Endorsement[];
  readonly need: KeyNeed;
  readonly checks: {
    /** Is the key registered, once, active, inside its dates? */
    readonly status: Id;
    /** How old is the answer? */
    readonly age: Id;
  };
  /**
   * What it means that no register knows the key: nobody vouches for it or, where a manufacturer's signature already does, a
   * warning that nobody could have revoked it.
   */
  readonly notTold: 'nobody-vouches' | 'warning';
  /** Whose time `now` is (policy.ts). */
  readonly time: CommonPolicy['time'];
  readonly now: Instant;
  readonly ledger: Ledger<Id>;
};

/** The result. Stable words, for the facts of a finding. */
export type Consulted =
  | { readonly at: 'active'; readonly record: KeyRecord }
  /** By this clock, which may be wrong: the meaning is decided once it is known whether the evidence was made for us. */
  | { readonly at: 'outside-dates'; readonly record: KeyRecord }
  | { readonly at: 'not-told'; readonly because: 'no-answer' | 'unreadable' | 'not-registered' }
  | { readonly at: 'refused'; readonly because: Exclude<KeyStatus, 'active'> };

/**
 * Records what a register said about a key, whose word that is, how old it is and when it expires. The only reader of a
 * register's answer (an import rule ensures this), so nobody can use one and omit what makes it a test or too old.
 */
export function consult<Id extends string>(consultation: Consultation<Id>): Consulted {
  const answer = answerAbout(consultation.endorsements, consultation.need);
  if (typeof answer === 'string') return notTold(consultation, answer);
  const { checks, now, ledger } = consultation;
  // A register is trusted like a root, so a test network's register simulates as a test root does.
  const name = answer.test ? 'register of a test network' : answer.source;
  const [record] = answer.records;
  const register = believedUnder({ name, test: answer.test }, record?.validUntil ?? undefined);
  answerAge(answer, register, consultation);
  const status = keyStatus(answer, now);
  if (status === 'active' && record !== undefined) {
    ledger.answerUnder(register, checks.status, 'pass');
    return { at: 'active', record };
  }
  if ((status === 'expired' || status === 'not-yet-valid') && record !== undefined && consultation.time === 'of-a-clock') {
    answerOutsideDates(status, record, register, consultation);
    return { at: 'outside-dates', record };
  }
  const because = status === 'active' ? 'not-registered' : status;
  const taken = because === 'not-registered' && consultation.notTold === 'warning';
  const word = believedUnder({ name, test: answer.test });
  ledger.answerUnder(word, checks.status, taken ? 'warn' : 'fail', { because, register: answer.source });
  return taken ? { at: 'not-told', because: 'not-registered' } : { at: 'refused', because };
}

/**
 * The answer about a key, or why there is none. An unreadable answer counts as none: whoever could damage it could also have
 * withheld it.
 */
function answerAbout(endorsements: readonly Endorsement[], need: KeyNeed): KeyAnswer | 'no-answer' | 'unreadable' {
  const endorsement = answering(endorsements, need);
  if (endorsement === undefined) return 'no-answer';
  return unlessMalformed(() => readKeyAnswer(endorsement.bytes, need), 'unreadable');
}

function notTold<Id extends string>(
  { checks, notTold: meaning, ledger }: Consultation<Id>,
  because: 'no-answer' | 'unreadable',
): Consulted {
  ledger.answer(checks.status, meaning === 'warning' ? 'warn' : 'unknown', { because });
  // Where an answer may be missing, there may be none whose age could be checked.
  ledger.answer(checks.age, meaning === 'warning' ? 'not-applicable' : 'unknown', { because });
  return { at: 'not-told', because };
}

function answerOutsideDates<Id extends string>(
  status: 'expired' | 'not-yet-valid',
  { validFrom, validUntil }: KeyRecord,
  { root }: Believed,
  { checks, ledger }: Consultation<Id>,
): void {
  const date = (at: Instant | null): string => (at === null ? '' : toRfc3339(at));
  ledger.answerUnder(believedUnder(root), checks.status, 'pass');
  if (status === 'expired') ledger.answerExpired(checks.status, { until: date(validUntil), register: root.name });
  else ledger.answer(checks.status, 'unknown', { because: 'not-yet-valid', begins: date(validFrom), register: root.name });
}

/** In both directions: an old answer may have been overtaken; one from tomorrow is false, or this clock is wrong. */
function answerAge<Id extends string>({ asOf }: KeyAnswer, { root }: Believed, consultation: Consultation<Id>): void {
  const { checks, now, ledger } = consultation;
  if (asOf === null) ledger.answer(checks.age, 'warn', { because: 'undated' });
  else if (asOf - now > CLOCK_SKEW_MS) ledger.answer(checks.age, 'unknown', { because: 'dated-ahead', asOf: toRfc3339(asOf) });
  else if (now - asOf > MAX_ANSWER_AGE_MS) ledger.answer(checks.age, 'warn', { because: 'old', asOf: toRfc3339(asOf) });
  else ledger.answerUnder(believedUnder(root, instant(asOf + MAX_ANSWER_AGE_MS)), checks.age, 'pass');
}
