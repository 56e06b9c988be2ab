import type { AttestationResult } from '../../verifier/index.ts';
import { fill, listed } from '../words/fill.ts';
import { sentenceOf } from '../words/finding.ts';
import { lexiconFor } from '../words/load.ts';
import { FIELDS_WORDS, MISSING_WORDS } from '../words/pages/inspect.ts';
import type { Appraised } from './appraise-dropped.ts';
import type { Recognised } from './recognise.ts';
import { APPRAISED } from './verdict.ts';

/** Every sentence that the page shows about failed checks, unreadable documents, and where reading stopped. */
export async function sentencesOf({ opening }: Recognised, { result, unreadable }: Appraised): Promise<readonly string[]> {
  return [
    ...(await openFindings(result)),
    ...(unreadable.length > 0 ? [fill(MISSING_WORDS.unreadable, { types: listed(unreadable) })] : []),
    ...(opening.at === 'malformed' ? [stoppedAt(opening)] : []),
  ];
}

async function openFindings(result: AttestationResult): Promise<readonly string[]> {
  const lexicon = await lexiconFor(result.tee);
  return result.findings
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
    .filter(({ check }) => APPRAISED.some((aspect) => aspect === lexicon.checks[check]?.aspect))
    .map((finding) => sentenceOf(finding, lexicon));
}

/** Where the reading of damaged or newer evidence stopped. */
export function stoppedAt({
  field,
  why,
  offset,
}: {
  readonly field: string;
  readonly why: string;
  readonly offset: number;
}): string {
  return fill(offset >= 0 ? FIELDS_WORDS.stoppedAt : FIELDS_WORDS.stopped, { field, why, offset });
}
