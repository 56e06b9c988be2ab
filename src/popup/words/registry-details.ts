import type { ExecutionProof, ProofLevel, RegistryEntry } from '../../background/api/registry-view.ts';
import { fill, plural } from './fill.ts';
import { UNREACHABLE_WORDS } from './registry.ts';

/** How well a chain's answer is proven. */
export const PROOF_WORDS = {
  L0: 'One node said so. Nothing proves it.',
  L1: 'Several independent nodes say the same.',
  L2: 'Proven against a block of the chain.',
  L3: 'Proven against a block that the network’s validators signed as final.',
} as const satisfies Readonly<Record<ProofLevel, string>>;

/** What a chain is, for readers who have never heard of one. */
export const ABOUT_CHAINS =
  'A public chain is a record kept jointly by many computers with different owners. No one can change it quietly afterwards.';

/** What a look-up reveals to the nodes. */
export const NODES_LEARN =
  'The nodes learn which key Sealmark asked about, and so perhaps which service you use, but not which page you visit.';

/** Next to the answer: why the next level was not reached. */
export const SHORT_OF = 'Sealmark could not prove it further: {why}';

/** The newest block that could be proven is later than this computer's clock. */
export const CLOCK_BEHIND = 'The chain is ahead of this computer’s clock. Check the clock.';

/** While its validators are followed from the release's checkpoint to the present. */
export const FOLLOWING = 'Following its validators from one set to the next, up to today: set {setId}, block {block}.';

/** Where an entry differs from what the service proved just now. */
export const DIFFERENCE_WORDS: Readonly<Record<string, string>> = {
  MRENCLAVE: 'the code (MRENCLAVE)',
  MRSIGNER: 'who signed the code (MRSIGNER)',
  REPORTDATA: 'the key it is listed under',
  DEBUG: 'debug mode: the chain says off, the service just showed it on',
};

/** The label for how an entry came onto the chain. */
export const UNDER_WORDS = {
  sovereign: 'the code itself, with its own key',
  proxied: 'a service acting for it, named in this chain’s settings',
} as const satisfies Readonly<Record<RegistryEntry['under'], string>>;

/** How the chain checked what it was given. */
export const METHOD_WORDS = {
  dcap: 'by Intel’s signatures (DCAP)',
  ias: 'by Intel’s old online service (IAS)',
  skip: 'not at all',
} as const satisfies Readonly<Record<RegistryEntry['method'], string>>;

/** What the chain found when it checked. */
export const STATUS_WORDS = {
  ok: 'up to date, or nearly so',
  invalid: 'not valid',
  'group-out-of-date': 'out of date',
  'group-revoked': 'withdrawn',
  'configuration-needed': 'needing a different configuration',
} as const satisfies Readonly<Record<NonNullable<RegistryEntry['status']>, string>>;

/** By how many renewals were seen. */
const RENEWED_OFTEN = {
  one: 'At least every {interval|duration}, as seen {count|number} time from this computer.',
  other: 'At least every {interval|duration}, as seen {count|number} times from this computer.',
} as const;
const RENEWALS_STOPPED = 'The renewals have stopped: the last one is too old to count.';
const RENEWAL_LATE = 'The last one is later than usual.';

/** A renewal that is late by more than this many usual intervals was missed. */
const LATE_AFTER = 2;

/**
 * How often an entry was seen renewed, and whether that has stopped. The count is a lower bound: renewals between two visits
 * leave no trace on the chain.
 */
export function cadenceSentence({ cadence, age, renewal }: RegistryEntry): string | null {
  if (cadence === null) return null;
  const often = plural(RENEWED_OFTEN, cadence.renewals, { interval: cadence.interval });
  if (age > renewal) return `${often} ${RENEWALS_STOPPED}`;
  return age > LATE_AFTER * cadence.interval ? `${often} ${RENEWAL_LATE}` : often;
}

/** The result for a publication that the site points to. */
export const EXECUTION_WORDS = {
  published: 'This same code published a hash on the chain',
  other: 'Different code published a hash on the chain',
  'no-such-event': 'The site points to a publication that does not exist',
  unreachable: 'Sealmark could not look up what the site says its code published: {why}',
} as const;

/** What a published hash proves and what it does not. */
export const EXECUTION_MEANS =
  'At most this shows that registered code put this hash on the chain at that time. It does not show what the hash stands for, or that it concerns this page.';

/** A publication in one sentence. */
export function executionSentence(execution: ExecutionProof): string {
  if (execution.kind === 'unreachable') return fill(EXECUTION_WORDS.unreachable, { why: UNREACHABLE_WORDS[execution.because] });
  if (execution.kind === 'published') return `${EXECUTION_WORDS[execution.sameCode ? 'published' : 'other']}.`;
  return `${EXECUTION_WORDS[execution.kind]}.`;
}
