import type { Header, Hex, ProvenValues } from '../../../verifier/substrate/index.ts';
import type { Instant } from '../../../verifier/index.ts';
import type { ProofLevel, RegistryUnreachable } from '../../api/registry-view.ts';
import type { SubstrateNode } from './node.ts';

/**
 * The checkpoint from which a final block was reached: a block that the release or a profile vouches for, and its time where
 * known.
 */
export type Checkpoint = { readonly number: number; readonly hash: Hex; readonly time: Instant | null };

/** Values of a chain at one block, and how far they are proven. */
export type Reading = {
  readonly at: 'read';
  readonly level: ProofLevel;
  /** The block of the registry's chain. */
  readonly header: Header;
  /** The justified relay chain block, for a parachain at L3. */
  readonly relay: Header | null;
  readonly values: ProvenValues;
  /** The nodes that answered. */
  readonly nodes: readonly SubstrateNode[];
  /** Why no higher level was reached; null at the highest, or where the profile has no checkpoint. */
  readonly shortOf: RegistryUnreachable | null;
  /** Null where the profile has none. */
  readonly checkpoint: Checkpoint | null;
};

/** Nodes of one chain reported different values for one block: none of them is taken. */
export type Disagreement = {
  readonly at: 'disagree';
  readonly reported: readonly { readonly node: string; readonly reported: string }[];
};

/** No node answered usefully. */
export type NotRead = { readonly at: 'unreachable'; readonly because: RegistryUnreachable };

/** What reading a chain came to. */
export type ReadResult = Reading | Disagreement | NotRead;
