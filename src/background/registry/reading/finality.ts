import {
  parachainHead,
  parachainHeadKey,
  readRelayState,
  valuesUnder,
  type Header,
  type RelayState,
} from '../../../verifier/substrate/index.ts';
import { unlessMalformed, type CryptoPort, type Instant } from '../../../verifier/index.ts';
import type { ProfileCheckpoint, RegistryProfile } from '../../api/registry-profile.ts';
import type { RegistryUnreachable } from '../../api/registry-view.ts';
import { ageFault } from '../profiles/checkpoint-age.ts';
import { NodeFailed, unreachableOf } from '../client/node-failed.ts';
import type { SubstratePort } from '../client/protocol.ts';
import { newestBlock } from './newest-block.ts';
import type { SubstrateNode } from './node.ts';
import type { Checkpoint, Reading } from './outcome.ts';
import { startingState, type SyncProgress, type SyncStore } from './relay-sync.ts';
import { RELEASE, type Giver } from '../profiles/stored.ts';
import { firstOf } from './first-of.ts';
import { usableNodes } from './usable-nodes.ts';

/** The chain, the checkpoints to start from, and where the followed state is kept. */
export type FinalityPorts = {
  readonly chain: SubstratePort;
  readonly crypto: CryptoPort;
  /** What was followed from this profile's or the release's checkpoints. */
  keptBy(giver: Giver): SyncStore;
  /** A checkpoint shipped with the release, by its relay chain's name; null when there is none of that name. */
  pinnedCheckpoint(relay: string): Promise<RelayState | null>;
  readonly progress: SyncProgress;
  now(): Instant;
};

type NotFinal =
  | { readonly at: 'not-final'; readonly because: RegistryUnreachable; readonly checkpoint: Checkpoint }
  | { readonly at: 'no-checkpoint' };

async function checkpointOf(ports: FinalityPorts, checkpoint: ProfileCheckpoint | null): Promise<RelayState | null> {
  if (checkpoint === null) return null;
  if (checkpoint.kind === 'pinned') return await ports.pinnedCheckpoint(checkpoint.relay);
  return unlessMalformed(() => readRelayState(checkpoint.text), null);
}

/**
 * Level 3: from the checkpoint by justifications to the newest final block, from its state root to the parachain's header (unless
 * the chain finalises itself), and from that header's state root to the values.
 */
export async function finalityReading(
  ports: FinalityPorts,
  profile: RegistryProfile,
  nodes: readonly SubstrateNode[],
  keys: readonly Uint8Array[],
): Promise<Reading | NotFinal> {
  const { finality } = profile;
  const checkpoint = await checkpointOf(ports, finality.checkpoint);
  const finalising = finality.kind === 'relay' ? finality.genesis : profile.genesis;
  if (checkpoint?.genesis !== finalising) return { at: 'no-checkpoint' };
  const { time, finalized } = checkpoint;
  const reported = { ...finalized, time };
  const store = ports.keptBy(finality.checkpoint?.kind === 'given' ? profile.id : RELEASE);
  const failure = (because: RegistryUnreachable): NotFinal => ({ at: 'not-final', because, checkpoint: reported });
  try {
    const start = await startingState(store, checkpoint);
    const tooOld = ageFault(start, ports.now());
    if (tooOld !== null) return failure(tooOld);
    if (finality.kind === 'solo') {
      const { header } = await newestBlock({ ...ports, store }, nodes, checkpoint, start);
      return { ...(await valuesAt(header, null, nodes, keys)), checkpoint: reported };
    }
    const relay = await usableNodes(ports.chain, finality.endpoints, finality.genesis);
    if (relay.nodes.length === 0) return failure(relay.because);
    const { header } = await newestBlock({ ...ports, store }, relay.nodes, checkpoint, start);
    const head = await headOf(relay.nodes, header, finality.paraId);
    return { ...(await valuesAt(head, header, nodes, keys)), checkpoint: reported };
  } catch (error) {
    return failure(unreachableOf(error));
  }
}

/** The parachain's header that this relay chain block contains. */
async function headOf(nodes: readonly SubstrateNode[], relay: Header, paraId: number): Promise<Header> {
  return await firstOf(nodes, async (node) => {
    const head = parachainHead(relay, await node.readProof([parachainHeadKey(paraId)], relay.hash), paraId);
    if (head.at === 'refused') throw new NodeFailed('malformed-answer', head.because);
    return head.header;
  });
}

async function valuesAt(
  header: Header,
  relay: Header | null,
  nodes: readonly SubstrateNode[],
  keys: readonly Uint8Array[],
): Promise<Omit<Reading, 'checkpoint'>> {
  return await firstOf(nodes, async (node) => {
    const read = valuesUnder(header, await node.readProof(keys, header.hash), keys);
    if (read.at === 'refused') throw new NodeFailed('proof-refused', read.because);
    return { at: 'read', level: 'L3', header, relay, values: read.values, nodes: [node], shortOf: null } as const;
  });
}
