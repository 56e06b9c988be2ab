import type { CryptoPort } from '../../../verifier/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { SubstratePort } from '../client/protocol.ts';
import type { ReadResult } from './outcome.ts';
import { provenReading, type FinalityPorts } from './finality.ts';
import { agreementReading } from './agreement.ts';
import { usableNodes } from './usable-nodes.ts';

export type ReadPorts = FinalityPorts & { readonly chain: SubstratePort; readonly crypto: CryptoPort };

/**
 * Reads keys from a profile's chain at the highest level that can be had: by finality from the checkpoint (L3), else by
 * read proof under a header that the nodes agree on (L2), else by their words (L1, L0). A higher level that failed is
 * said; it never turns into a verdict.
 */
export async function readChain(ports: ReadPorts, profile: RegistryProfile, keys: readonly Uint8Array[]): Promise<ReadResult> {
  const { nodes, because } = await usableNodes(ports.chain, profile.endpoints, profile.genesis);
  if (nodes.length === 0) return { at: 'unreachable', because };
  const proven = await provenReading(ports, profile, nodes, keys);
  if (proven.at === 'read') return proven;
  const reported = await agreementReading(nodes, keys);
  if (reported.at !== 'read' || proven.at === 'no-checkpoint') return reported;
  return { ...reported, shortOf: proven.because, checkpoint: proven.checkpoint };
}
