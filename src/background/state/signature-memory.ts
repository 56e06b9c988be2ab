import {
  copyOfQuestion,
  digestOfQuestion,
  exactMemory,
  tagOfQuestion,
  type CryptoPort,
  type Hex,
  type SignatureMemory,
  type SignatureQuestion,
} from '../../verifier/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'signatures';
/** A site needs about ten signatures; the oldest are evicted first. */
const MAX_SIGNATURES = 4000;
/** Milliseconds after which new ones are digested and written, so that one check writes once and waits for nothing. */
const WRITE_AFTER_MS = 1000;
/** New ones that wait for that, at most; what exceeds it is computed again by the next worker. */
const MAX_UNWRITTEN = 200;

/** `TAG DIGEST`, both hexadecimal. */
const RECORD = /^([0-9a-f]{2,32}) ([0-9a-f]{64})$/;

/**
 * Signatures that verified in this session (see `memoised`): those of this worker by their bytes, those of earlier ones by their
 * digests; these outlive the worker, but not the browser. @returns `normal` records; `private` only looks up, so that private
 * windows leave nothing behind
 */
export function signatureMemory(
  area: SessionArea,
  crypto: Pick<CryptoPort, 'digest'>,
): { readonly normal: SignatureMemory; readonly private: SignatureMemory } {
  const exact = exactMemory();
  const digests = new Map<Hex, Hex>();
  let unwritten: SignatureQuestion[] = [];
  let writing = false;
  void area.get(KEY).then(
    (value) => {
      if (!Array.isArray(value)) return;
      for (const one of value.slice(-MAX_SIGNATURES) as unknown[]) {
        const [, tag, digest] = (typeof one === 'string' ? RECORD.exec(one) : null) ?? [];
        if (tag !== undefined && digest !== undefined && !digests.has(tag)) digests.set(tag, digest);
      }
    },
    () => undefined,
  );

  async function write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, WRITE_AFTER_MS));
    writing = false;
    const batch = unwritten;
    unwritten = [];
    const found = await Promise.all(
      batch.map(async (question) => [tagOfQuestion(question), await digestOfQuestion(question, crypto)] as const),
    );
    for (const [tag, digest] of found) {
      digests.delete(tag);
      digests.set(tag, digest);
    }
    for (const oldest of digests.keys()) {
      if (digests.size <= MAX_SIGNATURES) break;
      digests.delete(oldest);
    }
    await area.set({ [KEY]: [...digests].map(([tag, digest]) => `${tag} ${digest}`) });
  }

  /** @param found what to do with a question whose digest an earlier worker wrote */
  const lookUp =
    (found: (question: SignatureQuestion) => void): SignatureMemory['has'] =>
    (question) => {
      if (exact.has(question)) return true;
      const digest = digests.get(tagOfQuestion(question));
      if (digest === undefined) return false;
      const copy = copyOfQuestion(question);
      return digestOfQuestion(copy, crypto).then((computed) => {
        if (computed !== digest) return false;
        found(copy);
        return true;
      });
    };

  return {
    normal: {
      has: lookUp((question) => {
        exact.add(question);
      }),
      add(question) {
        exact.add(question);
        if (unwritten.length < MAX_UNWRITTEN) unwritten.push(question);
        if (writing) return;
        writing = true;
        void write().catch(() => undefined);
      },
    },
    private: { has: lookUp(() => undefined), add: () => undefined },
  };
}
