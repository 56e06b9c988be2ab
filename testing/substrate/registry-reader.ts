import type { RegistryProfile } from '../../src/background/api/registry-profile.ts';
import type { AnsweredView } from '../../src/background/api/registry-view.ts';
import { SubstrateClient } from '../../src/background/registry/client/client.ts';
import type { SubstratePort } from '../../src/background/registry/client/protocol.ts';
import { lookUp, type LookUpPorts } from '../../src/background/registry/look-up.ts';
import type { LookUp } from '../../src/background/registry/question.ts';
import type { RenewalTimes } from '../../src/background/registry/profiles/stored.ts';
import type { Records } from '../../src/background/state/records.ts';
import { instant } from '../../src/verifier/time.ts';
import type { ReadResult } from '../../src/background/registry/reading/outcome.ts';
import { readChain, type ReadPorts } from '../../src/background/registry/reading/read-chain.ts';
import { sovereignKey, TIMESTAMP_KEY, toHex } from '../../src/verifier/substrate/index.ts';
import { noble } from '../../src/verifier/crypto/noble.ts';
import { dial } from './dial.ts';
import type { Misbehaviour } from './faults.ts';
import type { TestNode } from './node.ts';
import { profileOf } from './profile.ts';
import { TestChain, type TestChainOptions } from './test-chain.ts';

/** The account that the enclave registers, 32 bytes. */
export const ACCOUNT = new Uint8Array(32).fill(0xa1);

/** The enclave's report data and measurements. */
export const ENCLAVE = {
  reportData: new Uint8Array(64).fill(0xa1),
  mrEnclave: new Uint8Array(32).fill(0xb2),
  mrSigner: new Uint8Array(32).fill(0xc3),
};

/** The keys that are read: the enclave's, one that does not exist, and the chain's time. */
export const KEYS = [sovereignKey(ACCOUNT), sovereignKey(new Uint8Array(32)), TIMESTAMP_KEY];

/** The question about that enclave. */
export const enclaveLookUp = (changes: Partial<Extract<LookUp, { readonly what: 'enclave' }>> = {}): LookUp => ({
  what: 'enclave',
  fresh: { mrEnclave: toHex(ENCLAVE.mrEnclave), mrSigner: toHex(ENCLAVE.mrSigner), debug: false },
  accounts: [toHex(ACCOUNT)],
  registered: { mrEnclave: toHex(ENCLAVE.mrEnclave), reportData: toHex(ENCLAVE.reportData) },
  execution: null,
  ...changes,
});

/** What was reached: a level, or why none. */
export const levelOf = (outcome: ReadResult): string => (outcome.at === 'read' ? outcome.level : outcome.at);

/** From now on all of these nodes misbehave in this way. */
export function misbehaveAll(nodes: readonly TestNode[], misbehaviour: Misbehaviour): void {
  for (const node of nodes) node.misbehaviour(misbehaviour);
}

/** A test chain with one enclave in it, and the registry's reader over it, outside a browser. */
export class TestReader {
  readonly chain: TestChain;
  readonly client = new SubstrateClient(dial);
  /** What the reader keeps between visits. */
  readonly kept = new Map<string, string>();

  readonly #seen = new Map<string, RenewalTimes>();

  private constructor(chain: TestChain) {
    this.chain = chain;
  }

  static async start(options: TestChainOptions = {}): Promise<TestReader> {
    const chain = await TestChain.start(options);
    chain.registerSovereign(ENCLAVE);
    return new TestReader(chain);
  }

  /** Milliseconds for a call: short, so that silence costs a test one second instead of eight. */
  deadline = 1000;

  get port(): SubstratePort {
    return { ask: (request) => this.client.ask({ ...request, deadline: this.deadline }) };
  }

  ports(port: SubstratePort = this.port): ReadPorts {
    return {
      chain: port,
      crypto: noble,
      keptBy: (giver) => ({
        load: (root) => Promise.resolve(this.kept.get(`${giver}/${root}`) ?? null),
        save: (root, state) => Promise.resolve(void this.kept.set(`${giver}/${root}`, state)),
      }),
      now: () => instant(this.chain.chains.now),
      pinnedCheckpoint: () => Promise.resolve(null),
      progress: () => undefined,
    };
  }

  read(changes: Partial<RegistryProfile> = {}, port?: SubstratePort): Promise<ReadResult> {
    return readChain(this.ports(port), profileOf(this.chain, changes), KEYS);
  }

  /** The same without a checkpoint, so that level 3 is out of reach. */
  readUnpinned(): Promise<ReadResult> {
    return this.read({ finality: { ...profileOf(this.chain).finality, checkpoint: null } });
  }

  /** The whole look-up: what the popup receives. @param later milliseconds by which this computer's clock is after the chain's */
  async lookUp(asked: LookUp = enclaveLookUp(), changes: Partial<RegistryProfile> = {}, later = 0): Promise<AnsweredView> {
    const now = () => instant(this.chain.chains.now + later);
    const ports: LookUpPorts = { ...this.ports(), renewalTimes: this.#renewalTimes(), now };
    const view = await lookUp(ports, profileOf(this.chain, changes), asked, () => undefined);
    if (view.at !== 'answered') throw new Error('no answer');
    return view;
  }

  #renewalTimes(): Records<RenewalTimes> {
    return {
      get: (key) => Promise.resolve(this.#seen.get(key) ?? null),
      list: () => Promise.resolve([...this.#seen.values()]),
      put: (record) => Promise.resolve(void this.#seen.set(record.key, record)),
      remove: (key) => Promise.resolve(void this.#seen.delete(key)),
    };
  }

  async close(): Promise<void> {
    this.client.close();
    await this.chain.close();
  }
}
