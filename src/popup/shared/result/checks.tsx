import type { ComponentChildren, JSX } from 'preact';
import { ASPECTS, type Aspect, type AttestationResult, type Finding, type Outcome } from '../../../verifier/index.ts';
import { FindingRow } from './finding.tsx';
import { fill, plural } from '../../words/fill.ts';
import { CHECKS_WORDS } from '../../words/pages/result.ts';
import type { Lexicon } from '../../words/finding.ts';
import { ASPECT_QUESTIONS } from '../../words/aspect-questions.ts';
import { ASPECT_WORDS } from '../../words/tiers.ts';
import { Section } from './section.tsx';

const WORST_FIRST: readonly Outcome[] = ['fail', 'warn', 'unknown', 'pass'];

/** Every applicable check of one aspect, worst first; findings without a known aspect are under `undefined`. */
function ofAspect(findings: readonly Finding[], aspect: string | undefined, lexicon: Lexicon): readonly Finding[] {
  const mine = findings.filter(({ check }) => lexicon.checks[check]?.aspect === aspect);
  return WORST_FIRST.flatMap((outcome) => mine.filter((finding) => finding.outcome === outcome));
}

type Props = {
  readonly result: AttestationResult;
  readonly lexicon: Lexicon;
  /** Names the document that the question comes from. */
  readonly spec?: boolean;
  /** Which aspects are drawn; by default all, and what belongs to none. */
  readonly only?: readonly (Aspect | undefined)[];
  /** What else to draw under a finding. */
  readonly beneath?: (finding: Finding) => ComponentChildren;
};

/** All findings by aspect: what did not pass is visible, what passed is one line that expands. */
export function Checks({
  result,
  lexicon,
  spec = false,
  only = [...ASPECTS, undefined],
  beneath = () => null,
}: Props): JSX.Element {
  const groups = only.map((aspect) => ({ aspect, findings: ofAspect(result.findings, aspect, lexicon) }));
  const away = result.findings.filter(({ outcome }) => outcome === 'not-applicable').length;
  return (
    <Section title={CHECKS_WORDS.title}>
      {groups
        .filter(({ findings }) => findings.length > 0)
        .map(({ aspect, findings }) => {
          const open = findings.filter(({ outcome }) => outcome !== 'pass');
          const passed = findings.filter(({ outcome }) => outcome === 'pass');
          return (
            <div key={aspect} class="checks">
              <h3>{aspect === undefined ? CHECKS_WORDS.otherGroup : ASPECT_WORDS[aspect].name}</h3>
              {aspect !== undefined && <p class="asks">{ASPECT_QUESTIONS[aspect]}</p>}
              <List findings={open} lexicon={lexicon} spec={spec} beneath={beneath} />
              {passed.length > 0 && (
                <details>
                  <summary>{fill(CHECKS_WORDS.passed, { passed: passed.length, total: findings.length })}</summary>
                  <List findings={passed} lexicon={lexicon} spec={spec} beneath={beneath} />
                </details>
              )}
            </div>
          );
        })}
      {away > 0 && <p class="note">{plural(CHECKS_WORDS.notApplicable, away)}</p>}
    </Section>
  );
}

type ListProps = Required<Omit<Props, 'result' | 'only'>> & { readonly findings: readonly Finding[] };

function List({ findings, lexicon, spec, beneath }: ListProps): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <FindingRow key={finding.check} finding={finding} lexicon={lexicon} spec={spec}>
          {beneath(finding)}
        </FindingRow>
      ))}
    </ul>
  );
}
