import { COMMON_CHECKS, type TeeId } from '../../verifier/index.ts';
import { COMMON_WORDS } from './checks/common.ts';
import type { Lexicon } from './finding.ts';

/** One family's checks and words, in a chunk of its own: a popup loads what its result needs. */
const FAMILIES: Readonly<Record<TeeId, () => Promise<Lexicon>>> = {
  sgx: async () => (await import('./family/sgx.ts')).LEXICON,
  tdx: async () => (await import('./family/tdx.ts')).LEXICON,
  ias: async () => (await import('./family/ias.ts')).LEXICON,
  snp: async () => (await import('./family/snp.ts')).LEXICON,
  nitro: async () => (await import('./family/nitro.ts')).LEXICON,
  keystone: async () => (await import('./family/keystone.ts')).LEXICON,
  sanctum: async () => (await import('./family/sanctum.ts')).LEXICON,
  'nvidia-gpu': async () => (await import('./family/nvidia-gpu.ts')).LEXICON,
};

const COMMON: Lexicon = { words: COMMON_WORDS, checks: COMMON_CHECKS };

/** Checks and words for the results of this TEE; for evidence that nobody recognised (null), those of every TEE. */
export async function lexiconFor(tee: string | null): Promise<Lexicon> {
  const load = new Map<string, () => Promise<Lexicon>>(Object.entries(FAMILIES)).get(tee ?? '');
  if (load === undefined) return COMMON;
  const family = await load();
  return { words: { ...COMMON.words, ...family.words }, checks: { ...COMMON.checks, ...family.checks } };
}
