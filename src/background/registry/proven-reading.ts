import {
  parachainHead,
  parachainHeadKey,
  readRelayState,
  valuesUnder,
  type Header,
  type RelayState,
} from '../../verifier/chain/index.ts';
import { Malformed, type CryptoPort } from '../../verifier/index.ts';
import type { ProfileCheckpoint, RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryUnreachable } from '../api/registry-view.ts';
import { NodeFailed } from './client/node-failed.ts';
import type { ChainPort } from './client/protocol.ts';
import type { ChainNode } from './node.ts';
import type { Reading } from './outcome.ts';
import { follow, startingState, type Synced, type SyncProgress, type SyncStore } from './relay-sync.ts';
import { firstOf, unreachableOf, usableNodes } from './usable-nodes.ts';

export type FinalityPorts = {
  readonly chain: ChainPort;
  readonly crypto: CryptoPort;
  readonly store: SyncStore;
  /** A checkpoint shipped with the release, by its relay chain's name; null when there is none of that name. */
  pinnedCheckpoint(relay: string): Promise<RelayState | null>;
  readonly progress: SyncProgress;
};

type Fell = { readonly at: 'fell'; readonly because: RegistryUnreachable } | { readonly at: 'no-checkpoint' };

async function checkpointOf(ports: FinalityPorts, checkpoint: ProfileCheckpoint | null): Promise<RelayState | null> {
  if (checkpoint === null) return null;
  if (checkpoint.kind === 'pinned') return await ports.pinnedCheckpoint(checkpoint.relay);
  try {
    return readRelayState(checkpoint.text);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/**
 * Level 3: from the checkpoint by justifications to the newest final block, from its state root to the parachain's
 * header (unless the chain finalises itself), and from that header's state root to the values.
 */
export async function provenReading(
  ports: FinalityPorts,
  profile: RegistryProfile,
  nodes: readonly ChainNode[],
  keys: readonly Uint8Array[],
): Promise<Reading | Fell> {
  const { finality } = profile;
  const checkpoint = await checkpointOf(ports, finality.checkpoint);
  if (checkpoint === null) return { at: 'no-checkpoint' };
  try {
    if (finality.kind === 'solo') {
      const { header } = await newest(ports, nodes, checkpoint);
      return await valuesAt(header, null, nodes, keys);
    }
    if (checkpoint.genesis !== finality.genesis) return { at: 'no-checkpoint' };
    const relay = await usableNodes(ports.chain, finality.endpoints, finality.genesis);
    if (relay.nodes.length === 0) return { at: 'fell', because: relay.because };
    const { header } = await newest(ports, relay.nodes, checkpoint);
    return await valuesAt(await headOf(relay.nodes, header, finality.paraId), header, nodes, keys);
  } catch (error) {
    return { at: 'fell', because: unreachableOf(error) };
  }
}

/**
 * The newest block that any of the nodes can prove. Each goes on where the one before it stopped, so a node that is
 * behind, or lies, costs time and nothing else.
 */
async function newest(ports: FinalityPorts, nodes: readonly ChainNode[], checkpoint: RelayState): Promise<Synced> {
  let state = await startingState(ports.store, checkpoint);
  let best: Synced | null = null;
  let failure: unknown = new NodeFailed('connection-refused', 'nobody to ask');
  for (const node of nodes) {
    try {
      const synced = await follow(node, state, ports.store, ports.crypto, ports.progress);
      if (synced !== null) ({ state } = best = synced);
    } catch (error) {
      if (!(error instanceof NodeFailed)) throw error;
      failure = error;
      // Steps that verified before the failure were kept.
      state = await startingState(ports.store, checkpoint);
    }
  }
  if (best === null) throw failure;
  return best;
}

/** The parachain's header that this relay chain block knows. */
async function headOf(nodes: readonly ChainNode[], relay: Header, paraId: number): Promise<Header> {
  return await firstOf(nodes, async (node) => {
    const head = parachainHead(relay, await node.readProof([parachainHeadKey(paraId)], relay.hash), paraId);
    if (head.at === 'refused') throw new NodeFailed('malformed-answer', head.because);
    return head.header;
  });
}

async function valuesAt(
  header: Header,
  relay: Header | null,
  nodes: readonly ChainNode[],
  keys: readonly Uint8Array[],
): Promise<Reading> {
  return await firstOf(nodes, async (node) => {
    const read = valuesUnder(header, await node.readProof(keys, header.hash), keys);
    if (read.at === 'refused') throw new NodeFailed('proof-refused', read.because);
    return { at: 'read', level: 'L3', header, relay, values: read.values, nodes: [node], shortOf: null } as const;
  });
}
