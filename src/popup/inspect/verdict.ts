import { catalogueOf, type Aspect, type AttestationResult, type Tier } from '../../verifier/index.ts';
import { fill, listed } from '../words/fill.ts';
import { OTHER_TIME, TEST_RESULT, TEST_ROOT, VERDICT_WORDS } from '../words/pages/verdict.ts';

/** The aspects for which evidence alone can be appraised: it has no connection. */
export const APPRAISED: readonly Aspect[] = ['hardware', 'configuration', 'executables', 'freshness'];

/** The outcome for evidence alone, in words. */
export type Verdict = {
  readonly tier: Tier;
  readonly headline: string;
  readonly sentence: string;
  /** RFC 3339: the evidence holds as of then, and only its age speaks against it; otherwise null. */
  readonly heldAt: string | null;
};

type Words = Omit<Verdict, 'heldAt'>;

/**
 * The outcome in a headline; it does not use the words of a site's mark, because there is no site. @param whenMade the same
 * evidence appraised as of the time at which it says it was made; null without one
 */
export function verdictOf(result: AttestationResult, whenMade: AttestationResult | null): Verdict {
  const { simulated } = result;
  const heldAt = heldWhenMade(result, whenMade);
  const words = heldAt === null ? tierWords(result) : hasExpired(heldAt);
  if (simulated.length === 0) return { ...words, heldAt };
  const reliesOn = simulated.map((what) => (what === 'clock' ? OTHER_TIME : fill(TEST_ROOT, { name: what })));
  return { ...words, sentence: `${words.sentence} ${fill(TEST_RESULT, { what: listed(reliesOn) })}`, heldAt };
}

const HOLDS: readonly Tier[] = ['affirming', 'warning'];

/** When the evidence was made, if it held then, does not now, and that is in the past. */
function heldWhenMade(result: AttestationResult, whenMade: AttestationResult | null): string | null {
  const madeAt = result.claims?.madeAt ?? null;
  if (whenMade === null || madeAt === null || madeAt >= result.judgedAt) return null;
  return !HOLDS.includes(tierWords(result).tier) && HOLDS.includes(tierWords(whenMade).tier) ? madeAt : null;
}

const hasExpired = (madeAt: string): Words => {
  const { headline, sentence } = VERDICT_WORDS.expired;
  return { tier: 'none', headline, sentence: fill(sentence, { madeAt }) };
};

/** Reasons caused by a wrong clock; on their own they leave the evidence undecided. */
const OF_CLOCK: readonly unknown[] = ['clock-behind', 'not-yet-valid', 'from-the-future', 'clock-ahead', 'expired'];

/** What checks of dates, and of what they rest on, left open: none where no such check applied. */
function untold({ tee, findings }: AttestationResult): readonly AttestationResult['findings'][number][] {
  const catalogue = catalogueOf(tee);
  return findings.filter(({ check, outcome }) => {
    const known = catalogue[check];
    return outcome === 'unknown' && known?.aspect === 'freshness' && known.whenUnknown === 'none';
  });
}

function tierWords(result: AttestationResult): Words {
  const { vector, findings } = result;
  const tiers = APPRAISED.map((aspect) => vector[aspect]);
  if (findings.some(({ check, outcome }) => check === 'evidence.well-formed' && outcome !== 'pass'))
    return { tier: 'none', ...VERDICT_WORDS.unreadable };
  if (tiers.includes('contraindicated')) return { tier: 'contraindicated', ...VERDICT_WORDS.contraindicated };
  const open = untold(result);
  if (vector.hardware === 'none' || vector.configuration === 'none' || open.length > 0)
    return {
      tier: 'none',
      ...VERDICT_WORDS[open.some(({ facts }) => OF_CLOCK.includes(facts?.['because'])) ? 'clock' : 'none'],
    };
  const tier = tiers.includes('warning') ? 'warning' : 'affirming';
  return { tier, ...VERDICT_WORDS[tier] };
}
