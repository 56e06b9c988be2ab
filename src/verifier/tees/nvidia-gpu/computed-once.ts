import { equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort } from '../../crypto/port.ts';

type Question = Parameters<CryptoPort['verifySignature']>;

const isSame = ([algorithm, spki, signature, message]: Question, other: Question): boolean =>
  algorithm === other[0] && equalBytes(signature, other[2]) && equalBytes(message, other[3]) && equalBytes(spki, other[1]);

/**
 * The same port with a cache, for one appraisal: identical calls get the stored result. Twelve devices have twelve chains with
 * the same upper certificates. The key is all input bytes, so no two inputs collide.
 */
export function computedOnce(crypto: CryptoPort): CryptoPort {
  const asked: { readonly question: Question; readonly answer: Promise<boolean> }[] = [];
  return {
    digest: (algorithm, message) => crypto.digest(algorithm, message),
    verifySignature(...question) {
      const before = asked.find((one) => isSame(one.question, question));
      if (before !== undefined) return before.answer;
      const answer = crypto.verifySignature(...question);
      asked.push({ question, answer });
      return answer;
    },
  };
}
