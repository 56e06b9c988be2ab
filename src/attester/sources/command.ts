import type { EvidenceType } from '../../verifier/index.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';
import { outputOf } from './run-program.ts';

/** What must be known of a program that makes evidence. */
export type CommandOptions = {
  /** What the program writes. */
  readonly type: EvidenceType;
};

/**
 * The operator's own program: it reads the 64 bytes of report data from standard input and writes the evidence, and nothing else,
 * to standard output. No shell is involved.
 */
export function command(words: readonly [string, ...string[]], { type }: CommandOptions): EvidenceSource {
  const [program, ...others] = words;
  return {
    name: program,
    async make({ reportData, signal }) {
      try {
        return {
          evidence: { type, bytes: await outputOf(program, others, reportData, signal), parameters: {} },
          endorsements: [],
        };
      } catch (error) {
        throw sourceError(`${program} made no evidence.`, 'Run it by hand with 64 bytes on its standard input.', error);
      }
    },
  };
}
