import { afterEach, describe, expect, it } from 'vitest';
import { MISBEHAVIOURS } from '../../../testing/substrate/faults.ts';
import { profileOf } from '../../../testing/substrate/profile.ts';
import { ACCOUNT, ENCLAVE, enclaveLookUp, misbehaveAll, TestReader } from '../../../testing/substrate/registry-reader.ts';
import { sovereignKey, toHex } from '../../verifier/substrate/index.ts';
import { contradicts } from '../api/registry-view.ts';

const REGISTRAR = new Uint8Array(32).fill(0xd4);
const HOUR = 3_600_000;

let reader: TestReader;
afterEach(async () => {
  await reader.close();
});

describe('an enclave under its own key', () => {
  it('is registered and current, with everything that the user is told', async () => {
    reader = await TestReader.start();
    const view = await reader.lookUp();
    expect(view).toMatchObject({
      level: 'L3',
      shortOf: null,
      clockBehind: false,
      asked: { what: 'enclave', key: toHex(sovereignKey(ACCOUNT)) },
      block: { number: reader.chain.chains.registry.head.number, hash: reader.chain.chains.registry.head.hash },
      relayBlock: { hash: reader.chain.chains.relay?.head.hash },
      execution: null,
    });
    expect(view.answer).toMatchObject({ kind: 'current', entry: { under: 'sovereign', method: 'dcap', status: 'ok', age: 0 } });
    expect(view.nodes).toEqual([new URL(reader.chain.registryNodes[0]?.url ?? '').host]);
    expect(contradicts(view)).toBe(false);
  });

  it('is stale once its renewal is over', async () => {
    reader = await TestReader.start();
    reader.chain.passTime(49 * HOUR);
    expect((await reader.lookUp()).answer.kind).toBe('stale');
  });

  it('is stale with a time after the chain’s own', async () => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, registeredAt: reader.chain.chains.now + 2 * HOUR });
    expect((await reader.lookUp()).answer.kind).toBe('stale');
  });

  it('is provably not there', async () => {
    reader = await TestReader.start();
    reader.chain.unregisterSovereign(ACCOUNT);
    const view = await reader.lookUp();
    expect(view.answer).toEqual({ kind: 'not-registered', proven: true });
    expect(view.level).toBe('L3');
    expect(contradicts(view)).toBe(false);
  });

  it.each([
    ['other code', { mrEnclave: new Uint8Array(32).fill(1) }, { kind: 'other-code', differs: ['MRENCLAVE'] }],
    ['another signer', { mrSigner: new Uint8Array(32).fill(1) }, { kind: 'other-code', differs: ['MRSIGNER'] }],
    ['debug', { buildMode: 'debug' }, { kind: 'debug' }],
    ['an invalid status', { status: 'invalid' }, { kind: 'invalid', because: 'status' }],
    ['a revoked group', { status: 'group-revoked' }, { kind: 'invalid', because: 'status' }],
    ['no check at all', { method: 'skip', status: 'ok' }, { kind: 'invalid', because: 'skipped' }],
  ] as const)('contradicts with %s', async (_, changes, answer) => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, ...changes });
    const view = await reader.lookUp();
    expect(view.answer).toMatchObject(answer);
    expect(contradicts(view)).toBe(true);
  });

  it.each(['configuration-needed', 'group-out-of-date'] as const)('does not contradict with status %s', async (status) => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, status });
    expect((await reader.lookUp()).answer).toMatchObject({ kind: 'current', entry: { status } });
  });

  it('differs when the fresh evidence is in debug mode and the entry is not', async () => {
    reader = await TestReader.start();
    const fresh = { mrEnclave: toHex(ENCLAVE.mrEnclave), mrSigner: toHex(ENCLAVE.mrSigner), debug: true };
    expect((await reader.lookUp(enclaveLookUp({ fresh }))).answer).toMatchObject({ kind: 'other-code', differs: ['DEBUG'] });
  });

  it('shows how often it is renewed, once it was seen twice', async () => {
    reader = await TestReader.start();
    expect((await reader.lookUp()).answer).toMatchObject({ entry: { cadence: null } });
    for (let renewal = 0; renewal < 3; renewal += 1) {
      reader.chain.passTime(HOUR - 12_000);
      reader.chain.registerSovereign(ENCLAVE);
      await reader.lookUp();
    }
    expect((await reader.lookUp()).answer).toMatchObject({ entry: { cadence: { renewals: 4, interval: HOUR } } });
  });
});

describe('an enclave that someone else registered', () => {
  const profile = { registrars: [toHex(REGISTRAR)] };

  it('counts for a registrar that the profile trusts', async () => {
    reader = await TestReader.start();
    reader.chain.unregisterSovereign(ACCOUNT);
    reader.chain.registerProxied(REGISTRAR, ENCLAVE);
    expect((await reader.lookUp(enclaveLookUp(), profile)).answer).toMatchObject({
      kind: 'current',
      entry: { under: 'proxied', registrar: toHex(REGISTRAR) },
    });
  });

  it('does not exist for one that it does not trust', async () => {
    reader = await TestReader.start();
    reader.chain.unregisterSovereign(ACCOUNT);
    reader.chain.registerProxied(new Uint8Array(32).fill(9), ENCLAVE);
    expect((await reader.lookUp(enclaveLookUp(), profile)).answer).toEqual({ kind: 'not-registered', proven: true });
  });

  it('has its own renewals: another registrar’s are not counted', async () => {
    reader = await TestReader.start();
    reader.chain.unregisterSovereign(ACCOUNT);
    const other = new Uint8Array(32).fill(0xd5);
    const both = { registrars: [toHex(REGISTRAR), toHex(other)] };
    reader.chain.registerProxied(REGISTRAR, ENCLAVE);
    await reader.lookUp(enclaveLookUp(), both);
    reader.chain.unregisterProxied(REGISTRAR, ENCLAVE);
    reader.chain.passTime(HOUR);
    reader.chain.registerProxied(other, ENCLAVE);
    expect((await reader.lookUp(enclaveLookUp(), both)).answer).toMatchObject({
      entry: { registrar: toHex(other), cadence: null },
    });
  });

  it('does not hide that the enclave’s own entry contradicts', async () => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, buildMode: 'debug' });
    reader.chain.registerProxied(REGISTRAR, ENCLAVE);
    expect((await reader.lookUp(enclaveLookUp(), profile)).answer.kind).toBe('debug');
  });
});

