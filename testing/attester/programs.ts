import { findProgram, hasCompiler, type Found, type Program } from '../../scripts/debian.mjs';

/** A program that operators run beside the kit; null on a machine that has none and could not get one (scripts/debian.mjs). */
export const programNamed = (name: Program): Found | null => findProgram(name);

/** Is there a C compiler? */
export const canCompile = (): boolean => hasCompiler();
