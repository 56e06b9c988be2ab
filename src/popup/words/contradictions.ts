import type { RegistryAnswer, RegistryView } from '../../background/api/registry-view.ts';
import { fill } from './fill.ts';

/** Answers of a public chain that may contradict the fresh evidence. Apart from the others because every popup loads these. */
export const CONTRADICTION_WORDS = {
  'other-code': '{chain} holds a different entry under this key',
  debug: '{chain} lists this code in debug mode',
  invalid: '{chain} lists this code without a valid check',
} as const;

/** An entry that the chain did check, and found to be from a group of processors that Intel has revoked. */
const WITHDRAWN = '{chain} found this processor withdrawn by its manufacturer';

type Contradiction = Extract<RegistryAnswer, { kind: keyof typeof CONTRADICTION_WORDS }>;

const mayContradict = (answer: RegistryAnswer): answer is Contradiction => Object.hasOwn(CONTRADICTION_WORDS, answer.kind);

/** The answer in one sentence, without a full stop; null for one that contradicts nothing, or is not there yet. */
export function contradictionSentence(view: RegistryView): string | null {
  if (view.at !== 'answered' || !mayContradict(view.answer)) return null;
  const { answer, chain } = view;
  const withdrawn = answer.kind === 'invalid' && answer.because === 'status' && answer.entry.status === 'group-revoked';
  return fill(withdrawn ? WITHDRAWN : CONTRADICTION_WORDS[answer.kind], { chain: chain.name });
}
