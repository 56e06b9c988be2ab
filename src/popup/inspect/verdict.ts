import type { Aspect, AttestationResult, Tier } from '../../verifier/index.ts';

/** What evidence by itself can be judged for: it has no connection. */
export const JUDGED: readonly Aspect[] = ['hardware', 'configuration', 'executables', 'freshness'];

export type Verdict = { readonly tier: Tier; readonly headline: string; readonly sentence: string };

/** The outcome in a headline; the words of a site's mark are not used, because there is no site. */
export function verdictOf({ vector, findings, simulated }: AttestationResult): Verdict {
  const unreadable = findings.some(({ check, outcome }) => check === 'evidence.well-formed' && outcome === 'fail');
  const plain = tierWords(unreadable, vector);
  if (simulated.length === 0) return plain;
  const because = `Only a test result: it rests on ${simulated.map((what) => (what === 'clock' ? 'another time than now' : `“${what}”`)).join(' and ')}.`;
  return { ...plain, sentence: `${plain.sentence} ${because}` };
}

function tierWords(unreadable: boolean, vector: AttestationResult['vector']): Verdict {
  const tiers = JUDGED.map((aspect) => vector[aspect]);
  if (unreadable)
    return {
      tier: 'none',
      headline: 'This evidence cannot be read',
      sentence: 'It is damaged, or not what it seems to be. Below is how far the reading came.',
    };
  if (tiers.includes('contraindicated'))
    return {
      tier: 'contraindicated',
      headline: 'This evidence does not hold',
      sentence: 'At least one check failed. Below is which, and on which bytes.',
    };
  if (vector.hardware === 'none' || vector.configuration === 'none')
    return {
      tier: 'none',
      headline: 'Not enough to judge this evidence',
      sentence: 'What the manufacturer or a register says of the machine, or the site has to send along, is not all here.',
    };
  if (tiers.includes('warning'))
    return {
      tier: 'warning',
      headline: 'This evidence holds, with a warning',
      sentence: 'The signatures lead to the manufacturer. Below is what to know about the rest.',
    };
  return {
    tier: 'affirming',
    headline: 'This evidence holds',
    sentence: 'The signatures lead to the manufacturer, and the machine is set up and patched as asked.',
  };
}
