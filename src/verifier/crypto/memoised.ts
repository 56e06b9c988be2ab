import type { CryptoPort } from './port.ts';
import { copyOfQuestion, lengthOfQuestion, type SignatureQuestion } from './question.ts';

/** Remembers signatures that verified; the background's also outlives the worker, as digests in session storage. */
export type SignatureMemory = {
  /** Did exactly this question have the answer "valid" before? At once where that is known at once. */
  readonly has: (question: SignatureQuestion) => boolean | Promise<boolean>;
  /** Its answer was "valid". @param question in arrays that nobody changes any more */
  readonly add: (question: SignatureQuestion) => void;
};

/**
 * Bytes of a question that is remembered at most; a longer one is computed each time. Intel's tables, the longest that is signed
 * here, have some 30 kB.
 */
export const MAX_QUESTION_BYTES = 64 * 1024;

/**
 * Wraps a port so that a signature which verified once is not computed again: speed by memoising the primitive, never
 * the verdict. Only successes are remembered, each under its whole question. Every check still runs on every visit.
 *
 * The port answers about a copy and the same copy is remembered, so that nobody who holds the arrays can put other bytes under an
 * answer while it is being computed.
 */
export function memoised(port: CryptoPort, memory: SignatureMemory): CryptoPort {
  return {
    digest: (algorithm, message) => port.digest(algorithm, message),
    async verifySignature(algorithm, spki, signature, message) {
      const question = { algorithm, spki, signature, message };
      if (lengthOfQuestion(question) > MAX_QUESTION_BYTES) return await port.verifySignature(algorithm, spki, signature, message);
      // Without waiting where the answer is there: a new signature, which takes longest, starts before everything else.
      const known = memory.has(question);
      if (known !== false && (known === true || (await known))) return true;
      const copy = copyOfQuestion(question);
      const holds = await port.verifySignature(algorithm, copy.spki, copy.signature, copy.message);
      if (holds) memory.add(copy);
      return holds;
    },
  };
}
