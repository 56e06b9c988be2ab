import type { TeeId } from '../../verifier/index.ts';
import type { Lexicon } from './finding.ts';

/** One family's checks and words, in a chunk of its own: a popup loads what its result needs. */
const FAMILIES: Readonly<Record<TeeId, () => Promise<Lexicon>>> = {
  sgx: async () => (await import('./checks/sgx.ts')).LEXICON,
  tdx: async () => (await import('./checks/tdx.ts')).LEXICON,
  ias: async () => (await import('./checks/ias.ts')).LEXICON,
  snp: async () => (await import('./checks/snp.ts')).LEXICON,
  nitro: async () => (await import('./checks/nitro.ts')).LEXICON,
  keystone: async () => (await import('./checks/keystone.ts')).LEXICON,
  sanctum: async () => (await import('./checks/sanctum.ts')).LEXICON,
  'nvidia-gpu': async () => (await import('./checks/nvidia-gpu.ts')).LEXICON,
};

/** For a view without findings. */
export const NO_WORDS: Lexicon = { words: {}, checks: {} };

/** Checks and words for the results of this TEE; for unrecognised evidence (null), those that every TEE shares. */
export async function lexiconFor(tee: string | null): Promise<Lexicon> {
  const load = new Map<string, () => Promise<Lexicon>>(Object.entries(FAMILIES)).get(tee ?? '');
  const [{ LEXICON: common }, family] = await Promise.all([import('./checks/common.ts'), load?.() ?? NO_WORDS]);
  return { words: { ...common.words, ...family.words }, checks: { ...common.checks, ...family.checks } };
}
