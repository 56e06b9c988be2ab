import { equalBytes } from '../bytes/equal.ts';
import type { Hex } from '../bytes/hex.ts';
import { MAX_QUESTION_BYTES, type SignatureMemory } from './memoised.ts';
import { lengthOfQuestion, tagOfQuestion, type SignatureQuestion } from './question.ts';

/** A memory that knows every answer at once. */
export type ExactMemory = {
  readonly has: (question: SignatureQuestion) => boolean;
  readonly add: SignatureMemory['add'];
};

/** Of all questions together: those of some thirty platforms, tables and lists included. */
const MAX_MEMORY_BYTES = 1024 * 1024;

/** What an entry takes besides its bytes, about; so that the smallest questions are bounded in number as well. */
const ENTRY_BYTES = 256;

const weightOf = (question: SignatureQuestion): number => lengthOfQuestion(question) + ENTRY_BYTES;

/**
 * Remembers questions by their very bytes: comparing some kilobytes takes a few microseconds, digesting them in JavaScript some
 * twenty times as long, which was most of the work of a repeated visit in Firefox.
 *
 * The oldest are evicted first, and asking changes nothing: what a private window asks leaves no trace. A question whose signature
 * begins like another's takes its place; whoever makes such signatures, or many, makes others slower and changes no answer.
 *
 * @param maxBytes of all questions together
 */
export function exactMemory(maxBytes = MAX_MEMORY_BYTES): ExactMemory {
  const held = new Map<Hex, SignatureQuestion>();
  let weight = 0;

  function forget(tag: Hex): void {
    const question = held.get(tag);
    if (question === undefined) return;
    held.delete(tag);
    weight -= weightOf(question);
  }

  return {
    has(question) {
      const found = held.get(tagOfQuestion(question));
      return found !== undefined && isSame(found, question);
    },
    add(question) {
      if (lengthOfQuestion(question) > MAX_QUESTION_BYTES) return;
      const tag = tagOfQuestion(question);
      forget(tag);
      held.set(tag, question);
      weight += weightOf(question);
      for (const oldest of held.keys()) {
        if (weight <= maxBytes) break;
        forget(oldest);
      }
    },
  };
}

const isSame = (a: SignatureQuestion, b: SignatureQuestion): boolean =>
  a.algorithm === b.algorithm &&
  equalBytes(a.signature, b.signature) &&
  equalBytes(a.spki, b.spki) &&
  equalBytes(a.message, b.message);
