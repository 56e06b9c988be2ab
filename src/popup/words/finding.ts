import type { Check, Facts, Finding, Outcome } from '../../verifier/index.ts';
import type { CheckWords } from './check-words.ts';
import { fill, listed } from './fill.ts';

/** The checks that a result may contain, with their words; loaded one family at a time. */
export type Lexicon = {
  readonly words: Readonly<Record<string, CheckWords>>;
  readonly checks: Readonly<Record<string, Check>>;
};

/** A stored result may come from another release than these words. */
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
  const sentence = words === undefined ? undefined : answerOf(words, outcome, facts);
  if (words === undefined || sentence === undefined) return fill(WITHOUT_WORDS[outcome], { check });
  const further = Object.entries(words.also ?? {}).filter(([name]) => facts?.[name] !== undefined);
  return fill([sentence, ...further.map(([, more]) => more)].join(' '), inWords(words, facts));
}

/** The sentence for this answer, or for its reason; undefined for a check that does not apply and gives no reason. */
function answerOf(words: CheckWords, outcome: Outcome, facts: Facts | undefined): string | undefined {
  const reason = reasoned(words, facts);
  if (reason !== undefined || outcome === 'not-applicable') return reason;
  return outcome === 'warn' ? (words.warn ?? words.fail) : words[outcome];
}

/** The facts, with code words replaced by plain ones. */
function inWords({ codes = {} }: CheckWords, facts: Facts = {}): Facts {
  const called = (name: string, value: string): string => {
    const names = new Map(Object.entries(codes[name] ?? {}));
    return listed(value.split(', ').map((code) => names.get(code) ?? code));
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, Object.hasOwn(codes, name) ? called(name, String(value)) : value]),
  );
}

function reasoned({ because, picks = 'because' }: CheckWords, facts: Facts | undefined): string | undefined {
  const reason = facts?.[picks];
  return because !== undefined && typeof reason === 'string' && Object.hasOwn(because, reason) ? because[reason] : undefined;
}
