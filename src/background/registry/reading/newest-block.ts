import {
  provenValue,
  readTimestamp,
  rootedAt,
  TIMESTAMP_KEY,
  valuesUnder,
  type FollowedState,
  type Header,
  type RelayState,
} from '../../../verifier/substrate/index.ts';
import { instant, Malformed, type CryptoPort, type Instant } from '../../../verifier/index.ts';
import { NodeFailed } from '../client/node-failed.ts';
import { FROZEN_AFTER_MS } from './chain-clock.ts';
import type { SubstrateNode } from './node.ts';
import { follow, startingState, type Synced, type SyncProgress, type SyncStore } from './relay-sync.ts';
import { firstOf } from './first-of.ts';

/** Signatures, where the followed state is kept, and who hears of progress. */
export type FollowPorts = {
  readonly crypto: CryptoPort;
  readonly store: SyncStore;
  readonly progress: SyncProgress;
  now(): Instant;
};

/** The chain's time is read again once a day (milliseconds): it takes one more proof, and decides about weeks. */
const TIME_KNOWN_FOR_MS = 24 * 60 * 60 * 1000;

/** How many blocks a chain makes within `FROZEN_AFTER_MS`, 6 seconds each. */
const BLOCKS_WITHIN_FROZEN = FROZEN_AFTER_MS / 6000;

type Reached = { readonly best: Synced | null; readonly failure: NodeFailed };

/**
 * The newest block that any of the nodes can prove. Each node continues where the previous one stopped, so a node that is behind,
 * or lies, only costs time. Steps that verified before a failure are kept.
 */
async function furthest(
  ports: FollowPorts,
  nodes: readonly SubstrateNode[],
  start: FollowedState,
  from: RelayState,
): Promise<Reached> {
  let state = start;
  let best: Synced | null = null;
  let failure = new NodeFailed('connection-refused', 'nobody to ask');
  for (const node of nodes) {
    try {
      const synced = await follow(node, state, ports.store, ports.crypto, ports.progress);
      if (synced !== null) ({ state } = best = synced);
    } catch (error) {
      if (!(error instanceof NodeFailed)) throw error;
      failure = error;
      state = await startingState(ports.store, from);
    }
  }
  return { best, failure };
}

/** The time under a block's state root; null when no node proves it. */
async function timeAt(nodes: readonly SubstrateNode[], header: Header): Promise<Instant | null> {
  try {
    return await firstOf(nodes, async (node) => {
      const read = valuesUnder(header, await node.readProof([TIMESTAMP_KEY], header.hash), [TIMESTAMP_KEY]);
      if (read.at === 'refused') throw new NodeFailed('proof-refused', read.because);
      const value = provenValue(read.values, TIMESTAMP_KEY);
      return value === null ? null : readTimestamp(value);
    });
  } catch (error) {
    if (error instanceof NodeFailed || error instanceof Malformed) return null;
    throw error;
  }
}

/** The same with the time of its block, where that is worth requesting. A time ahead of this computer's clock counts as now. */
async function dated(ports: FollowPorts, nodes: readonly SubstrateNode[], synced: Synced): Promise<Synced> {
  const { state, header } = synced;
  const before = state.time ?? instant(0);
  const now = ports.now();
  if (now - before < TIME_KNOWN_FOR_MS) return synced;
  const time = await timeAt(nodes, header);
  if (time === null || time <= before) return synced;
  const known = { ...state, time: time < now ? time : now };
  await ports.store.save(known.root, JSON.stringify(known));
  return { state: known, header };
}

function inMemory(): SyncStore {
  const kept = new Map<string, string>();
  return {
    load: (root) => Promise.resolve(kept.get(root) ?? null),
    save: (root, state) => Promise.resolve(void kept.set(root, state)),
  };
}

/**
 * Every node contradicts the stored state: start once more from the checkpoint, in memory. The result replaces the stored state
 * if it leads as far, or if it leads to the present while the stored state claims more blocks than there can have been since. A
 * node that has only old justifications cannot take anyone back.
 */
async function anew(
  ports: FollowPorts,
  nodes: readonly SubstrateNode[],
  checkpoint: RelayState,
  kept: FollowedState,
): Promise<Synced | null> {
  const start = rootedAt(checkpoint);
  const { best } = await furthest({ ...ports, store: inMemory() }, nodes, start, checkpoint);
  if (best === null) return null;
  const behind = kept.finalized.number - best.state.finalized.number;
  const time = behind > BLOCKS_WITHIN_FROZEN ? await timeAt(nodes, best.header) : null;
  const recent = time !== null && Math.abs(ports.now() - time) <= FROZEN_AFTER_MS;
  if (behind > 0 && !recent) return null;
  await ports.store.save(start.root, JSON.stringify(best.state));
  return best;
}

/** The newest final block of this checkpoint's chain. @param start what was followed from it before @throws NodeFailed */
export async function newestBlock(
  ports: FollowPorts,
  nodes: readonly SubstrateNode[],
  checkpoint: RelayState,
  start: FollowedState,
): Promise<Synced> {
  const { best, failure } = await furthest(ports, nodes, start, checkpoint);
  if (best !== null) return await dated(ports, nodes, best);
  const contradicted = failure.because === 'malformed-answer' || failure.because === 'rpc-error';
  const kept = start.finalized.number > checkpoint.finalized.number;
  const found = contradicted && kept ? await anew(ports, nodes, checkpoint, start) : null;
  if (found === null) throw failure;
  return await dated(ports, nodes, found);
}
