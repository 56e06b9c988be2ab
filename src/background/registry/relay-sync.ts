import { advance, readFinalityProof, readRelayState, type Header, type RelayState } from '../../verifier/chain/index.ts';
import { Malformed, type CryptoPort } from '../../verifier/index.ts';
import { NodeFailed } from './client/node-failed.ts';
import type { ChainNode } from './node.ts';

/** Where the state of the path is kept between visits and across the worker's deaths: JSON text by genesis hash. */
export type SyncStore = {
  load(genesis: string): Promise<string | null>;
  save(genesis: string, state: string): Promise<void>;
};

/** How far the path went, told after every step. */
export type SyncProgress = (state: RelayState) => void;

/** More handovers than a year of Kusama has, so that a node cannot keep us walking for ever. */
const MOST_STEPS = 4000;

/**
 * The newer of what was kept and the release's checkpoint. A kept state that cannot be read, or is of another chain, is
 * left alone: the checkpoint starts again, and the next step overwrites it.
 */
export async function startingState(store: SyncStore, checkpoint: RelayState): Promise<RelayState> {
  const text = await store.load(checkpoint.genesis);
  if (text === null) return checkpoint;
  try {
    const kept = readRelayState(text);
    return kept.genesis === checkpoint.genesis && kept.finalized.number > checkpoint.finalized.number ? kept : checkpoint;
  } catch (error) {
    if (error instanceof Malformed) return checkpoint;
    throw error;
  }
}

export type Synced = { readonly state: RelayState; readonly header: Header };

/**
 * Follows a relay chain with one node from `start` to the newest block that this node can prove, one justification a
 * step; every step is kept, so that a worker which is stopped goes on from there. Nothing a node says is believed: a
 * step that does not verify throws `NodeFailed` and what was proven before stands.
 */
export async function follow(
  node: ChainNode,
  start: RelayState,
  store: SyncStore,
  crypto: CryptoPort,
  progress: SyncProgress,
): Promise<Synced | null> {
  let state = start;
  let header: Header | null = null;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const proof = await node.proveFinality(state.finalized.number + 1);
    if (proof === null) break;
    const given = await stepOf(node, proof);
    const step = await advance(state, given, crypto);
    if (step.at === 'refused') throw new NodeFailed('malformed-answer', step.because);
    const handedOver = step.state.setId !== state.setId;
    ({ state, header } = step);
    await store.save(state.genesis, JSON.stringify(state));
    progress(state);
    // The newest block of a set that goes on: there is nothing newer to prove.
    if (!handedOver) break;
  }
  return header === null ? await standing(node, state) : { state, header };
}

async function stepOf(node: ChainNode, proof: Uint8Array): Promise<{ header: Uint8Array; justification: Uint8Array }> {
  try {
    const { block, justification, headerBytes } = readFinalityProof(proof);
    return { justification, header: headerBytes ?? (await node.header(block)).bytes };
  } catch (error) {
    if (error instanceof Malformed) throw new NodeFailed('malformed-answer', error.message);
    throw error;
  }
}

/** Nothing newer: the header of the block where the state stands, whose hash was proven before. Null at genesis. */
async function standing(node: ChainNode, state: RelayState): Promise<Synced | null> {
  if (state.finalized.number === 0) return null;
  const { header } = await node.header(state.finalized.hash);
  return { state, header };
}
