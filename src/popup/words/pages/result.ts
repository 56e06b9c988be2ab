/** An attestation result in the popup's details and the inspector: the code. */
export const CODE_WORDS = {
  title: 'The code',
  notGenuine: 'The evidence was not proven genuine, so what it says about the code is not shown.',
  hostChosen: 'Chosen by the operator, not by the code',
  unnamed: 'No one you follow vouches for this code.',
  /** What a compose file names, if its hash is in the evidence. */
  application: 'What the application consists of',
  unpinned: 'only a tag says which image this is, and its owner can change that',
  operatorMaySet: 'The operator may set these to anything: {list}.',
  scripts: 'Scripts that run next to the containers: {list}.',
  /** A voucher and the note left with it; `{sentence}` ends without a full stop. */
  voucherNote: '{sentence}: “{note}”',
} as const;

/** The processor: names and values of rows. */
export const PROCESSOR_WORDS = {
  title: 'The processor',
  format: 'Evidence',
  status: 'Patch level',
  behind: 'What is behind',
  quoteStatus: 'Quote status',
  date: 'Patched up to',
  number: 'Evaluation data number',
  tableFrom: 'Patch table from',
  debugging: 'Debugging',
  on: 'on',
  off: 'off',
  notStated: 'not stated',
  /** A kind of hardware, before the link to its page. */
  kind: '{tee}.',
  learn: 'What it proves, and how it has been attacked',
} as const;

/** Every check, by aspect. */
export const CHECKS_WORDS = {
  title: 'Every check',
  otherGroup: 'Other',
  passed: '{passed|number} of {total|number} passed',
  notApplicable: {
    one: '{count|number} check does not apply to evidence of this kind.',
    other: '{count|number} checks do not apply to evidence of this kind.',
  },
  /** The answer to a check's question. */
  answer: '{outcome}.',
} as const;
