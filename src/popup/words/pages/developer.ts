/** Settings for developers of attesting sites. */
export const DEVELOPER_WORDS = {
  warning:
    'A test root stands in for a manufacturer’s root. Sealmark shows everything that relies on it in purple, as a test result that proves nothing. Add one only to try out a site you are building.',
  empty: 'No test roots.',
  inPlaceOf: 'in place of {slot}',
  remove: 'Remove',
  removeQuestion: 'Remove this test root?',
} as const;

/** Adding a test root. */
export const ADD_ANCHOR_WORDS = {
  open: 'Add a test root…',
  slot: 'In place of',
  name: 'Name',
  defaultName: 'Test root',
  certificates: 'Certificates (PEM)',
  submit: 'Add this test root',
  /** By the number of certificates found; `{wanted}` is the number needed. */
  wrongCount: {
    one: 'This needs {wanted}, and there is {count|number}.',
    other: 'This needs {wanted}, and there are {count|number}.',
  },
  wanted: { one: '{count|number} certificate', other: '{count|number} certificates' },
  notPem: 'This is not a certificate in PEM form ({why}).',
} as const;

/** Another time as of which evidence is checked. */
export const VERIFICATION_TIME_WORDS = {
  label: 'Check evidence as if it were (UTC)',
  note: 'Recorded evidence passes only at the time of its certificates. Sealmark marks every result at another time as a test.',
  submit: 'Check at this time',
  reset: 'Check as of now again',
} as const;
