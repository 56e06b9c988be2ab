/** The code that the user accepted. */
export const ALLOWLIST_WORDS = {
  intro:
    'Fingerprints of code you accepted. Sealmark treats this code as known to you, whatever others say. Any change to the code changes its fingerprint.',
  empty: 'None yet. When a site proves code you know, choose “Accept this code…” in the popup.',
  export: 'Export as JSON',
} as const;

/** One accepted entry. */
export const ENTRY_WORDS = {
  everySite: 'Every site',
  accepted: '{tee}, accepted on {addedAt|day}',
  acceptedNote: '{tee}, accepted on {addedAt|day}: “{note}”',
  edit: 'Edit',
  remove: 'Remove',
  removeQuestion: 'Stop accepting this code?',
  note: 'Note',
  everywhere: 'Counts on every site',
  onlyOn: 'Counts only on',
  notAnOrigin: 'This is not the address of an https site, such as https://example.org.',
  save: 'Save',
  cancel: 'Cancel',
} as const;

/** Taking over an exported list. */
export const IMPORT_WORDS = {
  open: 'Import a list…',
  file: 'A file',
  text: 'Or paste its text',
  tooLarge: 'This file is too large to be a list of accepted code.',
  done: 'The list was imported.',
  title: 'What this import would do',
  summary: '{added|number} new, {changed|number} changed, {unchanged|number} unchanged. Nothing is removed.',
  /** `{entry}` is an entry as `line` or `lineNote` draws it. */
  new: 'New: {entry}',
  changed: 'Changed: {before} becomes {after}',
  line: '{scope}, {tee}',
  lineNote: '{scope}, {tee}, “{note}”',
  accept: { one: 'Accept this entry', other: 'Accept these {count|number} entries' },
} as const;
