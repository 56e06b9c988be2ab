import type { Facts } from './check.ts';

/** Longest text of one fact, UTF-16 code units: longer than any register, name or list of advisories. */
const LONGEST_FACT = 1000;
/** More facts than any finding has. */
const MOST_FACTS = 16;
const MOST_DETAILS = 256;
const LONGEST_NAME = 100;

/** A text that somebody else wrote, cut to `longest` code units; what is cut ends in an ellipsis. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function bounded(facts: Facts, most: number): Facts {
  const entries = Object.entries(facts).slice(0, most);
  return Object.fromEntries(
    entries.map(([name, value]) => [cut(name, LONGEST_NAME), typeof value === 'string' ? cut(value, LONGEST_FACT) : value]),
  );
}

/**
 * Facts as they may be kept: they are written into findings and problems, stored with the tab and drawn, and part of them is
 * what a site wrote. Cut where they are made, so that no site fills the storage that all tabs share.
 */
export const boundedFacts = (facts: Facts): Facts => bounded(facts, MOST_FACTS);

/** The same for what claims show besides: an event log names its own events. */
export const boundedDetails = (details: Facts): Facts => bounded(details, MOST_DETAILS);
