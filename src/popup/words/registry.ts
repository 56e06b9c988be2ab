import type { RegistryAnswer, RegistryUnreachable, RegistryView } from '../../background/api/registry-view.ts';
import { fill } from './fill.ts';

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
  'unknown-runtime': 'this chain’s settings do not know the version of its program that was running then.',
  'client-failed': 'the chain client failed.',
} as const satisfies Readonly<Record<RegistryUnreachable, string>>;

/** While the chain is being asked. */
export const ASKING = '{chain} is being asked';

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
  return fill(REGISTRY_WORDS[answer.kind], facts);
}
