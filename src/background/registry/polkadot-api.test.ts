// Covers: metadata/runtime.ts
import { ApiPromise, WsProvider } from '@polkadot/api';
import type { ApiOptions } from '@polkadot/api/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestChain } from '../../../testing/substrate/test-chain.ts';
import { toHex } from '../../verifier/bytes/hex.ts';
import { readRegisteredDevice } from '../../verifier/substrate/device-registry.ts';
import { readRegisteredEnclave } from '../../verifier/substrate/teerex.ts';

const fill = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
const ENCLAVE = { reportData: fill(0xa1, 64), mrEnclave: fill(0xb2), mrSigner: fill(0xc3), url: 'wss://enclave.example:2000' };
const REGISTRAR = fill(0xd4);

describe('@polkadot/api on the test chain', () => {
  let chain: TestChain;
  let api: ApiPromise;

  beforeAll(async () => {
    chain = await TestChain.start();
    chain.registerSovereign(ENCLAVE);
    chain.registerProxied(REGISTRAR, { ...ENCLAVE, status: 'configuration-needed', buildMode: 'debug' });
    chain.registerDevice(fill(0xe5), { status: 'revoked', revokedAt: 1_764_057_600_000 });
    chain.publish(ENCLAVE.mrEnclave, fill(0xf6), new Uint8Array(5));
    const [node] = chain.registryNodes;
    if (node === undefined) throw new Error('no node');
    // Its declarations were not written for exactOptionalPropertyTypes: the provider's `ttl` may be undefined.
    const provider = new WsProvider(node.url) as unknown as NonNullable<ApiOptions['provider']>;
    api = await ApiPromise.create({ provider, initWasm: false, noInitWarn: true });
  });
  afterAll(async () => {
    await api.disconnect();
    await chain.close();
  });

  it('connects as to any node, with metadata built here', () => {
    expect(toHex(api.genesisHash)).toBe(chain.genesis);
    expect(api.runtimeMetadata.asLatest.pallets.map(({ name }) => name.toString())).toContain('Teerex');
  });

  it('decodes a sovereign entry as our own decoder does', async () => {
    const found = await api.query['teerex']?.['sovereignEnclaves']?.(fill(0xa1));
    const own = readRegisteredEnclave(found?.toU8a().slice(1) ?? new Uint8Array());
    expect(found?.toJSON()).toEqual({
      sgx: {
        reportData: { d: `0x${own.reportData}` },
        mrEnclave: `0x${own.mrEnclave}`,
        mrSigner: `0x${own.mrSigner}`,
        timestamp: own.registeredAt,
        url: `0x${Buffer.from(own.url ?? '').toString('hex')}`,
        buildMode: 'Production',
        attestationMethod: { dcap: { proxied: false } },
        status: 'Ok',
      },
    });
  });

  it('finds a proxied entry under the key that we compute', async () => {
    const signer = { Opaque: `0x${'a1'.repeat(64)}0000` };
    const address = { fingerprint: `0x${'b2'.repeat(32)}`, registrar: REGISTRAR, signer };
    const found = await api.query['teerex']?.['proxiedEnclaves']?.(address);
    const own = readRegisteredEnclave(found?.toU8a().slice(1) ?? new Uint8Array());
    expect(own).toMatchObject({ buildMode: 'debug', method: 'dcap', proxied: true, status: 'configuration-needed' });
  });

  it('decodes a device key as our own decoder does', async () => {
    const found = await api.query['deviceRegistry']?.['devices']?.(fill(0xe5));
    const own = readRegisteredDevice(found?.toU8a().slice(1) ?? new Uint8Array());
    expect(own).toMatchObject({ manufacturer: 'Test Silicon', model: 'TS-1', status: 'revoked', revokedAt: 1_764_057_600_000 });
    expect(found?.toHuman()).toMatchObject({ manufacturer: 'Test Silicon', status: 'Revoked' });
  });

  it('reads the events of a block as our own decoder does', async () => {
    const events = await api.query['system']?.['events']?.();
    expect(JSON.stringify(events?.toHuman())).toContain('PublishedHash');
  });
});
