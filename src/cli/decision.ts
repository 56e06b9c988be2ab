import { catalogueOf, tierOf, worse, type AnyTee, type Aspect, type AttestationResult, type Tier } from '../verifier/index.ts';

/** One of the terminal's three answers. */
export type Decision = 'accept' | 'reject' | 'undecided';

/**
 * The terminal's decision (DESIGN §5), total: reject when the evidence cannot be read or a judged aspect is
 * contraindicated, else undecided when a judged aspect is none, else accept.
 *
 * Judged are hardware, configuration and freshness; executables where the caller named code. An aspect none of whose
 * checks applies (freshness of evidence without nonce, time or collateral) is not judged.
 *
 * @param tee null when nothing recognised the evidence
 */
export function decide(result: AttestationResult, tee: AnyTee | null, codeNamed: boolean): Decision {
  if (tee === null || result.tee === null) return 'reject';
  const catalogue = catalogueOf(tee.id);
  const tiers = (aspect: Aspect): readonly Tier[] =>
    result.findings.flatMap(({ check, outcome }) => {
      const declared = catalogue[check];
      if (declared?.aspect !== aspect) return [];
      const tier = tierOf(declared, outcome);
      return tier === undefined ? [] : [tier];
    });
  const appraised = [...tiers('hardware'), ...tiers('configuration'), ...tiers('freshness')];
  // A register that differs from what the caller named is a failure, whether or not it identifies code by itself.
  const code = tiers('executables').filter((tier) => codeNamed || tier === 'contraindicated');
  const tier = [...appraised, ...code].reduce<Tier>(worse, 'affirming');
  return tier === 'contraindicated' ? 'reject' : tier === 'none' ? 'undecided' : 'accept';
}
