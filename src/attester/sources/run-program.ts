import { spawn } from 'node:child_process';
import { AttesterError } from '../attester-error.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * What a program writes to standard output. No shell is involved, and it is stopped when nobody waits any more. @throws
 * AttesterError with the program's error output; the system's error for a missing program
 */
export function outputOf(program: string, words: readonly string[], input: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
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
    // Programs that read no input close it first; only their output matters.
    child.stdin.on('error', () => undefined);
    child.on('close', (code, killedBy) => {
      if (length > MAX_OUTPUT_BYTES)
        reject(new AttesterError('source', `${program} wrote more than ${String(MAX_OUTPUT_BYTES)} bytes.`, 'Run it by hand.'));
      else if (code === 0) resolve(Uint8Array.from(Buffer.concat(parts)));
      else {
        const words = complaint.trim();
        const why = words === '' ? ' and said nothing' : `: ${words}`;
        reject(new AttesterError('source', `${program} ended with ${String(code ?? killedBy)}${why}.`, 'Run it by hand.'));
      }
    });
    child.stdin.end(input);
  });
}
