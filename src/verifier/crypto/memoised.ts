import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort } from './port.ts';

/** Where digests of signatures that verified are kept; the background's stands in session storage. */
export type SignatureMemory = {
  has(digest: string): boolean;
  add(digest: string): void;
};

/**
 * Up to this length a question is digested here: asking the platform, which answers from another thread, takes longer than the
 * digest itself, and a signature that is not remembered waits for the answer.
 */
const MAX_DIGESTED_HERE_BYTES = 8192;

/**
 * Wraps a port so that a signature which verified once is not computed again: speed by memoising the primitive, never
 * the verdict. Only successes are remembered, under SHA-256 over every input, length-prefixed, so that no other
 * question has the same answer. Every check still runs on every visit.
 *
 * @param digestHere SHA-256 without another thread; JavaScript's own where the platform has none
 */
export function memoised(
  port: CryptoPort,
  memory: SignatureMemory,
  digestHere: (message: Uint8Array) => Uint8Array = sha256,
): CryptoPort {
  return {
    digest: (algorithm, message) => port.digest(algorithm, message),
    async verifySignature(algorithm, spki, signature, message) {
      const question = lengthPrefixed(toAscii(algorithm, 'algorithm'), spki, signature, message);
      const here = question.length <= MAX_DIGESTED_HERE_BYTES;
      const digest = toHex(here ? digestHere(question) : await port.digest('sha-256', question));
      if (memory.has(digest)) return true;
      const holds = await port.verifySignature(algorithm, spki, signature, message);
      if (holds) memory.add(digest);
      return holds;
    },
  };
}
