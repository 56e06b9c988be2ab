import type { TeeId } from '../../verifier/index.ts';
import type { Lexicon } from './finding.ts';

/** One family's checks and words, in a chunk of its own: a popup loads what its result needs. */
const FAMILIES: Readonly<Record<TeeId, () => Promise<{ readonly LEXICON: Lexicon }>>> = {
  sgx: () => import('./checks/sgx.ts'),
  tdx: () => import('./checks/tdx.ts'),
  ias: () => import('./checks/ias.ts'),
  snp: () => import('./checks/snp.ts'),
  nitro: () => import('./checks/nitro.ts'),
  keystone: () => import('./checks/keystone.ts'),
  sanctum: () => import('./checks/sanctum.ts'),
  'nvidia-gpu': () => import('./checks/nvidia-gpu.ts'),
};

/** For a view without findings. */
export const NO_WORDS: Lexicon = { words: {}, checks: {} };

/** Checks and words for the results of this TEE; for unrecognised evidence (null), those that every TEE shares. */
export async function lexiconFor(tee: string | null): Promise<Lexicon> {
  const load = new Map(Object.entries(FAMILIES)).get(tee ?? '');
  const [{ LEXICON: common }, { LEXICON: family }] = await Promise.all([
    import('./checks/common.ts'),
    load?.() ?? { LEXICON: NO_WORDS },
  ]);
  return { words: { ...common.words, ...family.words }, checks: { ...common.checks, ...family.checks } };
}
