import type { Badge } from '../../background/api/badge.ts';
import { ASPECTS, tierOf, type Aspect, type AttestationResult, type Finding, type Tier } from '../../verifier/index.ts';
import { sentenceOf, type Lexicon } from '../words/finding.ts';
import { UNCHECKED } from '../words/states.ts';

/**
 * Aspects that the badge's own sentence calls unproven; the others are named in notes. `all` where it says so about everything.
 * Total, so that a new badge has to state its own.
 */
export const REPORTED_BY: Readonly<Record<Badge, readonly Aspect[] | 'all'>> = {
  simulated: 'all',
  failed: 'all',
  missing: 'all',
  checking: 'all',
  unavailable: 'all',
  none: 'all',
  off: 'all',
  caution: [],
  changed: ['executables'],
  unaudited: ['executables'],
  unbound: ['channel'],
  verified: [],
};

/** Of several answers that leave an aspect unproven, those without which the others mean nothing. */
const FIRST: readonly string[] = ['binding.report-data', 'freshness.nonce'];

/** The finding to name first: one that puts its aspect into one of these tiers, in the order of the aspects. */
export function firstFinding(
  findings: readonly Finding[],
  tiers: readonly Tier[],
  lexicon: Lexicon,
  aspects: readonly Aspect[],
): Finding | undefined {
  const ordered = [...findings].sort((a, b) => rank(a) - rank(b));
  for (const aspect of aspects) {
    const found = ordered.find(({ check: id, outcome }) => {
      const check = lexicon.checks[id];
      const tier = check?.aspect === aspect ? tierOf(check, outcome) : undefined;
      return tier !== undefined && tiers.includes(tier);
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

const rank = ({ check }: Finding): number => (FIRST.includes(check) ? FIRST.indexOf(check) : FIRST.length);

/**
 * What a result leaves unproven beyond the badge's sentence, one sentence per aspect, in their order. @param statement aspects
 * that the sentence covers, as in `REPORTED_BY`
 */
export function otherwiseUnproven(
  statement: readonly Aspect[] | 'all',
  { vector, findings }: AttestationResult,
  lexicon: Lexicon,
): readonly string[] {
  if (statement === 'all') return [];
  return ASPECTS.filter((aspect) => vector[aspect] !== 'affirming' && !statement.includes(aspect)).flatMap((aspect) => {
    const found = firstFinding(findings, [vector[aspect]], lexicon, [aspect]);
    if (found !== undefined) return [sentenceOf(found, lexicon)];
    // A warning without a reason was still checked: the aspect's row says that there is one.
    return vector[aspect] === 'warning' ? [] : [UNCHECKED[aspect]];
  });
}
