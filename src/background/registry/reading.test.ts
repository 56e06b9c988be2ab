import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../../../e2e/chain/dial.ts';
import { LIES, serving, type Lie } from '../../../e2e/chain/lies.ts';
import { profileOf } from '../../../e2e/chain/profile.ts';
import { RpcError } from '../../../e2e/chain/rpc.ts';
import { TestChain, type TestChainOptions } from '../../../e2e/chain/test-chain.ts';
import { provenValue, readRelayState, sovereignKey, TIMESTAMP_KEY, toHex } from '../../verifier/chain/index.ts';
import { noble } from '../../verifier/crypto/noble.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import { ChainClient } from './client/client.ts';
import type { ChainPort } from './client/protocol.ts';
import type { ReadOutcome } from './outcome.ts';
import { readChain, type ReadPorts } from './reading.ts';

const ACCOUNT = new Uint8Array(32).fill(0xa1);
const ENCLAVE = {
  reportData: new Uint8Array(64).fill(0xa1),
  mrEnclave: new Uint8Array(32).fill(0xb2),
  mrSigner: new Uint8Array(32).fill(0xc3),
};
const KEYS = [sovereignKey(ACCOUNT), sovereignKey(new Uint8Array(32)), TIMESTAMP_KEY];

let chain: TestChain;
let client: ChainClient;
let kept: Map<string, string>;

/** Asks with short deadlines, so that silence costs the test a second and not eight. */
const hurried = (port: ChainPort): ChainPort => ({ ask: (request) => port.ask({ ...request, deadline: 700 }) });

function ports(port: ChainPort = hurried(client)): ReadPorts {
  return {
    chain: port,
    crypto: noble,
    store: {
      load: (genesis) => Promise.resolve(kept.get(genesis) ?? null),
      save: (genesis, state) => {
        kept.set(genesis, state);
        return Promise.resolve();
      },
    },
    pinnedCheckpoint: () => Promise.resolve(null),
    progress: () => undefined,
  };
}

async function begin(options: TestChainOptions = {}): Promise<void> {
  chain = await TestChain.start(options);
  chain.registerSovereign(ENCLAVE);
}

const read = (changes: Partial<RegistryProfile> = {}): Promise<ReadOutcome> =>
  readChain(ports(), profileOf(chain, changes), KEYS);
const without = (): Partial<RegistryProfile> => ({ finality: { ...profileOf(chain).finality, checkpoint: null } });
const levelOf = (outcome: ReadOutcome): string => (outcome.at === 'read' ? outcome.level : outcome.at);
const lieAll = (nodes: readonly { lie(lie: Lie | null): void }[], lie: Lie): void => {
  for (const node of nodes) node.lie(lie);
};

beforeEach(() => {
  client = new ChainClient(dial);
  kept = new Map();
});
afterEach(async () => {
  client.close();
  await chain.close();
});

describe('level 3', () => {
  it('reaches a parachain’s values from the checkpoint, absence included', async () => {
    await begin();
    const outcome = await read();
    if (outcome.at !== 'read') throw new Error(outcome.at);
    expect(outcome.level).toBe('L3');
    expect(outcome.header.hash).toBe(chain.world.registry.head.hash);
    expect(outcome.relay?.hash).toBe(chain.world.relay?.head.hash);
    expect(provenValue(outcome.values, sovereignKey(ACCOUNT))).toEqual(
      chain.world.registry.head.storage.get(toHex(sovereignKey(ACCOUNT))),
    );
    expect(provenValue(outcome.values, sovereignKey(new Uint8Array(32)))).toBeNull();
  });

  it('reaches a solo chain’s values', async () => {
    await begin({ solo: true, stateVersion: 1 });
    const outcome = await read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.relay).toBeNull();
  });

  it('follows changes of voters, and goes on from what it kept', async () => {
    await begin();
    for (let change = 0; change < 5; change += 1) {
      chain.changeVoters(3 + change);
      chain.produce(2);
    }
    expect(levelOf(await read())).toBe('L3');
    const state = readRelayState([...kept.values()][0] ?? '');
    expect(state.setId).toBe(5);
    chain.relayNodes[0]?.forget();
    chain.changeVoters();
    expect(levelOf(await read())).toBe('L3');
    const asked = chain.relayNodes[0]?.asked.filter((method) => method === 'grandpa_proveFinality').length;
    // One for the handover, one to learn that nothing is newer.
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('keeps every step, so that a stopped worker goes on from there', async () => {
    await begin();
    for (let change = 0; change < 4; change += 1) chain.changeVoters();
    chain.produce(1);
    let calls = 0;
    const dying: ChainPort = {
      ask: (request) => {
        if (request.op === 'rpc' && request.method === 'grandpa_proveFinality') calls += 1;
        return calls > 2 ? Promise.resolve({ ok: false, because: 'connection-refused' }) : client.ask(request);
      },
    };
    expect(levelOf(await readChain(ports(dying), profileOf(chain), KEYS))).not.toBe('L3');
    expect(readRelayState([...kept.values()][0] ?? '').setId).toBe(2);
    expect(levelOf(await read())).toBe('L3');
    expect(readRelayState([...kept.values()][0] ?? '').setId).toBe(4);
  });

  it('starts from the checkpoint again when what it kept is damaged', async () => {
    await begin();
    kept.set(chain.checkpoint().genesis, '{"format":1,"genesis":"00"}');
    expect(levelOf(await read())).toBe('L3');
  });

  it('takes the newest block that any relay node can prove', async () => {
    await begin({ nodes: 2 });
    chain.relayNodes[0]?.lie(serving(chain.world.fork(), 'relay'));
    chain.passTime(60_000);
    const outcome = await read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.header.number).toBe(chain.world.registry.head.number);
  });

  it.each([
    'wrongProof',
    'shortProof',
    'paddedProof',
    'silence',
    'garbage',
    'nonsense',
    'huge',
    'drip',
    'hangUp',
    'otherGenesis',
    'forgedFinality',
  ] as const)('is reached by the honest half when one node of each chain answers with %s', async (lie) => {
    await begin({ nodes: 2 });
    chain.relayNodes[0]?.lie(LIES[lie]);
    chain.registryNodes[0]?.lie(LIES[lie]);
    const outcome = await read();
    expect(levelOf(outcome)).toBe('L3');
    expect(outcome.at === 'read' && outcome.header.hash).toBe(chain.world.registry.head.hash);
  });

  it('is not reached by a fork that a minority of the voters finalised', async () => {
    await begin();
    const fork = chain.world.fork();
    fork.claim(new Map([[toHex(sovereignKey(ACCOUNT)), null]]));
    chain.relayNodes[0]?.lie(serving(fork, 'relay'));
    chain.registryNodes[0]?.lie(serving(fork, 'registry'));
    const outcome = await read();
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.shortOf).toBe('malformed-answer');
  });

  it('is not reached when nobody serves justifications, and says so', async () => {
    await begin();
    lieAll(chain.relayNodes, LIES.silence);
    const outcome = await read();
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.shortOf).toBe('timeout');
  });
});

