/** The inspector: its frame, and where evidence is entered. */
export const INSPECT_WORDS = {
  documentTitle: 'Inspect evidence · Sealmark',
  title: 'Inspect evidence',
  intro:
    'Drop evidence here: a quote, a report, an attestation document, or whatever a site serves. Sealmark recognises binary, text and JSON in the forms in which tools print and save them. It reads and checks everything on this page and sends nothing anywhere.',
  file: 'A file',
  text: 'Or text',
  submit: 'Inspect',
  /** One of several pieces of evidence in the same input. */
  inspectOne: 'Inspect the {what}',
  tooLarge: 'This file is larger than one megabyte. No evidence is that large.',
} as const;

/** What was found, and what can be done with it. */
export const REPORT_WORDS = {
  /** By how many bytes it has. */
  size: { one: '{format}, {count|number} byte', other: '{format}, {count|number} bytes' },
  sizeWrapped: {
    one: '{format}, {count|number} byte, found in {wrappings}',
    other: '{format}, {count|number} bytes, found in {wrappings}',
  },
  /** One wrapping inside another: `CMW in base64`. */
  wrappedIn: '{inner} in {outer}',
  checkAsOf: 'Check as of (UTC)',
  checkWhenMade: 'Check as of the time it was made',
  now: 'Now',
  exportJson: 'Export as JSON',
  exportEar: 'Export as EAR',
} as const;

/** The evidence field by field. */
export const FIELDS_WORDS = {
  title: 'Field by field',
  stopped: 'Reading stopped at {field}: {why}.',
  stoppedAt: 'Reading stopped at {field}: {why} (byte {offset|number}).',
  empty: 'Sealmark could not read any of it.',
  bytes: 'Bytes',
  field: 'Field',
  value: 'Value',
  lookedAt: 'Bytes this check looked at',
} as const;

/** Certificates as a viewer draws them. */
export const CERTIFICATES_WORDS = {
  title: 'Certificates',
  note: 'Shown as an ordinary certificate viewer reads them. The result above relies on Sealmark’s own, stricter reading, not on this.',
  pinned: 'Built into Sealmark',
  test: 'Test root',
  signed: 'signed by the one above',
  notSigned: 'not signed by the one above',
  issuedBy: 'Issued by {issuer}, which is not here',
  valid: 'Valid from {from|day} to {until|day}',
  issuer: 'Issuer',
  serial: 'Serial number',
  key: 'Key',
  signature: 'Signature',
  hash: 'SHA-256',
  extensions: 'Extensions',
  critical: '{name} (critical)',
  none: 'none',
} as const;

/** What the manufacturer would have to say, and a place to add it. */
export const MISSING_WORDS = {
  title: 'What is missing',
  unreadable: 'Sealmark could not read: {types}.',
  intro:
    'These belong with the evidence and did not come with it. This page asks no one. Add them as files, one by one as the manufacturer or a cache serves them, or as the single document that sites send along.',
  all: 'A document with all of them',
  notUsed: 'Sealmark did not use {file}. {why}',
} as const;
