import type { Evidence } from './evidence.ts';
import { openAmong, type Opening } from './opening.ts';
import { tees, type AnyTee } from './tees.ts';

/** The TEEs under the types that all of them share; the methods' own types were checked where each was defined. */
export const anyTees: readonly AnyTee[] = tees;

/** Evidence of any TEE, read. */
export const open = (evidence: Evidence): Opening => openAmong(anyTees, evidence);
