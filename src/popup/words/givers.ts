import type { Giver } from '../../verifier/index.ts';

/** Who supplied a table that a verdict rests on. The manufacturer signed it in any case; the site chose the one it sent. */
export const GIVER_WORDS = {
  manufacturer: 'the manufacturer, asked just now',
  cache: 'the manufacturer, asked before and kept here',
  list: 'a list that you follow',
  site: 'the site, which chose to send this one',
  evidence: 'the evidence itself',
  caller: 'a file given to Sealmark',
} as const satisfies Readonly<Record<Giver, string>>;
