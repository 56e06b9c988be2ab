import type { Instant } from '../time.ts';
import type { Anchor } from './anchor.ts';

/** What an answer may rest on: a pinned root, a test root, or a register that serves as a root. */
export type Root = Pick<Anchor, 'name' | 'test'>;

declare const BELIEVED: unique symbol;

/**
 * "It holds, if `root` is trusted": the verdict on a chain. Only `Ledger.answerUnder` turns it into an answer, and marks test
 * roots while doing so, so no chain can count without naming the root that it rests on.
 */
export type Believed = {
  readonly root: Root;
  /** The earliest expiry on the way to the root; undefined where nothing expires. */
  readonly until: Instant | undefined;
  readonly [BELIEVED]: true;
};

/** For code that has just found that the chain holds. */
export function believedUnder({ name, test }: Root, until?: Instant): Believed {
  return { root: { name, test }, until } as Believed;
}
