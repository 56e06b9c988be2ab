import type { Facts } from './check.ts';

/** The longest text of one fact, in UTF-16 code units: longer than any register, name or list of advisories. */
const MAX_FACT_CHARACTERS = 1000;
/** More facts than any finding has. */
const MAX_FACTS = 16;
const MAX_DETAILS = 256;
const MAX_NAME_CHARACTERS = 100;

/** A text from someone else, cut to `longest` code units; a cut text ends in an ellipsis. */
export function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}\u2026`;
}

function bounded(facts: Facts, most: number): Facts {
  const entries = Object.entries(facts).slice(0, most);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      cut(name, MAX_NAME_CHARACTERS),
      typeof value === 'string' ? cut(value, MAX_FACT_CHARACTERS) : value,
    ]),
  );
}

/**
 * Facts in the form in which they are kept: they are written into findings and problems, stored with the tab and drawn, and part
 * of them comes from a site. They are cut where they are made, so that no site fills the storage that all tabs share.
 */
export const boundedFacts = (facts: Facts): Facts => bounded(facts, MAX_FACTS);

/** The same for details in claims: an event log chooses the names of its own events. */
export const boundedDetails = (details: Facts): Facts => bounded(details, MAX_DETAILS);
