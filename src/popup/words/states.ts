import type { Announcement, SiteState } from '../../background/api/site-view.ts';
import type { ProofLevel, RegistryAnswer, RegistryUnreachable } from '../../background/api/registry-view.ts';

type OffReason = Extract<SiteState, { at: 'off' }>['because'];

/** Why a page is not looked at. */
export const OFF_WORDS = {
  'no-permission': 'Sealmark looks at this site only when you ask it to.',
  'not-https': 'This page did not come over https, so there is no connection that could be attested.',
  'internal-page': 'This page belongs to the browser or to an extension, not to a web service.',
  paused: 'Checking is paused.',
} as const satisfies Readonly<Record<OffReason, string>>;

/** How the site let it be known that it attests itself. */
export const ANNOUNCEMENT_WORDS = {
  'response-header': 'The site announced it with the page',
  'page-link': 'The page contains a link to it',
  certificate: 'It stands in the site’s certificate',
  list: 'A list that you follow names the site',
  'seen-before': 'The site was attested at an earlier visit',
  click: 'You asked for it',
} as const satisfies Readonly<Record<Announcement, string>>;

type AnswerKind = RegistryAnswer['kind'];

/** What the public chain answered; `{chain}` is its name. */
export const REGISTRY_WORDS = {
  current: 'Registered on {chain}, and current there',
  stale: 'Registered on {chain}, but not renewed in time',
  'other-code': '{chain} holds other code under this key',
  debug: '{chain} holds it in debug mode',
  invalid: '{chain} holds it without a valid check',
  'not-registered': 'Not registered on {chain}, which is no warning',
  'device-active': 'The device’s key is registered on {chain}',
  'device-revoked': '{chain} says that the device’s key was withdrawn',
  'device-out-of-dates': 'The device’s entry on {chain} is not valid at this date',
  frozen: '{chain} has stood still since {since|day}',
  'nodes-disagree': 'The nodes of {chain} contradict each other',
  unreachable: '{chain} told nothing: {why}',
} as const satisfies Readonly<Record<AnswerKind, string>>;

/** Why a chain told nothing. */
export const UNREACHABLE_WORDS = {
  'no-endpoint': 'no node is known.',
  'no-permission': 'Sealmark may not ask its nodes.',
  timeout: 'no node answered in time.',
  'connection-refused': 'no node could be reached.',
  'other-chain': 'the nodes serve another chain.',
  'malformed-answer': 'the answer could not be read.',
  'proof-refused': 'the proof that a node sent does not hold.',
  'answer-too-large': 'the answer was too large.',
  syncing: 'the nodes are still catching up.',
  'client-failed': 'the chain client failed.',
} as const satisfies Readonly<Record<RegistryUnreachable, string>>;

/** How well a chain's answer is proven. */
export const PROOF_WORDS = {
  L0: 'One node said so; nothing proves it.',
  L1: 'Several independent nodes say the same.',
  L2: 'Proven against a block of the chain.',
  L3: 'Proven against a block that the network’s validators signed as final.',
} as const satisfies Readonly<Record<ProofLevel, string>>;

/** What no attestation tells, whatever the outcome; shown in full in the popup. */
export const NOT_TOLD = [
  'It does not say that the company is honest, that the code has no mistakes, or that your data never leaves the closed-off part: the code decides that.',
  'It does not cover what this page loads from other sites.',
  'Somebody with the machine in their hands, and the right tools, can break into some processors.',
] as const;
