import type { CryptoPort } from '../../../verifier/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { SubstratePort } from '../client/protocol.ts';
import type { ReadResult } from './outcome.ts';
import { finalityReading, type FinalityPorts } from './finality.ts';
import { agreementReading } from './agreement.ts';
import { usableNodes } from './usable-nodes.ts';

/** What any of the three levels needs. */
export type ReadPorts = FinalityPorts & { readonly chain: SubstratePort; readonly crypto: CryptoPort };

/**
 * Reads keys from a profile's chain at the highest level available: by finality from the checkpoint (L3), otherwise by a read
 * proof under a header that the nodes agree on (L2), otherwise by their agreement alone (L1, L0). A failure at a higher level is
 * reported; it never becomes a verdict.
 */
export async function readChain(ports: ReadPorts, profile: RegistryProfile, keys: readonly Uint8Array[]): Promise<ReadResult> {
  const { nodes, because } = await usableNodes(ports.chain, profile.endpoints, profile.genesis);
  if (nodes.length === 0) return { at: 'unreachable', because };
  const final = await finalityReading(ports, profile, nodes, keys);
  if (final.at === 'read') return final;
  const agreed = await agreementReading(nodes, keys);
  if (agreed.at !== 'read' || final.at === 'no-checkpoint') return agreed;
  return { ...agreed, shortOf: final.because, checkpoint: final.checkpoint };
}
