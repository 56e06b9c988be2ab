// Covers: ../../../testing/substrate/attesteer.ts
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Attesteer } from '../../../testing/substrate/attesteer.ts';
import { dial } from '../../../testing/substrate/dial.ts';
import { enclaveLookUp, TestReader } from '../../../testing/substrate/registry-reader.ts';
import { toHex } from '../../verifier/substrate/index.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { instant } from '../../verifier/time.ts';
import { SubstrateClient } from './client/client.ts';

const REGISTRAR = new Uint8Array(32).fill(0xd4);
const REPORT_DATA = new Uint8Array(64).fill(0x5e);
const HOUR = 3_600_000;

let reader: TestReader;
let service: Attesteer;

const quoteAt = (now: number, fault?: Fault) =>
  sgxAttester.attest({
    reportData: REPORT_DATA,
    nonce: new Uint8Array(),
    now: instant(now),
    ...(fault === undefined ? {} : { fault }),
  });

beforeEach(async () => {
  reader = await TestReader.start();
  const { chain } = reader;
  service = await Attesteer.start({
    chain,
    registrar: REGISTRAR,
    anchors: sgxAttester.anchors,
    collateral: (_, now) => quoteAt(now).endorsements,
  });
});
afterEach(async () => {
  await service.close();
  await reader.close();
});

/** What the popup would show about that enclave to a user who trusts this registrar. */
async function row() {
  const { evidence } = quoteAt(reader.chain.chains.now);
  const mrEnclave = sgxAttester.reference['MRENCLAVE'] ?? '';
  // MRSIGNER is at byte 176 of the quote: header 48, report body offset 128.
  const mrSigner = toHex(evidence.slice(176, 208));
  const asked = enclaveLookUp({
    fresh: { mrEnclave, mrSigner, debug: false },
    accounts: [],
    registered: { mrEnclave, reportData: toHex(REPORT_DATA) },
  });
  return await reader.lookUp(asked, { registrars: [toHex(REGISTRAR)] });
}

describe('a simulated Attesteer', () => {
  it('takes a quote over JSON-RPC, verifies it, and registers it for the sender', async () => {
    const client = new SubstrateClient(dial);
    const quote = `0x${toHex(quoteAt(reader.chain.chains.now).evidence)}`;
    const ask = (params: readonly string[]) =>
      client.ask({ op: 'rpc', endpoint: service.url, method: 'attesteer_forwardDcapQuote', params, deadline: 5000 });
    expect(await ask([quote, 'my.enclave.example'])).toEqual({ ok: true, value: '0x01' });
    expect(await ask(['0x00'])).toEqual({ ok: false, because: 'rpc-error' });
    client.close();
    expect((await row()).answer).toMatchObject({
      kind: 'current',
      entry: { under: 'proxied', registrar: toHex(REGISTRAR), url: 'my.enclave.example', method: 'dcap' },
    });
  });

  it.each(['tampered', 'wrong-root', 'wrong-key', 'truncated'] as const)(
    'registers nothing for a quote that is %s',
    async (fault) => {
      expect((await service.forward(quoteAt(reader.chain.chains.now, fault).evidence, null)).accepted).toBe(false);
      expect((await row()).answer).toEqual({ kind: 'not-registered', proven: true });
    },
  );

  it('renews the attestation as promised, which shows as the entry’s cadence and age', async () => {
    const { evidence } = quoteAt(reader.chain.chains.now);
    for (let day = 0; day < 3; day += 1) {
      expect((await service.keep(evidence, null, { every: HOUR, during: HOUR })).accepted).toBe(true);
      await row();
    }
    reader.chain.passTime(20 * 60_000);
    const { answer } = await row();
    expect(answer).toMatchObject({ kind: 'current', entry: { age: 20 * 60_000, cadence: { renewals: 3 } } });
  });
});
