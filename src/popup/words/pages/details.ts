/** The popup's details, besides the result itself (`result.ts`) and the registry (`../registry-details.ts`). */
export const DETAILS_WORDS = {
  problems: 'What could not be done',
  copyReport: 'Copy details',
  copyReportName: 'Copy details of what happened, for a report',
  copyResult: 'Copy result',
  copyResultName: 'Copy result as JSON',
  inspect: 'Inspect evidence…',
} as const;

/** The evidence itself: names and values of rows. */
export const EVIDENCE_WORDS = {
  title: 'The evidence',
  found: 'How it was found',
  made: 'Made',
  checked: 'Checked',
  goodUntil: 'Good until',
  sameSince: 'Same code since',
  seenBefore: 'Seen before',
  firstTime: 'No, this is the first time',
  otherLastSeen: 'Other code last seen',
  hash: 'SHA-256 of the evidence',
} as const;

/** GPUs next to the page's evidence. */
export const ACCELERATOR_DETAILS = {
  sentence: '{sentence}.',
  measurements: { one: '{count|number} measurement', other: '{count|number} measurements' },
} as const;

/** The pin of this site. */
export const PIN_CHOICE_WORDS = { title: 'If this site stops proving its code', label: 'What to do' } as const;

/** Which chain is asked about this site. */
export const REGISTRY_CHOICE_WORDS = {
  title: 'Which registry to ask',
  label: 'Ask about this site',
  any: 'Any chain that is on',
  none: 'No chain',
} as const;

/** The registry's answer: names and values of rows. */
export const REGISTRY_ROWS = {
  title: 'The public registry',
  level: 'Proof level {level}',
  shortOf: 'Not proven further',
  checkpoint: 'Checkpoint',
  nodes: 'Asked',
  noNode: 'No node answered',
  askedAt: 'Asked at',
  block: 'Block',
  /** A block and its time. */
  blockAndTime: '{number}, {time}',
  registeredBy: 'Registered by',
  lastRegistered: 'Last registered',
  renewWithin: 'Must be renewed within',
  seenRenewed: 'Seen renewed',
  checkedBy: 'How the chain checked it',
  found: 'What it found about the processor',
  address: 'Address it gave (not checked)',
  manufacturer: 'Manufacturer',
  model: 'Model',
  registered: 'Registered',
  validUntil: 'Valid until',
  withdrawn: 'Withdrawn',
  discontinued: 'Announced end of this chain',
  enclaveKey: 'Key of the code’s entry',
  deviceKey: 'Key of the device’s entry',
  keyAbout: 'What Sealmark asked the nodes about',
  differs: 'What differs: {differences}.',
  nodeReported: '{node}: {statement}',
} as const;

/** A publication that the site points to. */
export const EXECUTION_ROWS = {
  title: 'Proof of Execution',
  event: 'Event',
  hash: 'Published hash',
  by: 'By MRENCLAVE',
  sameCode: 'The code that was just checked',
  otherCode: 'Not the code that was just checked',
  data: 'Published with it',
  dataAbout: 'What the code added',
} as const;
