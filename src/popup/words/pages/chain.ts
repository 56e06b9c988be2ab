/** The links from the chip to the reviewer, in their order. */
export const LINKS = ['chip', 'evidence', 'code', 'source', 'build', 'review'] as const;

/** Name of one link. */
export type LinkName = (typeof LINKS)[number];

/**
 * The status of a link. `unknown`: nothing shows it, and nothing contradicts it. `unreached`: whatever shows it, an earlier link
 * is broken, so it says nothing about what answers this page.
 */
export type LinkStatus = 'shown' | 'warning' | 'unknown' | 'broken' | 'unreached';

/** The list as a whole, for screen readers. */
export const CHAIN_LABEL = 'From the chip to the reviewer';

/** The links' names, short enough for six of them side by side. */
export const LINK_NAMES = {
  chip: 'Chip',
  evidence: 'Evidence',
  code: 'Code',
  source: 'Source',
  build: 'Build',
  review: 'Review',
} as const satisfies Readonly<Record<LinkName, string>>;

/** The text under a link that has no fact of its own to show. */
export const LINK_FACTS = {
  chip: { shown: 'genuine', warning: 'with a warning', unknown: 'not checked', broken: 'check failed', unreached: 'not reached' },
  evidence: {
    shown: 'for this visit',
    warning: 'not just now',
    unknown: 'age unknown',
    broken: 'not for you',
    unreached: 'not reached',
  },
  code: { shown: 'named', warning: 'with a warning', unknown: 'not proven', broken: 'check failed', unreached: 'not reached' },
  source: { shown: 'named', warning: 'publisher’s word', unknown: 'not named', broken: 'rejected', unreached: 'not reached' },
  build: {
    shown: 'same code',
    warning: 'publisher’s word',
    unknown: 'no one yet',
    broken: 'other code',
    unreached: 'not reached',
  },
  review: { shown: 'known', warning: 'with a warning', unknown: 'no one yet', broken: 'rejected', unreached: 'not reached' },
} as const satisfies Readonly<Record<LinkName, Readonly<Record<LinkStatus, string>>>>;

/** The same for evidence from a file, which nobody requested just now. */
export const EVIDENCE_OF_FILE = {
  facts: {
    shown: 'signed',
    warning: 'not current',
    unknown: 'not checked',
    broken: 'out of date',
    unreached: 'not reached',
  } satisfies Readonly<Record<LinkStatus, string>>,
  leads: 'The processor signed the evidence. These checks ask whether what it relies on is current.',
} as const;

/** Under the last link, where it is the user who knows the code. */
export const BY_YOU = 'by you';
/** Under the last two links, where auditors lead to them. */
export const AUDITORS = { one: '{count|number} auditor', other: '{count|number} auditors' } as const;
/** Under the source, where only its publisher names it. */
export const PUBLISHERS_WORD = 'publisher’s word';

/** The status of a link, for readers who do not see how it is drawn. */
export const LINK_STATUS = {
  shown: 'shown',
  warning: 'shown, with a warning',
  unknown: 'not shown',
  broken: 'broken',
  unreached: 'not reached: the chain is broken before it',
} as const satisfies Readonly<Record<LinkStatus, string>>;

/** What leads to a link: its evidence, or what is missing. */
export const LINK_EVIDENCE = {
  chip: 'The manufacturer’s certificates and tables lead to this processor. These checks follow them from its root.',
  evidence: 'The processor signed the evidence. These checks ask whether it did so for this visit and this site.',
  code: 'The signed evidence holds the fingerprint of the code that runs. These checks ask how that code was started.',
  source: 'A statement names the source that this code was built from.',
  build: 'Someone built that source and got this fingerprint.',
  review: 'Someone answers for this code with a name.',
} as const satisfies Readonly<Record<LinkName, string>>;

/** The same for links without statements. */
export const LINK_MISSING = {
  source: 'No one you follow has named the source that this code was built from.',
  build: 'No one you follow has built the source and compared the fingerprint.',
  review: 'No one you follow has reviewed this code.',
} as const satisfies Readonly<Partial<Record<LinkName, string>>>;

/** The labels in the evidence for a link. */
export const CHAIN_WORDS = {
  checks: 'Checks',
  passed: { one: '{count|number} check passed', other: '{count|number} checks passed' },
  evidenceHash: 'SHA-256 of the evidence',
  broken: 'The chain is broken here. Nothing after this link is shown by it.',
  unreached: 'The chain is broken before this link, so nothing shows that it belongs to what answers you.',
} as const;
