// Covers: look-up.ts, question.ts
import { afterEach, describe, expect, it } from 'vitest';
import { ENCLAVE, enclaveLookUp, TestReader } from '../../../testing/substrate/registry-reader.ts';
import { deviceKey, toHex } from '../../verifier/substrate/index.ts';
import type { LookUp } from './question.ts';

let reader: TestReader;
afterEach(async () => {
  await reader.close();
});

describe('a device key', () => {
  const KEY = new Uint8Array(32).fill(0xe5);
  const asked: LookUp = { what: 'device', key: toHex(KEY) };

  it.each([
    [{}, 'device-active'],
    [{ status: 'revoked', revokedAt: 5 }, 'device-revoked'],
    [{ validUntil: 5 }, 'device-out-of-dates'],
    [{ validFrom: 9_000_000_000_000 }, 'device-out-of-dates'],
  ] as const)('with %j is %s', async (device, kind) => {
    reader = await TestReader.start();
    reader.chain.registerDevice(KEY, device);
    const view = await reader.lookUp(asked);
    expect(view).toMatchObject({ level: 'L3', answer: { kind }, asked: { what: 'device-key', key: toHex(deviceKey(KEY)) } });
  });

  it('is provably unknown', async () => {
    reader = await TestReader.start();
    expect((await reader.lookUp(asked)).answer).toEqual({ kind: 'not-registered', proven: true });
  });
});

describe('a published hash', () => {
  const HASH = new Uint8Array(32).fill(0xf6);

  it('is proven at the block that contains it, now and later', async () => {
    reader = await TestReader.start();
    const { block, index, blockHash } = reader.chain.publish(ENCLAVE.mrEnclave, HASH, Uint8Array.of(1, 2));
    for (const more of [0, 3]) {
      reader.chain.produce(more);
      expect((await reader.lookUp(enclaveLookUp({ execution: { block, index } }))).execution).toMatchObject({
        kind: 'published',
        hash: toHex(HASH),
        data: '0102',
        sameCode: true,
        level: 'L3',
        block: { number: block, hash: blockHash },
      });
    }
  });

  it('is reported as other code’s, or as missing', async () => {
    reader = await TestReader.start();
    const { block, index } = reader.chain.publish(new Uint8Array(32).fill(3), HASH);
    expect((await reader.lookUp(enclaveLookUp({ execution: { block, index } }))).execution).toMatchObject({
      kind: 'published',
      sameCode: false,
    });
    expect((await reader.lookUp(enclaveLookUp({ execution: { block, index: 0 } }))).execution).toMatchObject({
      kind: 'no-such-event',
      level: 'L3',
    });
    expect((await reader.lookUp(enclaveLookUp({ execution: { block: 9999, index } }))).execution).toMatchObject({
      kind: 'unreachable',
    });
  });

  it('is not looked for when the profile does not know the metadata, which is not even requested', async () => {
    reader = await TestReader.start();
    const { block, index } = reader.chain.publish(ENCLAVE.mrEnclave, HASH);
    for (const metadata of [[], [{ spec: 2, sha256: '00'.repeat(32) }]])
      expect((await reader.lookUp(enclaveLookUp({ execution: { block, index } }), { metadata })).execution).toEqual({
        kind: 'unreachable',
        because: 'unknown-runtime',
      });
    expect(reader.chain.registryNodes.flatMap(({ asked: methods }) => methods)).not.toContain('state_call');
  });

  it('is not read with metadata whose hash differs from the profile’s for that version', async () => {
    reader = await TestReader.start();
    const { block, index } = reader.chain.publish(ENCLAVE.mrEnclave, HASH);
    const metadata = [{ spec: 1, sha256: '00'.repeat(32) }];
    expect((await reader.lookUp(enclaveLookUp({ execution: { block, index } }), { metadata })).execution).toEqual({
      kind: 'unreachable',
      because: 'unknown-runtime',
    });
  });
});
