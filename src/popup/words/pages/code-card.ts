/** The code at first look: its name, its fingerprint, who reviewed it. */
export const CODE_CARD = {
  title: 'The code',
  /** Where no one the user follows has named it. */
  unnamed: 'Unnamed code',
  copy: 'Copy',
  copyName: 'Copy fingerprint ({register})',
  /** What screen readers announce in place of the shortened value. */
  short: '{register}: beginning {first}, ending {last}',
  whole: 'Whole fingerprint',
  more: { one: 'and {count|number} more register', other: 'and {count|number} more registers' },
  unknown: 'No one you follow has reviewed this code.',
  acceptStep: 'If you know what it does, choose “Accept this code…”.',
  notProven: 'Nothing shows which code runs here.',
  notWhatAnswers: 'The evidence names this code, but nothing shows that it is what answers you.',
  left: { one: '{count|number} more statement about this code.', other: '{count|number} more statements about this code.' },
  note: '{sentence}: “{note}”.',
  sentence: '{sentence}.',
} as const;
