import type { RegistryAnswer, RegistryUnreachable, RegistryView } from '../../background/api/registry-view.ts';
import { CONTRADICTION_WORDS, contradictionSentence } from './contradictions.ts';
import { fill } from './fill.ts';

type AnswerKind = RegistryAnswer['kind'];

/** What the public chain answered; `{chain}` is its name. */
export const REGISTRY_WORDS = {
  current: 'Registered on {chain}, and current there',
  stale: 'Registered on {chain}, but not renewed in time',
  ...CONTRADICTION_WORDS,
  'not-registered': 'Not registered on {chain}, which is not a warning',
  'device-active': '{chain} lists this device’s key as active',
  'device-revoked': '{chain} says this device’s key was withdrawn',
  'device-out-of-dates': 'The device’s entry on {chain} is not valid today',
  frozen: '{chain} has shown no new block since {since|day}',
  'nodes-disagree': 'Nodes of {chain} contradict each other',
  unreachable: '{chain} gave no answer: {why}',
} as const satisfies Readonly<Record<AnswerKind, string>>;

/** Why a chain told nothing. */
export const UNREACHABLE_WORDS = {
  'no-endpoint': 'Sealmark knows no node of it.',
  'no-permission': 'Sealmark has no permission to ask its nodes.',
  timeout: 'no node answered in time.',
  'connection-refused': 'Sealmark could not reach any node.',
  'other-chain': 'the nodes belong to a different chain.',
  'malformed-answer': 'Sealmark cannot read the answer.',
  'proof-refused': 'a node sent a proof that does not hold.',
  'answer-too-large': 'the answer is too large.',
  syncing: 'the nodes are still catching up.',
  'checkpoint-too-old':
    'its checkpoint is so old that the validators who signed it have nothing left to lose. A newer release, or newer chain settings, bring a newer one.',
  'checkpoint-undated': 'the chain’s settings do not say how old their checkpoint is.',
  'unknown-runtime': 'this chain’s settings do not cover the version that it was running then.',
  'client-failed': 'the chain client failed.',
} as const satisfies Readonly<Record<RegistryUnreachable, string>>;

/** While the chain is being asked. */
export const ASKING = 'Asking {chain}';

/** The registry row in one sentence. */
export function registrySentence(view: RegistryView): string {
  const chain = view.chain.name;
  if (view.at === 'asking') return fill(ASKING, { chain });
  const { answer } = view;
  const facts = {
    chain,
    ...(answer.kind === 'frozen' ? { since: answer.since } : {}),
    ...(answer.kind === 'unreachable' ? { why: UNREACHABLE_WORDS[answer.because] } : {}),
  };
  return contradictionSentence(view) ?? fill(REGISTRY_WORDS[answer.kind], facts);
}

/** The same as a sentence of its own, with its full stop. */
export function wholeRegistrySentence(view: RegistryView): string {
  const sentence = registrySentence(view);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
