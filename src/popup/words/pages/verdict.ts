/** The outcome for evidence without a site, for which the words of a site's mark do not fit. */
export const VERDICT_WORDS = {
  unreadable: {
    headline: 'This evidence cannot be read',
    sentence: 'It is damaged, newer than this release knows, or not what it seems to be. See below how far Sealmark could read.',
  },
  contraindicated: {
    headline: 'This evidence does not hold',
    sentence: 'At least one check failed. See below which one, and which bytes it looked at.',
  },
  clock: {
    headline: 'Not enough to check this evidence',
    sentence: 'Its dates do not fit this computer’s clock. Set the clock, or check the evidence as of another time.',
  },
  none: {
    headline: 'Not enough to check this evidence',
    sentence:
      'Something is missing: what the manufacturer or a registry says about the server, or what the site has to send along.',
  },
  warning: {
    headline: 'This evidence holds, with a warning',
    sentence: 'The signatures lead to the manufacturer. See below what to know about the rest.',
  },
  affirming: {
    headline: 'This evidence holds',
    sentence: 'The signatures lead to the manufacturer, and the server is set up and patched as required.',
  },
  expired: {
    headline: 'Genuine when it was made',
    sentence:
      'This evidence held when it was made ({madeAt|moment}), but by this computer’s clock something it relies on has expired since. A site that shows it now may be showing a recording.',
  },
} as const;

/** Added to any of them if the result is a test. */
export const TEST_RESULT = 'This is only a test result: it relies on {what}.';
/** What a test result relies on: another time, or a test root by name. */
export const OTHER_TIME = 'a different time than now';

/** How a test root is named in a sentence. */
export const TEST_ROOT = '“{name}”';
