import type { ComponentChildren, JSX } from 'preact';
import type { Finding, Outcome, Tier } from '../../../verifier/index.ts';
import { fill, plain } from '../../words/fill.ts';
import { questionOf, sentenceOf, type Lexicon } from '../../words/finding.ts';
import { CHECKS_WORDS } from '../../words/pages/result.ts';
import { answerWord } from '../../words/tiers.ts';
import { TierMark } from '../parts/mark.tsx';

/** The icon of an answer is that of its tier. */
const OUTCOME_TIERS: Readonly<Record<Outcome, Tier>> = {
  pass: 'affirming',
  warn: 'warning',
  fail: 'contraindicated',
  unknown: 'none',
  'not-applicable': 'none',
};

type Props = {
  readonly finding: Finding;
  readonly lexicon: Lexicon;
  /** Names the document that the question comes from. */
  readonly spec?: boolean;
  readonly children?: ComponentChildren;
};

/** One check: its question, its answer in a sentence, its permanent id, and the facts behind it. */
export function FindingRow({ finding, lexicon, spec = false, children }: Props): JSX.Element {
  const { check, outcome, facts = {} } = finding;
  const known = Object.entries(facts);
  const source = spec && Object.hasOwn(lexicon.checks, check) ? lexicon.checks[check]?.spec : undefined;
  return (
    <li class="finding" data-check={check} data-outcome={outcome}>
      <TierMark tier={OUTCOME_TIERS[outcome]} size={16} />
      <p>
        <span class="question">{questionOf(finding, lexicon)}</span>{' '}
        <strong>{fill(CHECKS_WORDS.answer, { outcome: answerWord(finding) })}</strong>
      </p>
      <p class="answer">{sentenceOf(finding, lexicon)}</p>
      <p class="id">
        <code>{check}</code>
        {source !== undefined && <span> · {source}</span>}
      </p>
      {known.length > 0 && (
        <dl class="facts">
          {known.map(([name, value]) => (
            <div key={name}>
              <dt>{plain(name)}</dt>
              <dd>{plain(String(value))}</dd>
            </div>
          ))}
        </dl>
      )}
      {children}
    </li>
  );
}
