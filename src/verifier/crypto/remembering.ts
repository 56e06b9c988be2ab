import { lengthPrefixed } from '../binding.ts';
import { toHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort } from './port.ts';

/** Where digests of signatures that verified are kept; the background's stands in session storage. */
export type SignatureMemory = {
  has(digest: string): boolean;
  add(digest: string): void;
};

/**
 * Wraps a port so that a signature which verified once is not computed again: speed by memoising the primitive, never
 * the verdict. Only successes are remembered, under SHA-256 over every input, length-prefixed, so that no other
 * question has the same answer. Every check still runs on every visit.
 */
export function remembering(port: CryptoPort, memory: SignatureMemory): CryptoPort {
  return {
    digest: (algorithm, message) => port.digest(algorithm, message),
    async verifySignature(algorithm, spki, signature, message) {
      const question = lengthPrefixed(toAscii(algorithm, 'algorithm'), spki, signature, message);
      const digest = toHex(await port.digest('sha-256', question));
      if (memory.has(digest)) return true;
      const holds = await port.verifySignature(algorithm, spki, signature, message);
      if (holds) memory.add(digest);
      return holds;
    },
  };
}
