import { NVIDIA_GPU_CHECKS } from '../../../verifier/index.ts';
import { NVIDIA_GPU_WORDS } from '../checks/nvidia-gpu.ts';
import type { Lexicon } from '../finding.ts';

export const LEXICON: Lexicon = { words: NVIDIA_GPU_WORDS, checks: NVIDIA_GPU_CHECKS };
