import type { NotCounted, Property, Statement, UncoveredInput } from '../../../verifier/audits/index.ts';
import { fill, listed } from '../fill.ts';

type Revocation = Extract<NotCounted, { because: 'revoked' }>['revocation'];

/** What a statement that counts says about the code, one sentence per property; `{auditor}`, `{date|day}`. */
export const PROPERTY_WORDS = {
  TEE_SOURCE_REVIEWED: '{auditor} read the source on {date|day}.',
  TEE_BUILD_REPRODUCED: '{auditor} rebuilt the source on {date|day} and got the same fingerprint.',
  TEE_VENDOR_RELEASE: '{auditor} says it published this code. That word alone makes no code known.',
  TEE_PENTESTED: '{auditor} attacked the running service and reported on it, {date|day}.',
  TEE_FORMALLY_VERIFIED: '{auditor} proved parts of the code by formal methods, {date|day}.',
  TEE_OPERATIONS_REVIEWED: '{auditor} looked at how the service is run, {date|day}.',
  TEE_BINDS_OWN_KEYS: '{auditor} says this code makes its own keys and keeps them inside.',
  TEE_ENCRYPTS_INPUT: '{auditor} says this code encrypts whatever you enter to a key of the attested service.',
  TEE_KNOWN_VULNERABLE: '{auditor} says this code has a known weakness.',
} as const satisfies Readonly<Record<Property, string>>;

/** The two that make code known, from one auditor. */
const REVIEWED_AND_REBUILT = '{auditor} read the source, rebuilt it and got the same fingerprint ({date|day}).';
/** A statement that asserts nothing that this release knows. */
const NAMED_ONLY = '{auditor} names this code.';

const WITHDRAWN_BECAUSE = {
  superseded: '{auditor} replaced this review with a newer one.',
  'key-compromise': '{auditor} withdrew this review on {since|day}: its key was stolen.',
  vulnerability: '{auditor} withdrew this review on {since|day}: a weakness was found.',
  error: '{auditor} withdrew this review on {since|day}: it was mistaken.',
} as const satisfies Readonly<Record<Revocation['reason'], string>>;

const NOT_COUNTED = {
  'not-yet': 'The review by {auditor} counts only from {from|day}.',
  expired: 'The review by {auditor} ran out on {until|day} and no longer counts.',
  'list-lapsed': 'The list of {auditor} ran out. Its reviews no longer count.',
  'other-origin': 'The review by {auditor} is for other sites, not for this one.',
  withdrawn: 'The review by {auditor} is no longer on its list. No reason was stated, so it no longer counts.',
  constraint: 'The review by {auditor} does not cover this server ({constraint}).',
} as const satisfies Readonly<Record<Exclude<NotCounted['because'], 'revoked'>, string>>;

/** The user chose to follow a list's key; the statement's author is named by the list. */
const IN_LIST = '{auditor} (list “{list}”)';

/** The source of a statement: never an author's name alone unless it begins the title of the list, which the user agreed to. */
export const speakerIn = (list: string, auditor: string): string =>
  list.startsWith(auditor) ? auditor : fill(IN_LIST, { auditor, list });

/** What one statement says about this code, or why it does not count; whole sentences. */
export function statementSentences({ auditor, createdAt, properties }: Statement): readonly string[] {
  const facts = { auditor: auditor.name, date: createdAt };
  const has = (property: Property): boolean => properties.includes(property);
  const both = has('TEE_SOURCE_REVIEWED') && has('TEE_BUILD_REPRODUCED') && !has('TEE_VENDOR_RELEASE');
  const others = properties.filter((one) => !both || (one !== 'TEE_SOURCE_REVIEWED' && one !== 'TEE_BUILD_REPRODUCED'));
  const sentences = [...(both ? [REVIEWED_AND_REBUILT] : []), ...others.map((property) => PROPERTY_WORDS[property])];
  return (sentences.length === 0 ? [NAMED_ONLY] : sentences).map((sentence) => fill(sentence, facts));
}

