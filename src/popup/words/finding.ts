import type { Check, Facts, Finding, Outcome } from '../../verifier/index.ts';
import type { CheckWords } from './check-words.ts';
import { fill } from './fill.ts';

/** The checks that a result may hold, with their words; loaded a family at a time. */
export type Lexicon = {
  readonly words: Readonly<Record<string, CheckWords>>;
  readonly checks: Readonly<Record<string, Check>>;
};

/** A stored result may be of another release than these words. */
const WITHOUT_WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'This check passed ({check}).',
  warn: 'This check ended with a warning ({check}).',
  fail: 'This check failed ({check}).',
  unknown: 'Sealmark did not make this check ({check}).',
  'not-applicable': 'The evidence has nothing for this check to look at.',
};

/** The question that a finding answers. */
export function questionOf({ check }: Finding, lexicon: Lexicon): string {
  return Object.hasOwn(lexicon.words, check) ? (lexicon.words[check]?.question ?? check) : check;
}

/** The answer in one sentence, facts filled in. */
export function sentenceOf({ check, outcome, facts }: Finding, lexicon: Lexicon): string {
  const words = Object.hasOwn(lexicon.words, check) ? lexicon.words[check] : undefined;
  const reason = words === undefined ? undefined : reasoned(words, facts);
  if (words === undefined || (outcome === 'not-applicable' && reason === undefined))
    return fill(WITHOUT_WORDS[outcome], { check });
  if (outcome === 'not-applicable') return fill(reason ?? '', facts);
  return fill(reason ?? (outcome === 'warn' ? (words.warn ?? words.fail) : words[outcome]), facts);
}

function reasoned({ because, picks = 'because' }: CheckWords, facts: Facts | undefined): string | undefined {
  const reason = facts?.[picks];
  return because !== undefined && typeof reason === 'string' && Object.hasOwn(because, reason) ? because[reason] : undefined;
}
