import type { CryptoPort } from '../crypto/port.ts';
import type { Commitment, KeyUse } from './commitment.ts';

/** What evidence can commit to: each part of a binding, its keys by their use. */
export type BindingPart = 'origin' | 'nonce' | KeyUse;

/** How a binding stands in evidence: a file under `layouts/` and one line in `layouts.ts`. */
export type Layout<Id extends string = string> = {
  /** The member `layout` of a binding (docs/PROTOCOL.md section 3). */
  readonly id: Id;
  /** Which parts the evidence commits to. The rest is unknown, whatever the site says of it. */
  readonly covers: Readonly<Record<BindingPart, boolean>>;
  /** The bytes that the evidence must hold. @throws Malformed when none are defined for this commitment */
  digest(crypto: CryptoPort, commitment: Commitment): Promise<Uint8Array>;
};

/** Keeps the literal id, so that `LayoutId` can be derived from the list. */
export const defineLayout = <const Id extends string>(layout: Layout<Id>): Layout<Id> => layout;