/** Why a statement about this very code does not count here and now. */
export function notCountedSentence({ auditor, notBefore, notAfter }: Statement, why: NotCounted): string {
  const facts = { auditor: auditor.name, from: notBefore, until: notAfter };
  if (why.because === 'revoked') return fill(WITHDRAWN_BECAUSE[why.revocation.reason], { ...facts, since: why.revocation.since });
  return fill(NOT_COUNTED[why.because], { ...facts, constraint: why.because === 'constraint' ? why.constraint : '' });
}

/** What the fingerprint does not cover, by the statements that count. */
export const UNCOVERED_WORDS = {
  'host-chosen-configuration': 'settings that the operator chooses',
  'late-environment': 'what is loaded later',
  'acpi-tables': 'hardware tables that the hosting company writes',
  'run-time-registers': 'what is added while it runs',
  'attached-devices': 'devices attached to it',
  other: 'other things its auditor names',
} as const satisfies Readonly<Record<UncoveredInput, string>>;

const UNCOVERED = 'The fingerprint does not cover {inputs}.';

/** What the fingerprint of each kind of hardware does not cover, if no statement says so for this code. */
const UNCOVERED_BY_TEE: Readonly<Record<string, readonly UncoveredInput[]>> = {
  sgx: ['host-chosen-configuration', 'late-environment'],
  ias: ['host-chosen-configuration', 'late-environment'],
  tdx: ['host-chosen-configuration', 'acpi-tables', 'late-environment', 'attached-devices'],
  snp: ['host-chosen-configuration', 'acpi-tables', 'late-environment', 'attached-devices'],
  nitro: ['host-chosen-configuration', 'late-environment'],
  keystone: ['late-environment', 'attached-devices'],
  sanctum: ['late-environment', 'attached-devices'],
};

/** One sentence on what the fingerprint does not cover: by the statements that count, else by the kind of hardware; null for neither. */
export function uncoveredSentence(uncovered: readonly UncoveredInput[], tee: string | null): string | null {
  const inputs = uncovered.length > 0 ? uncovered : Object.hasOwn(UNCOVERED_BY_TEE, tee ?? '') ? UNCOVERED_BY_TEE[tee ?? ''] : [];
  if (inputs === undefined || inputs.length === 0) return null;
  return fill(UNCOVERED, { inputs: listed(inputs.map((input) => UNCOVERED_WORDS[input])) });
}

/** Who reviewed the code: the rest. */
export const AUDIT_WORDS = {
  demonstration: 'Demonstration: this auditor exists in the test build only.',
  denied: '{list} rejects this code.',
  deniedText: '{list} rejects this code: {text}',
  warned: '{list} warns about this code.',
  warnedText: '{list} warns about this code: {text}',
  mayBe: '{by} warns of code that this may be. The site did not send what would tell ({registers}).',
  disagree: 'Auditors disagree about this code. The rejection counts.',
  advisory: 'Read the advisory',
  openFindings: {
    one: '{count|number} finding is still open: {list}.',
    other: '{count|number} findings are still open: {list}.',
  },
  stale: 'The list of {auditor} has run out. Its reviews count for a few more days.',
  report: 'Report',
  sourceAt: 'Source {tag}',
  rebuild: 'Rebuild it yourself',
  follow: 'Follow an auditor',
  /** Rows of one statement as a document. */
  list: 'List',
  auditor: 'Auditor',
  validity: 'Counts',
  validFromTo: '{from|day} to {until|day}',
  commit: 'Commit',
  statementHash: 'SHA-256 of the statement',
  reportHash: 'SHA-256 of the report',
  scope: 'What was looked at',
  system: 'Built with',
  builder: 'Builder, by its SHA-256',
  whatItMeans:
    'A review says what its auditor looked at. It does not say that the code has no mistakes, or that the company is honest.',
} as const;
