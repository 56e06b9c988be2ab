import { catalogueOf, type AttestationResult } from '../../verifier/index.ts';

// Kept apart from the badge's table, which is loaded at every start: the catalogues are most of the verifier.

/** Is the age of the evidence the only reason for freshness's warning? */
export function isBoundedAge(result: AttestationResult): boolean {
  const catalogue = catalogueOf(result.tee);
  const doubts = result.findings.filter(
    ({ check, outcome }) => catalogue[check]?.aspect === 'freshness' && outcome !== 'pass' && outcome !== 'not-applicable',
  );
  return doubts.every(
    ({ check, outcome, facts }) => check === 'freshness.nonce' && outcome === 'warn' && facts?.['because'] === 'bounded-age',
  );
}
