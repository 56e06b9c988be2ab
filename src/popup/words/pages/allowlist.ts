import type { AllowlistEntry, OwnWord } from '../../../background/api/allowlist.ts';
import { fill } from '../fill.ts';
import { teeName } from '../tees.ts';

/** The code that the user accepted. */
export const ALLOWLIST_WORDS = {
  intro:
    'Fingerprints of code you accepted or rebuilt. Sealmark treats this code as known to you, unless you or a list you follow reject it. Any change to the code changes its fingerprint.',
  empty: 'None yet. When a site proves code you know, choose “Accept this code…” in the popup.',
  label: 'Accepted code',
  export: 'Export as JSON',
} as const;

/** The code that the user rejected. */
export const DENYLIST_WORDS = {
  intro: 'Fingerprints of code that you reject. A rejection always wins over an acceptance, and is exported with the list above.',
  empty: 'None. When you know that some code must not be relied on, choose “Reject this code…” in the popup’s details.',
  label: 'Rejected code',
} as const;

/** Searching one's own entries. */
export const SEARCH_WORDS = {
  label: 'Search',
  example: 'Site, note, fingerprint or auditor',
  found: { one: '{count|number} entry', other: '{count|number} entries' },
} as const;

/** One entry: the user's decision, its end, and its basis. Each half of a line is a whole phrase. */
const SAYS = {
  accepted: '{tee}, accepted on {addedAt|day}',
  rebuilt: '{tee}, built by you on {addedAt|day}',
  rejected: '{tee}, rejected on {addedAt|day}',
} as const satisfies Readonly<Record<OwnWord, string>>;

/** Texts of one entry. */
export const ENTRY_WORDS = {
  everySite: 'Every site',
  until: '{statement}, until {until|day}',
  from: '{statement}, on the word of {auditor} ({list})',
  /** For an import: whether the statement ever existed is not known here. */
  fromFile: '{statement}, on the word of {auditor} ({list}), as the imported file says',
  note: '{statement}: “{note}”',
  ended: 'No longer counts:',
  edit: 'Edit',
  remove: 'Remove',
  removeQuestion: 'Stop accepting this code?',
  removeRejectedQuestion: 'Stop rejecting this code?',
  noteLabel: 'Note',
  everywhere: 'Counts on every site',
  onlyOn: 'Counts only on',
  notAnOrigin: 'These are not addresses of https sites, such as https://example.org.',
  /** A public key; its other half is in this browser. */
  ownKey: 'Signed under your own key',
  save: 'Save',
  cancel: 'Cancel',
} as const;

/** An entry in one line: kind of hardware, the decision and its date, its basis, its end, and the note. */
export function entryLine({ tee, addedAt, word, until, from, note }: AllowlistEntry): string {
  let statement = fill(SAYS[word], { tee: teeName(tee), addedAt });
  if (from !== null) {
    const words = from.seen ? ENTRY_WORDS.from : ENTRY_WORDS.fromFile;
    statement = fill(words, { statement, auditor: from.auditor, list: from.list });
  }
  if (until !== null) statement = fill(ENTRY_WORDS.until, { statement, until });
  return note === '' ? statement : fill(ENTRY_WORDS.note, { statement, note });
}

/** Importing an exported list. */
export const IMPORT_WORDS = {
  open: 'Import a list…',
  file: 'A file',
  text: 'Or paste its text',
  tooLarge: 'This file is too large to be a list of accepted code.',
  done: 'The list was imported.',
  title: 'What this import would do',
  summary: '{added|number} new, {changed|number} changed, {unchanged|number} unchanged. Nothing is removed.',
  label: 'New and changed entries',
  /** `{entry}` is an entry as `line` draws it. */
  new: 'New: {entry}',
  changed: 'Changed: {before} becomes {after}',
  line: '{scope}, {entry}',
  accept: { one: 'Import this entry', other: 'Import these {count|number} entries' },
} as const;
