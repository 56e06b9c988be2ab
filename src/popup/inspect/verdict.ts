import { anyTees, COMMON_CHECKS, type Aspect, type AttestationResult, type Check, type Tier } from '../../verifier/index.ts';
import { moment } from '../words/times.ts';

/** What evidence by itself can be judged for: it has no connection. */
export const APPRAISED: readonly Aspect[] = ['hardware', 'configuration', 'executables', 'freshness'];

export type Verdict = {
  readonly tier: Tier;
  readonly headline: string;
  readonly sentence: string;
  /** RFC 3339: the evidence holds as of then, and only its age speaks against it; null where that is not so. */
  readonly heldAt: string | null;
};

type Words = Omit<Verdict, 'heldAt'>;

/**
 * The outcome in a headline; the words of a site's mark are not used, because there is no site.
 * @param whenMade the same evidence judged as of the time that it says it was made; null where it says none
 */
export function verdictOf(result: AttestationResult, whenMade: AttestationResult | null): Verdict {
  const { simulated } = result;
  const heldAt = heldWhenMade(result, whenMade);
  const plain = heldAt === null ? tierWords(result) : hasRunOut(heldAt);
  if (simulated.length === 0) return { ...plain, heldAt };
  const because = `Only a test result: it relies on ${simulated.map((what) => (what === 'clock' ? 'a different time than now' : `“${what}”`)).join(' and ')}.`;
  return { ...plain, sentence: `${plain.sentence} ${because}`, heldAt };
}

const HOLDS: readonly Tier[] = ['affirming', 'warning'];

/** When the evidence was made, if it held then, does not now, and lies in the past. */
function heldWhenMade(result: AttestationResult, whenMade: AttestationResult | null): string | null {
  const madeAt = result.claims?.madeAt ?? null;
  if (whenMade === null || madeAt === null || madeAt >= result.judgedAt) return null;
  return !HOLDS.includes(tierWords(result).tier) && HOLDS.includes(tierWords(whenMade).tier) ? madeAt : null;
}

const hasRunOut = (madeAt: string): Words => ({
  tier: 'none',
  headline: 'Genuine when it was made',
  sentence: `This evidence held when it was made (${moment(madeAt)}), but something it relies on has run out since, by this computer’s clock. A site that shows it now may be showing a recording.`,
});

/** Reasons that a clock which is wrong gives; by them alone nothing is known of the evidence. */
const OF_CLOCK: readonly unknown[] = ['clock-behind', 'not-yet-valid', 'from-the-future', 'clock-ahead', 'expired'];

/** What checks of dates and of what they rest on could not tell: none where no such check applied. */
function untold({ tee, findings }: AttestationResult): readonly AttestationResult['findings'][number][] {
  const catalogue: Readonly<Record<string, Check>> = { ...COMMON_CHECKS, ...anyTees.find(({ id }) => id === tee)?.checks };
  return findings.filter(({ check, outcome }) => {
    const known = catalogue[check];
    return outcome === 'unknown' && known?.aspect === 'freshness' && known.whenUnknown === 'none';
  });
}

function tierWords(result: AttestationResult): Words {
  const { vector, findings } = result;
  const tiers = APPRAISED.map((aspect) => vector[aspect]);
  if (findings.some(({ check, outcome }) => check === 'evidence.well-formed' && outcome !== 'pass'))
    return {
      tier: 'none',
      headline: 'This evidence cannot be read',
      sentence:
        'It is damaged, newer than this release knows, or not what it seems to be. See below how far Sealmark could read.',
    };
  if (tiers.includes('contraindicated'))
    return {
      tier: 'contraindicated',
      headline: 'This evidence does not hold',
      sentence: 'At least one check failed. See below which, and on which bytes.',
    };
  const open = untold(result);
  if (vector.hardware === 'none' || vector.configuration === 'none' || open.length > 0)
    return {
      tier: 'none',
      headline: 'Not enough to judge this evidence',
      sentence: open.some(({ facts }) => OF_CLOCK.includes(facts?.['because']))
        ? 'Its dates do not fit this computer’s clock. Check the clock, or judge the evidence as of another time.'
        : 'Something is missing: what the manufacturer or a registry says about the server, or what the site has to send along.',
    };
  if (tiers.includes('warning'))
    return {
      tier: 'warning',
      headline: 'This evidence holds, with a warning',
      sentence: 'The signatures lead to the manufacturer. See below what to know about the rest.',
    };
  return {
    tier: 'affirming',
    headline: 'This evidence holds',
    sentence: 'The signatures lead to the manufacturer, and the server is set up and patched as required.',
  };
}
