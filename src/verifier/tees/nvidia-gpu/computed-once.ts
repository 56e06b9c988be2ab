import { toHex } from '../../bytes/hex.ts';
import type { CryptoPort } from '../../crypto/port.ts';

/** Longer messages are reports, of which no two are alike: certificates have some hundred bytes. */
const MAX_SHARED_BYTES = 2048;

/**
 * The same port, for one appraisal: a question that was asked before gets the same answer. Twelve devices have twelve
 * chains, whose upper halves are the same certificates. The question is all of its bytes, so no two are taken for one.
 */
export function computedOnce(crypto: CryptoPort): CryptoPort {
  const answers = new Map<string, Promise<boolean>>();
  return {
    digest: (algorithm, message) => crypto.digest(algorithm, message),
    verifySignature(algorithm, spki, signature, message) {
      if (message.length > MAX_SHARED_BYTES) return crypto.verifySignature(algorithm, spki, signature, message);
      const question = `${algorithm} ${toHex(spki)} ${toHex(signature)} ${toHex(message)}`;
      const answer = answers.get(question) ?? crypto.verifySignature(algorithm, spki, signature, message);
      answers.set(question, answer);
      return answer;
    },
  };
}
