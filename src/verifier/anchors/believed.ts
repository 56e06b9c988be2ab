import type { Instant } from '../time.ts';
import type { Anchor } from './anchor.ts';

/** What an answer may rest on: a pinned or a test root, or a register that stands where a root would. */
export type Root = Pick<Anchor, 'name' | 'test'>;

declare const BELIEVED: unique symbol;

/**
 * "It holds, if `root` is believed": what a chain's verdict is worth. Only `Ledger.answerUnder` makes an answer of it, and
 * marks a test root there, so that no chain can count without saying under which root it does.
 */
export type Believed = {
  readonly root: Root;
  /** Earliest end of what leads to the root; undefined where nothing on the way ends. */
  readonly until: Instant | undefined;
  readonly [BELIEVED]: true;
};

/** For whoever has just found that the chain holds. */
export function believedUnder({ name, test }: Root, until?: Instant): Believed {
  return { root: { name, test }, until } as Believed;
}
