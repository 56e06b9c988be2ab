import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dial } from '../../../../testing/substrate/dial.ts';
import { MISBEHAVIOURS, type MisbehaviourName } from '../../../../testing/substrate/faults.ts';
import { TestChain } from '../../../../testing/substrate/test-chain.ts';
import { readRegisteredEnclave, sovereignKey } from '../../../verifier/substrate/teerex.ts';
import { toHex } from '../../../verifier/bytes/hex.ts';
import { SubstrateClient } from './client.ts';
import type { SubstrateResponse, SubstrateRequest } from './protocol.ts';

/** A deadline that no answer is meant to meet, however busy the machine. */
const AMPLE_MS = 50_000;
const ACCOUNT = new Uint8Array(32).fill(0xa1);
const ENCLAVE = {
  reportData: new Uint8Array(64).fill(0xa1),
  mrEnclave: new Uint8Array(32).fill(0xb2),
  mrSigner: new Uint8Array(32).fill(0xc3),
};

describe('the chain client', () => {
  let chain: TestChain;
  let client: SubstrateClient;
  const node = () => {
    const [first] = chain.registryNodes;
    if (first === undefined) throw new Error('no node');
    return first;
  };
  const rpc = (
    method: string,
    params: Extract<SubstrateRequest, { op: 'rpc' }>['params'],
    deadline = AMPLE_MS,
  ): Promise<SubstrateResponse> => client.ask({ op: 'rpc', endpoint: node().url, method, params, deadline });
  const typed = (genesis = chain.genesis): Promise<SubstrateResponse> =>
    client.ask({
      op: 'typed',
      endpoint: node().url,
      genesis,
      paraId: 2015,
      entry: { pallet: 'teerex', item: 'sovereignEnclaves', key: toHex(ACCOUNT) },
      at: chain.chains.registry.head.hash,
      deadline: AMPLE_MS,
    });

  beforeAll(async () => {
    chain = await TestChain.start();
    chain.registerSovereign(ENCLAVE);
  });
  beforeAll(() => {
    client = new SubstrateClient(dial);
  });
  afterEach(() => {
    node().misbehaviour(null);
    client.close();
  });
  afterAll(async () => {
    await chain.close();
  });

  it('asks and answers', async () => {
    expect(await rpc('chain_getFinalizedHead', [])).toEqual({ ok: true, value: `0x${chain.chains.registry.head.hash}` });
  });

  it('reports when a node refuses a call, and continues', async () => {
    expect(await rpc('no_such_method', [])).toEqual({ ok: false, because: 'rpc-error' });
    expect(await rpc('system_chain', [])).toMatchObject({ ok: true });
    expect(node().connections).toBe(1);
  });

  it('decodes an entry as our own decoder does, with metadata of its own', async () => {
    node().forget();
    const reply = await typed();
    const raw = chain.chains.registry.head.storage.get(toHex(sovereignKey(ACCOUNT)));
    const own = readRegisteredEnclave(raw ?? new Uint8Array());
    expect(reply).toMatchObject({
      ok: true,
      value: { sgx: { mrEnclave: `0x${own.mrEnclave}`, timestamp: own.registeredAt, status: 'Ok' } },
    });
    expect(node().asked.filter((method) => method.includes('etadata') || method === 'state_call')).toEqual([]);
  });

  it('reports when an entry does not exist', async () => {
    expect(
      await client.ask({
        op: 'typed',
        endpoint: node().url,
        genesis: chain.genesis,
        paraId: 2015,
        at: chain.chains.registry.head.hash,
        deadline: AMPLE_MS,
        entry: { pallet: 'teerex', item: 'sovereignEnclaves', key: '00'.repeat(32) },
      }),
    ).toEqual({ ok: true, value: null });
  });

  const faults: readonly (readonly [MisbehaviourName, string])[] = [
    ['silence', 'timeout'],
    ['garbage', 'malformed-answer'],
    ['huge', 'answer-too-large'],
    ['drip', 'timeout'],
    ['hangUp', 'connection-refused'],
  ];
  it.each(faults)('survives %s', async (misbehaviour, because) => {
    node().misbehaviour(MISBEHAVIOURS[misbehaviour]);
    expect(await rpc('system_chain', [], because === 'timeout' ? 300 : AMPLE_MS)).toEqual({ ok: false, because });
    node().misbehaviour(null);
    expect(await rpc('system_chain', [])).toMatchObject({ ok: true });
  });

  it('does not mistake another chain for this one', async () => {
    node().misbehaviour(MISBEHAVIOURS.otherGenesis);
    expect((await typed()).ok).toBe(false);
  });

  it('does not read one chain’s entries with what it learnt of another at the same address', async () => {
    expect((await typed()).ok).toBe(true);
    expect(await typed('00'.repeat(32))).toEqual({ ok: false, because: 'other-chain' });
  });

  it('does not believe a decoded entry that the node altered: it decodes to something else', async () => {
    node().misbehaviour(MISBEHAVIOURS.wrongValue);
    const reply = await typed();
    expect(reply.ok && JSON.stringify(reply.value)).not.toContain('"status":"Ok"');
  });

  it('reports when nobody listens', async () => {
    expect(
      await client.ask({ op: 'rpc', endpoint: 'ws://127.0.0.1:9', method: 'system_chain', params: [], deadline: AMPLE_MS }),
    ).toEqual({ ok: false, because: 'connection-refused' });
  });
});
