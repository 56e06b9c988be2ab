import { buildMetadata } from '../../src/background/registry/metadata/runtime.ts';
import { toHex } from '../../src/verifier/bytes/hex.ts';
import type { RelayState } from '../../src/verifier/substrate/relay-state.ts';
import { deviceKey, type DeviceMap } from '../../src/verifier/substrate/device-registry.ts';
import { proxiedKey, sovereignKey } from '../../src/verifier/substrate/teerex.ts';
import { teebagKey } from '../../src/verifier/substrate/teebag.ts';
import {
  encodeDevice,
  encodeEnclave,
  encodeTeebagEnclave,
  publishedHash,
  type DeviceFields,
  type EnclaveFields,
  type TeebagFields,
} from '../../src/verifier/testing/substrate/pallets.ts';
import { TestNode, type NodeName } from './node.ts';
import type { NodeView } from './rpc.ts';
import { TestChains, type TestChainsOptions } from './chains.ts';

/** What can be chosen for an entry; by default it is as a production enclave would register itself now. */
export type Registration = Pick<EnclaveFields, 'reportData' | 'mrEnclave' | 'mrSigner'> & Partial<EnclaveFields>;

/** What differs from the usual chain; how many nodes serve it, and under which names. */
export type TestChainOptions = Partial<TestChainsOptions> & {
  /** How many nodes serve each chain. */
  readonly nodes?: number;
  /** Serves nodes over TLS under names, for a build that speaks to nothing else. */
  readonly named?: (what: 'relay' | 'registry', index: number) => NodeName;
};

/** The position of an event. */
export type EventLocation = { readonly block: number; readonly blockHash: string; readonly index: number };

const ROUND = 12_000;

/**
 * A relay chain and a parachain with the registry's pallets, served by real WebSocket nodes on this machine: real headers, tries,
 * proofs and justifications, by voters that nobody else trusts.
 */
export class TestChain {
  readonly chains: TestChains;
  readonly paraId: number;
  readonly metadata: Uint8Array;
  readonly relayNodes: readonly TestNode[];
  readonly registryNodes: readonly TestNode[];

  private constructor(
    chains: TestChains,
    paraId: number,
    metadata: Uint8Array,
    relay: readonly TestNode[],
    registry: readonly TestNode[],
  ) {
    this.chains = chains;
    this.paraId = paraId;
    this.metadata = metadata;
    this.relayNodes = relay;
    this.registryNodes = registry;
  }

  static async start(options: TestChainOptions = {}): Promise<TestChain> {
    const { nodes = 1, paraId = 2015, solo = false, voters = 4, stateVersion = 0, now = Date.now() - ROUND } = options;
    const chains = new TestChains({ now, paraId, voters, solo, stateVersion });
    const metadata = buildMetadata(paraId);
    const shared = { metadata, specVersion: 1 };
    const registryView = (): NodeView => ({
      ...shared,
      name: 'Sealmark Test Registry',
      chain: chains.registry,
      finality: solo ? chains.finality : null,
      // A parachain block is final when the relay block that contains its header is.
      finalized: chains.registry.head,
    });
    const relayView = (): NodeView => ({
      ...shared,
      name: 'Sealmark Test Relay',
      chain: chains.relay ?? chains.registry,
      finality: chains.finality,
      finalized: chains.finality.finalized,
    });
    const several = async (what: 'relay' | 'registry', view: () => NodeView): Promise<readonly TestNode[]> =>
      await Promise.all(Array.from({ length: nodes }, (_, index) => TestNode.start(view, options.named?.(what, index) ?? null)));
    const registry = await several('registry', registryView);
    return new TestChain(chains, paraId, metadata, solo ? [] : await several('relay', relayView), registry);
  }

  /** What a release would pin of the chain that finalises. */
  checkpoint(): RelayState {
    return this.chains.finality.checkpoint();
  }

  /** Hash of the registry chain's first block. */
  get genesis(): string {
    return this.chains.registry.genesis.hash;
  }

  #enclave(registration: Registration, proxied: boolean): Uint8Array {
    return encodeEnclave({
      registeredAt: this.chains.now + ROUND,
      url: null,
      buildMode: 'production',
      method: 'dcap',
      status: 'ok',
      proxied,
      ...registration,
    });
  }

  /** An enclave registers itself: its account is the first half of its report data. */
  registerSovereign(registration: Registration): void {
    const account = registration.reportData.slice(0, 32);
    this.chains.tick(new Map([[toHex(sovereignKey(account)), this.#enclave(registration, false)]]));
  }

  unregisterSovereign(account: Uint8Array): void {
    this.chains.tick(new Map([[toHex(sovereignKey(account)), null]]));
  }

  /** Someone registers an enclave's quote, as anyone can. */
  registerProxied(registrar: Uint8Array, registration: Registration): void {
    const key = proxiedKey(registration.mrEnclave, registrar, registration.reportData);
    this.chains.tick(new Map([[toHex(key), this.#enclave(registration, true)]]));
  }

  unregisterProxied(registrar: Uint8Array, { mrEnclave, reportData }: Registration): void {
    this.chains.tick(new Map([[toHex(proxiedKey(mrEnclave, registrar, reportData)), null]]));
  }

  registerTeebag(account: Uint8Array, enclave: Partial<TeebagFields> & Pick<TeebagFields, 'mrEnclave'>): void {
    const value = encodeTeebagEnclave({
      lastSeenAt: this.chains.now + ROUND,
      url: '',
      buildMode: 'production',
      method: 'dcap',
      ...enclave,
    });
    this.chains.tick(new Map([[toHex(teebagKey(account)), value]]));
  }

  /** A manufacturer registers a device key, or changes its entry. */
  registerDevice(publicKey: Uint8Array, device: Partial<DeviceFields> = {}, map: DeviceMap = 'Devices'): void {
    const value = encodeDevice({
      account: new Uint8Array(32).fill(7),
      manufacturer: 'Test Silicon',
      model: 'TS-1',
      status: 'active',
      registeredAt: this.chains.now + ROUND,
      validFrom: 0,
      validUntil: null,
      revokedAt: null,
      ...device,
    });
    this.chains.tick(new Map([[toHex(deviceKey(publicKey, map)), value]]));
  }

  /** A sovereign enclave publishes a hash. */
  publish(mrEnclave: Uint8Array, hash: Uint8Array, data: Uint8Array = new Uint8Array()): EventLocation {
    const block = this.chains.tick(new Map(), [publishedHash(mrEnclave, hash, data)]);
    return { block: block.number, blockHash: block.hash, index: 1 };
  }

  /** Time passes, in one block. @param milliseconds since the block before */
  passTime(milliseconds: number): void {
    this.chains.tick(new Map(), [], milliseconds);
  }

  /** Blocks without any content. */
  produce(blocks: number): void {
    for (let made = 0; made < blocks; made += 1) this.chains.tick();
  }

  /** Other voters take over. */
  changeVoters(count?: number): void {
    this.chains.changeVoters(count);
  }

  async close(): Promise<void> {
    await Promise.all([...this.relayNodes, ...this.registryNodes].map((node) => node.close()));
  }
}