describe('level 2', () => {
  it('is reached without a checkpoint, by one node or several', async () => {
    await begin({ nodes: 2 });
    const outcome = await read(without());
    expect(levelOf(outcome)).toBe('L2');
    expect(outcome.at === 'read' && outcome.nodes.length).toBe(2);
    expect(outcome.at === 'read' && outcome.shortOf).toBeNull();
  });

  it.each(['wrongProof', 'shortProof', 'paddedProof'] as const)('refuses %s when nobody else answers', async (lie) => {
    await begin();
    lieAll(chain.registryNodes, LIES[lie]);
    expect(await read(without())).toEqual({ at: 'unreachable', because: 'proof-refused' });
  });

  it('is unmoved by a node that alters what it says without proof', async () => {
    await begin();
    lieAll(chain.registryNodes, LIES.wrongValue);
    const outcome = await read(without());
    expect(outcome.at === 'read' && provenValue(outcome.values, sovereignKey(ACCOUNT))).toEqual(
      chain.world.registry.head.storage.get(toHex(sovereignKey(ACCOUNT))),
    );
  });

  it('says that nodes disagree when one serves a fork, or stopped long ago', async () => {
    await begin({ nodes: 2 });
    const stopped = chain.world.fork();
    const fork = chain.world.fork();
    fork.claim(new Map());
    chain.passTime(6000);
    chain.registryNodes[0]?.lie(serving(fork, 'registry'));
    expect(levelOf(await read(without()))).toBe('disagree');
    chain.produce(25);
    chain.registryNodes[0]?.lie(serving(stopped, 'registry'));
    expect(levelOf(await read(without()))).toBe('disagree');
  });

  it('takes the block that all know when they are a little apart', async () => {
    await begin({ nodes: 2 });
    chain.registryNodes[0]?.lie(serving(chain.world.fork(), 'registry'));
    const behind = chain.world.registry.head.hash;
    chain.produce(2);
    const outcome = await read(without());
    expect(outcome.at === 'read' && outcome.header.hash).toBe(behind);
  });
});

describe('levels 1 and 0', () => {
  const noProofs: Lie = {
    answer: (method, honest) => {
      if (method === 'state_getReadProof') throw new RpcError(-32601, 'Method not found');
      return honest;
    },
  };

  it('are what nodes say that serve no proofs', async () => {
    await begin({ nodes: 2 });
    lieAll(chain.registryNodes, noProofs);
    expect(levelOf(await read(without()))).toBe('L1');
    chain.registryNodes[1]?.lie(LIES.hangUp);
    expect(levelOf(await read(without()))).toBe('L0');
  });

  it.each(['wrongValue', 'denial'] as const)('say that nodes disagree on %s', async (lie) => {
    await begin({ nodes: 2 });
    chain.registryNodes[0]?.lie(noProofs);
    chain.registryNodes[1]?.lie({ answer: (method, honest) => LIES[lie].answer(method, noProofs.answer?.(method, honest)) });
    expect(levelOf(await read(without()))).toBe('disagree');
  });
});

describe('nobody', () => {
  it('is an answer with its reason', async () => {
    await begin();
    lieAll(chain.registryNodes, LIES.otherGenesis);
    expect(await read()).toEqual({ at: 'unreachable', because: 'other-chain' });
    expect(await read({ endpoints: [] })).toEqual({ at: 'unreachable', because: 'no-endpoint' });
    expect(await read({ endpoints: ['ws://127.0.0.1:9'] })).toEqual({ at: 'unreachable', because: 'connection-refused' });
  });
});
