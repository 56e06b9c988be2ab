import type { Attester, Fault } from '../../src/verifier/testing/attester.ts';
import { ENCLAVE } from '../../src/verifier/testing/intel/quote-writer.ts';
import { registerDevicesOf } from '../../testing/substrate/devices.ts';
import { profileOf } from '../../testing/substrate/profile.ts';
import { TestChain } from '../../testing/substrate/test-chain.ts';
import type { TestNetwork } from '../../testing/network.ts';
import type { RegistryProfile } from '../../src/background/api/registry-profile.ts';

/** The account under which the demonstration's enclave registers itself. */
export const ACCOUNT = new Uint8Array(32).fill(0xa1);

/** The demonstration's test chain: a registry of enclaves and devices, as an operator and a manufacturer maintain it. */
export type DemoRegistry = {
  readonly profile: RegistryProfile;
  /** The simulated SGX enclave registers itself. */
  readonly registerEnclave: () => void;
  /** The manufacturer registers this attester's device, in the state that this fault requires. */
  readonly registerDevice: (attester: Attester, fault: Fault | undefined) => void;
  readonly close: () => Promise<void>;
};

/** Starts a test chain of two nodes and twenty voters, with names that the network's proxy leads to it. */
export async function openRegistry(network: TestNetwork): Promise<DemoRegistry> {
  const named = (what: string, index: number) => network.named(`${what}${String(index)}.chain.test`);
  const chain = await TestChain.start({ now: Date.now() - 60_000, nodes: 2, voters: 20, named });
  return {
    profile: profileOf(chain, { name: 'Simulated registry', test: true }),
    registerEnclave: () => {
      const reportData = new Uint8Array(64);
      reportData.set(ACCOUNT);
      const { mrEnclave, mrSigner } = ENCLAVE;
      chain.registerSovereign({ reportData, mrEnclave, mrSigner });
      chain.changeVoters();
    },
    registerDevice: (attester, fault) => {
      registerDevicesOf(chain, attester, fault);
    },
    close: () => chain.close(),
  };
}
