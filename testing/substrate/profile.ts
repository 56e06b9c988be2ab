import type { RegistryProfile } from '../../src/background/api/registry-profile.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../src/verifier/bytes/hex.ts';
import type { TestChain } from './test-chain.ts';

/** The profile that a user would add for a test chain, with its genesis as checkpoint. */
export function profileOf(chain: TestChain, changes: Partial<RegistryProfile> = {}): RegistryProfile {
  const checkpoint = { kind: 'given', text: JSON.stringify(chain.checkpoint()) } as const;
  const relay = chain.chains.relay;
  return {
    format: 1,
    id: 'test-registry',
    name: 'Test registry',
    genesis: chain.genesis,
    enclaves: 'teerex',
    devices: true,
    endpoints: chain.registryNodes.map(({ url }) => url),
    finality:
      relay === null
        ? { kind: 'solo', checkpoint }
        : {
            kind: 'relay',
            paraId: chain.paraId,
            genesis: relay.genesis.hash,
            endpoints: chain.relayNodes.map(({ url }) => url),
            checkpoint,
          },
    registrars: [],
    metadata: [{ spec: 1, sha256: toHex(sha256(chain.metadata)) }],
    renewal: 172_800_000,
    discontinued: null,
    test: false,
    explorer: null,
    ...changes,
  };
}