describe('a chain', () => {
  it('that stands still reports since when, and contradicts nothing', async () => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, buildMode: 'debug' });
    const view = await reader.lookUp(enclaveLookUp(), {}, 2 * HOUR);
    expect(view.answer).toMatchObject({
      kind: 'frozen',
      since: new Date(reader.chain.chains.now).toISOString(),
      entry: { buildMode: 'debug' },
    });
    expect(contradicts(view)).toBe(false);
  });

  it('that is ahead of this computer’s clock shows that the clock is behind', async () => {
    reader = await TestReader.start();
    expect(await reader.lookUp(enclaveLookUp(), {}, -HOUR)).toMatchObject({ clockBehind: true, answer: { kind: 'current' } });
  });

  it('whose nodes disagree, or do not answer, is an answer with its reason', async () => {
    reader = await TestReader.start({ nodes: 2 });
    const unpinned = { finality: { ...profileOf(reader.chain).finality, checkpoint: null } };
    reader.chain.registryNodes[0]?.misbehaviour({
      answer: (method, honest) => MISBEHAVIOURS.wrongValue.answer(method, MISBEHAVIOURS.noProofs.answer(method, honest)),
    });
    reader.chain.registryNodes[1]?.misbehaviour(MISBEHAVIOURS.noProofs);
    const disagree = await reader.lookUp(enclaveLookUp(), unpinned);
    expect(disagree).toMatchObject({ level: null, answer: { kind: 'nodes-disagree' } });
    expect(disagree.nodes).toHaveLength(2);
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS.hangUp);
    expect(await reader.lookUp(enclaveLookUp(), unpinned)).toMatchObject({
      level: null,
      nodes: [],
      answer: { kind: 'unreachable', because: 'connection-refused' },
    });
  });

  it('is not believed on a single node’s word', async () => {
    reader = await TestReader.start();
    reader.chain.registerSovereign({ ...ENCLAVE, buildMode: 'debug' });
    const view = await reader.lookUp(enclaveLookUp(), { finality: { ...profileOf(reader.chain).finality, checkpoint: null } });
    expect(view).toMatchObject({ level: 'L2', answer: { kind: 'debug' } });
    expect(contradicts(view)).toBe(false);
  });

  it('without proofs is read twice, and must read the same', async () => {
    reader = await TestReader.start();
    misbehaveAll(reader.chain.registryNodes, MISBEHAVIOURS.noProofs);
    const unpinned = { finality: { ...profileOf(reader.chain).finality, checkpoint: null } };
    expect(await reader.lookUp(enclaveLookUp(), unpinned)).toMatchObject({ level: 'L0', answer: { kind: 'current' } });
    // Its first answer is altered, the library's own requests are not.
    misbehaveAll(reader.chain.registryNodes, {
      answer: (method, honest) =>
        method === 'state_getStorage'
          ? MISBEHAVIOURS.wrongValue.answer(method, honest)
          : MISBEHAVIOURS.noProofs.answer(method, honest),
    });
    expect(await reader.lookUp(enclaveLookUp(), unpinned)).toMatchObject({
      answer: { kind: 'unreachable', because: 'malformed-answer' },
    });
  });

  it('with the teebag pallet is read with that pallet’s layout', async () => {
    reader = await TestReader.start();
    reader.chain.registerTeebag(ACCOUNT, { mrEnclave: ENCLAVE.mrEnclave });
    expect((await reader.lookUp(enclaveLookUp(), { enclaves: 'teebag' })).answer).toMatchObject({
      kind: 'current',
      entry: { mrSigner: null, status: null },
    });
    reader.chain.registerTeebag(ACCOUNT, { mrEnclave: ENCLAVE.mrEnclave, buildMode: 'debug' });
    expect((await reader.lookUp(enclaveLookUp(), { enclaves: 'teebag' })).answer.kind).toBe('debug');
    reader.chain.registerTeebag(ACCOUNT, { mrEnclave: new Uint8Array(32), method: 'skip' });
    expect((await reader.lookUp(enclaveLookUp(), { enclaves: 'teebag' })).answer.kind).toBe('invalid');
  });

  it('that keeps something else under the key is malformed, neither green nor red', async () => {
    reader = await TestReader.start();
    reader.chain.chains.tick(new Map([[toHex(sovereignKey(ACCOUNT)), Uint8Array.of(1, 2, 3)]]));
    expect(await reader.lookUp()).toMatchObject({ level: null, answer: { kind: 'unreachable', because: 'malformed-answer' } });
  });
});
