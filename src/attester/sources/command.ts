import { spawn } from 'node:child_process';
import type { EvidenceType } from '../../verifier/index.ts';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';

export type CommandOptions = {
  /** What the program writes. */
  readonly type: EvidenceType;
};

const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * A program of the operator's own: it reads the 64 bytes of report data from standard input and writes the evidence, and nothing
 * else, to standard output. No shell is involved.
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

function outputOf(program: string, words: readonly string[], input: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL' });
    const parts: Buffer[] = [];
    let complaint = '';
    let length = 0;
    child.stdout.on('data', (part: Buffer) => {
      length += part.length;
      if (length > MAX_OUTPUT_BYTES) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.stderr.on('data', (part: Buffer) => {
      complaint = `${complaint}${part.toString('utf8')}`.slice(-200);
    });
    child.on('error', reject);
    // Programs that read nothing close their input first; what matters is what they write.
    child.stdin.on('error', () => undefined);
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve(Uint8Array.from(Buffer.concat(parts)));
      else
        reject(
          new AttesterError(
            'source',
            `${program} ended with ${String(code ?? killedBy)}: ${complaint.trim()}.`,
            'Run it by hand.',
          ),
        );
    });
    child.stdin.end(input);
  });
}
