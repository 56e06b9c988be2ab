import {
  advance,
  readFinalityProof,
  readFollowedState,
  rootedAt,
  type FollowedState,
  type Header,
  type Hex,
  type RelayState,
} from '../../../verifier/substrate/index.ts';
import { Malformed, unlessMalformed, type CryptoPort } from '../../../verifier/index.ts';
import { NodeFailed } from '../client/node-failed.ts';
import type { SubstrateNode } from './node.ts';

/** Where the state of the path is kept between visits and workers: JSON text by its checkpoint's digest. */
export type SyncStore = {
  load(root: Hex): Promise<string | null>;
  save(root: Hex, state: string): Promise<void>;
};

/** How far the path has led, reported after every step. */
export type SyncProgress = (state: RelayState) => void;

/** More handovers than Kusama has in a year, so that a node cannot keep us following forever. */
const MAX_STEPS = 4000;

/** Can this state have been followed from that one? It needs the same chain and root, and no step back. */
function descends(kept: FollowedState, from: FollowedState): boolean {
  return (
    kept.root === from.root &&
    kept.genesis === from.genesis &&
    kept.setId >= from.setId &&
    kept.finalized.number >= from.finalized.number &&
    (kept.time ?? 0) >= (from.time ?? 0)
  );
}

function readKept(text: string): FollowedState | null {
  return unlessMalformed(() => readFollowedState(text), null);
}

/**
 * What was followed from exactly this checkpoint before, or the checkpoint itself. A stored state that cannot be read, or cannot
 * have come from it, is replaced by the checkpoint at once: whatever wrote it must not persist.
 */
export async function startingState(store: SyncStore, checkpoint: RelayState): Promise<FollowedState> {
  const start = rootedAt(checkpoint);
  const text = await store.load(start.root);
  if (text === null) return start;
  const kept = readKept(text);
  if (kept !== null && descends(kept, start)) return kept;
  await store.save(start.root, JSON.stringify(start));
  return start;
}

/** The state after the last justification that verified, and the header that it finalised. */
export type Synced = { readonly state: FollowedState; readonly header: Header };

/**
 * Follows a relay chain with one node from `start` to the newest block that this node can prove, one justification per step;
 * every step is saved, so that a stopped worker continues from there. Nothing a node says is believed: a step that does not
 * verify throws `NodeFailed`, and what was proven before remains.
 */
export async function follow(
  node: SubstrateNode,
  start: FollowedState,
  store: SyncStore,
  crypto: CryptoPort,
  progress: SyncProgress,
): Promise<Synced | null> {
  let state = start;
  let header: Header | null = null;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const proof = await node.proveFinality(state.finalized.number + 1);
    if (proof === null) break;
    const supplied = await stepOf(node, proof);
    const step = await advance(state, supplied, crypto);
    if (step.at === 'refused') throw new NodeFailed('malformed-answer', step.because);
    const handedOver = step.state.setId !== state.setId;
    ({ state, header } = step);
    await store.save(state.root, JSON.stringify(state));
    progress(state);
    // The newest block of a continuing set: there is nothing newer to prove.
    if (!handedOver) break;
  }
  return header === null ? await currentHead(node, state) : { state, header };
}

async function stepOf(node: SubstrateNode, proof: Uint8Array): Promise<{ header: Uint8Array; justification: Uint8Array }> {
  try {
    const { block, justification, headerBytes } = readFinalityProof(proof);
    return { justification, header: headerBytes ?? (await node.header(block)).bytes };
  } catch (error) {
    if (error instanceof Malformed) throw new NodeFailed('malformed-answer', error.message);
    throw error;
  }
}

/** Nothing newer: the header of the state's own block, whose hash was proven before. Null at genesis. */
async function currentHead(node: SubstrateNode, state: FollowedState): Promise<Synced | null> {
  if (state.finalized.number === 0) return null;
  const { header } = await node.header(state.finalized.hash);
  return { state, header };
}
