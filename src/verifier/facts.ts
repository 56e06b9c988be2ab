import type { Facts } from './check.ts';

/** Longest text of one fact, UTF-16 code units: longer than any register, name or list of advisories. */
const LONGEST_FACT = 1000;
/** More facts than any finding has. */
const MOST_FACTS = 16;

/** A text that somebody else wrote, cut to `longest` code units; what is cut ends in an ellipsis. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/**
 * Facts as they may be kept: they are written into findings and problems, stored with the tab and drawn, and part of them is
 * what a site wrote. Cut where they are made, so that no site fills the storage that all tabs share.
 */
export function boundedFacts(facts: Facts): Facts {
  const entries = Object.entries(facts).slice(0, MOST_FACTS);
  return Object.fromEntries(
    entries.map(([name, value]) => [cut(name, 100), typeof value === 'string' ? cut(value, LONGEST_FACT) : value]),
  );
}
