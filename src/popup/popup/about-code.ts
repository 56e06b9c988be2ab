import type { AppliedStatement, CodeDecision } from '../../verifier/audits/index.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import { counting, told } from '../shared/code-statements.ts';
import { fill, listed, plural } from '../words/fill.ts';
import { AUDIT_WORDS, notCountedSentence, speakerIn, statementSentences } from '../words/pages/audits.ts';
import { CODE_CARD } from '../words/pages/code-card.ts';
import { vouchedSentence } from '../words/tiers.ts';

/** Maximum sentences at first look; the chain's links have the rest. */
const MAX_STATEMENTS = 2;

/** Who reviewed the code and when, warnings first; if nobody did, that and the next step. Whole sentences. */
export function aboutCode(
  { claims }: AttestationResult,
  code: CodeDecision,
  { failed, acceptable }: { readonly failed: boolean; readonly acceptable: boolean },
): readonly string[] {
  if (claims === null) return [CODE_CARD.notProven];
  const warnings = denialSentences(code);
  if (failed && warnings.length === 0) return [CODE_CARD.notWhatAnswers];
  const shown = counting(code).slice(0, MAX_STATEMENTS);
  const left = code.statements.length - (shown.length === 0 ? Math.min(1, code.statements.length) : shown.length);
  const sentences = [
    ...warnings,
    ...code.open.map(({ list, by, lacking }) =>
      fill(AUDIT_WORDS.mayBe, { by: speakerIn(list.title, by), registers: listed(lacking) }),
    ),
    ...(code.disagreement ? [AUDIT_WORDS.disagree] : []),
    ...shown.flatMap(sentencesOf),
    ...code.accepted.map((voucher) => {
      const { note = '' } = voucher;
      return fill(note === '' ? CODE_CARD.sentence : CODE_CARD.note, { sentence: vouchedSentence(voucher), note });
    }),
    ...(shown.length === 0 ? code.statements.slice(0, 1).flatMap(whyNot) : []),
    ...(left > 0 ? [plural(CODE_CARD.left, left)] : []),
    ...(isUnreviewed(code) ? [CODE_CARD.unknown, ...(acceptable ? [CODE_CARD.acceptStep] : [])] : []),
    ...(isOfDemonstration(code) ? [AUDIT_WORDS.demonstration] : []),
  ];
  return [...new Set(sentences)];
}

/** No party that the user follows has reviewed it: a publisher's statement is no review. */
export const isUnreviewed = ({ outcome }: CodeDecision): boolean => outcome === 'unknown' || outcome === 'vendor';

function denialSentences({ denials }: CodeDecision): readonly string[] {
  return denials.map(({ list, denial: { severity, text } }) => {
    const [bare, whole] =
      severity === 'failed' ? [AUDIT_WORDS.denied, AUDIT_WORDS.deniedText] : [AUDIT_WORDS.warned, AUDIT_WORDS.warnedText];
    return fill(text === '' ? bare : whole, { list: list.title, text });
  });
}

function sentencesOf(applied: AppliedStatement): readonly string[] {
  const statement = told(applied);
  const open = statement.findings?.open ?? [];
  return [
    ...statementSentences(statement),
    ...(open.length > 0 ? [plural(AUDIT_WORDS.openFindings, open.length, { list: listed(open) })] : []),
    ...(applied.stale ? [fill(AUDIT_WORDS.stale, { auditor: statement.auditor.name })] : []),
  ];
}

/** For a permanent warning, what it warns about: that it does not count otherwise is no news. */
const whyNot = (applied: AppliedStatement): readonly string[] =>
  warnsStill(applied) ? statementSentences({ ...told(applied), properties: ['TEE_KNOWN_VULNERABLE'] }) : whyNotCounted(applied);

const warnsStill = ({ statement, notCounted }: AppliedStatement): boolean =>
  statement.properties.includes('TEE_KNOWN_VULNERABLE') &&
  notCounted !== null &&
  ['expired', 'list-lapsed', 'withdrawn'].includes(notCounted.because);

const whyNotCounted = (applied: AppliedStatement): readonly string[] =>
  applied.notCounted === null ? [] : [notCountedSentence(told(applied), applied.notCounted)];

/** Does anything shown come from the auditor that only a test build has? */
export const isOfDemonstration = ({ statements, denials, open }: CodeDecision): boolean =>
  [...statements, ...denials, ...open].some(({ list }) => list.demonstration);
