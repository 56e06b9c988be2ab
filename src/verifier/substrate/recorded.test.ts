// Covers: light-path.ts, justification.ts, read-proof.ts
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../bytes/hex.ts';
import { noble } from '../crypto/noble.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { recorded, recordedJson } from '../testing/recorded.ts';
import { readHeader, type Header } from './header.ts';
import { justificationFault, readJustification } from './justification.ts';
import { advance, parachainHead, parachainHeadKey, valuesUnder } from './light-path.ts';
import { readRuntimeTypes } from './metadata.ts';
import { provenValue, verifyReadProof } from './read-proof.ts';
import type { RelayState } from './relay-state.ts';
import { storageKey } from './storage-key.ts';
import { proxiedKey, readRegisteredEnclave, readTimestamp, sovereignKey, TIMESTAMP_KEY } from './teerex.ts';

const bytes = (text: string): Uint8Array => fromHex(text.replace(/^0x/, ''), 'recorded');
const hex = (value: Uint8Array): string => `0x${toHex(value)}`;

type ProofCase = {
  readonly stateRoot: string;
  readonly key?: string;
  readonly keys?: readonly string[];
  readonly value?: string | null;
  readonly values?: readonly (string | null)[];
  readonly mustFail?: string;
  readonly proof: readonly string[];
};

describe('recorded read proofs', () => {
  const cases = (recordedJson('chain/proofs/read-proofs.json') as { vectors: readonly ProofCase[] } | null)?.vectors ?? [];
  it('agree, all of them', () => {
    let counted = 0;
    for (const { stateRoot, key, keys, value, values, mustFail, proof } of cases) {
      const asked = (keys ?? [key ?? '']).map(bytes);
      const read = verifyReadProof(bytes(stateRoot), proof.map(bytes), asked);
      expect(read.holds, mustFail).toBe(mustFail === undefined);
      if (read.holds) {
        const found = asked.map((one) => provenValue(read.values, one)).map((one) => (one === null ? null : hex(one)));
        expect(found).toEqual(values ?? [value ?? null]);
      }
      counted += 1;
    }
    console.log(`read proofs: ${String(counted)} agree`);
  });
});

type TrustPath = {
  readonly setId: number;
  readonly authorities: readonly string[];
  readonly relayHeader: string;
  readonly relayHash: string;
  readonly justification: string;
  readonly justificationTooFew: string;
  readonly justificationWrongSet: string;
  readonly parasHeadsKey: string;
  readonly parasHeadsProof: readonly string[];
  readonly paraHash: string;
  readonly teerexKey: string;
  readonly teerexValue: string;
  readonly timestampKey: string;
  readonly timestampMs: number;
  readonly paraProof: readonly string[];
};

describe.each(['trust-path-4', 'trust-path-300'])('recorded %s', (name) => {
  const path = recordedJson(`chain/proofs/${name}.json`) as TrustPath | null;
  const state = (recorded: TrustPath): RelayState => ({
    format: 1,
    genesis: '00'.repeat(32),
    setId: recorded.setId,
    authorities: recorded.authorities.map((key) => ({ key: key.slice(2), weight: 1 })),
    finalized: { number: 0, hash: '00'.repeat(32) },
    time: null,
  });

  it.skipIf(path === null)('leads from the voters to the enclave', async () => {
    if (path === null) return;
    const crypto = webCrypto(globalThis.crypto.subtle);
    const step = await advance(
      state(path),
      { header: bytes(path.relayHeader), justification: bytes(path.justification) },
      crypto,
    );
    if (step.at !== 'advanced') throw new Error(step.because);
    expect(hex(bytes(step.header.hash))).toBe(path.relayHash);
    expect(hex(parachainHeadKey(2015))).toBe(path.parasHeadsKey);
    const head = parachainHead(step.header, path.parasHeadsProof.map(bytes), 2015);
    if (head.at !== 'proven') throw new Error(head.because);
    expect(head.header.hash).toBe(path.paraHash.slice(2));
    const values = valuesUnder(head.header, path.paraProof.map(bytes), [bytes(path.teerexKey), TIMESTAMP_KEY]);
    if (values.at !== 'proven') throw new Error(values.because);
    expect(hex(provenValue(values.values, bytes(path.teerexKey)) ?? new Uint8Array())).toBe(path.teerexValue);
    expect(readTimestamp(provenValue(values.values, TIMESTAMP_KEY) ?? new Uint8Array())).toBe(path.timestampMs);
  });

  it.skipIf(path === null)('refuses too few votes and another set', async () => {
    if (path === null) return;
    const header = bytes(path.relayHeader);
    const few = await advance(state(path), { header, justification: bytes(path.justificationTooFew) }, noble);
    expect(few).toEqual({ at: 'refused', because: 'too-few' });
    const other = await advance(
      state(path),
      { header, justification: bytes(path.justificationWrongSet) },
      webCrypto(globalThis.crypto.subtle),
    );
    expect(other).toEqual({ at: 'refused', because: 'signature' });
  });
});

describe('a recorded justification of a live chain', () => {
  const real = recordedJson('chain/proofs/real-grandpa.json') as {
    setId: number;
    justification: string;
    targetHash: string;
  } | null;
  it.skipIf(real === null)('verifies, in its own set only', async () => {
    if (real === null) return;
    const justification = readJustification(bytes(real.justification));
    expect(justification.targetHash).toBe(real.targetHash.slice(2));
    const authorities = justification.precommits.map(({ signer }) => ({ key: signer, weight: 1 }));
    expect(await justificationFault(justification, { setId: real.setId, authorities }, noble)).toBeNull();
    expect(await justificationFault(justification, { setId: real.setId + 1, authorities }, noble)).toBe('signature');
  });
});

type Registered = {
  readonly key: string;
  readonly value: string;
  readonly args: readonly unknown[];
  readonly human: {
    readonly Sgx: {
      readonly reportData: { readonly d: string };
      readonly mrEnclave: string;
      readonly mrSigner: string;
      readonly timestamp: string;
      readonly url: string | null;
      readonly buildMode: string;
      readonly attestationMethod: string | Readonly<Record<string, { readonly proxied: boolean }>>;
      readonly status: string;
    };
  };
};
type Dump = { readonly decoded: { readonly sovereign: readonly Registered[]; readonly proxied: readonly Registered[] } };

describe('recorded teerex storage of the Integritee runtime', () => {
  const dumps = ['teerex-dcap', 'teerex-ias-skip'].map((name) => recordedJson(`chain/storage/${name}.json`) as Dump | null);
  const entries = dumps.flatMap((dump) => (dump === null ? [] : [...dump.decoded.sovereign, ...dump.decoded.proxied]));

  it('decodes to what @polkadot/api printed', () => {
    for (const { value, human } of entries) {
      const enclave = readRegisteredEnclave(bytes(value));
      const stated = human.Sgx;
      const method =
        typeof stated.attestationMethod === 'string'
          ? stated.attestationMethod
          : (Object.keys(stated.attestationMethod)[0] ?? '');
      expect(enclave.reportData).toBe(stated.reportData.d.slice(2));
      // toHuman prints 32 printable bytes as text.
      if (stated.mrEnclave.startsWith('0x')) expect(enclave.mrEnclave).toBe(stated.mrEnclave.slice(2));
      expect(enclave.mrSigner).toBe(stated.mrSigner.slice(2));
      expect(enclave.registeredAt).toBe(Number(stated.timestamp.replaceAll(',', '')));
      expect(enclave.url).toBe(stated.url === '0x00' ? '\0' : stated.url);
      expect(enclave.buildMode).toBe(stated.buildMode.toLowerCase());
      expect(enclave.method).toBe(method.toLowerCase());
      expect(enclave.status).toBe(stated.status.toLowerCase());
    }
  });

  it('is stored under the keys that were recorded for it', () => {
    for (const dump of dumps) {
      for (const { key, value } of dump?.decoded.sovereign ?? []) {
        const account = readRegisteredEnclave(bytes(value)).reportData.slice(0, 64);
        expect(hex(sovereignKey(fromHex(account, 'account')))).toBe(key);
      }
      for (const { key, value } of dump?.decoded.proxied ?? []) {
        const { mrEnclave, reportData } = readRegisteredEnclave(bytes(value));
        const registrar = key.slice(2 + 64 + 32 + 64, 2 + 64 + 32 + 128);
        expect(hex(proxiedKey(bytes(mrEnclave), bytes(registrar), bytes(reportData)))).toBe(key);
      }
    }
  });

  it('has the storage prefixes that are recorded', () => {
    const keys = recordedJson('chain/storage/storage-keys.json') as {
      twox128: Record<string, string>;
      parasHeads: Record<string, string>;
    } | null;
    for (const [name, key] of Object.entries(keys?.twox128 ?? {})) {
      const [pallet, item] = name.split('.');
      if (pallet !== undefined && item !== undefined) expect(hex(storageKey(pallet, item))).toBe(key);
    }
    for (const [paraId, key] of Object.entries(keys?.parasHeads ?? {})) expect(hex(parachainHeadKey(Number(paraId)))).toBe(key);
  });
});

describe('recorded genesis headers', () => {
  const genesis = recordedJson('chain/specs/genesis.json') as {
    chains: readonly { genesisHeader: string; genesisHash: string; stateRoot: string }[];
  } | null;
  it('hash to the chains’ genesis hashes', () => {
    for (const chain of genesis?.chains ?? []) {
      const header: Header = readHeader(bytes(chain.genesisHeader));
      expect(`0x${header.hash}`).toBe(chain.genesisHash);
      expect(hex(header.stateRoot)).toBe(chain.stateRoot);
      expect(header.number).toBe(0);
    }
  });
});

describe('recorded metadata of the Integritee runtimes', () => {
  it.each(['itk.scale', 'itp.scale', 'itk-pruned-v15.scale', 'paseo-spec50-v14.raw', 'paseo-spec50-v15.raw'])(
    '%s is read',
    (name) => {
      const found = recorded(`chain/metadata/${name}`);
      if (found === null) return;
      // Metadata_metadata_at_version answers Option<Vec<u8>>: a byte and a compact length of four before the text.
      const text = name === 'paseo-spec50-v15.raw' ? found.filter((_, index) => index >= 5) : found;
      const pallets = readRuntimeTypes(text).pallets;
      expect(pallets.find((pallet) => pallet.name === 'Teerex')?.index).toBe(50);
      expect(pallets.find((pallet) => pallet.name === 'EnclaveBridge')?.index).toBe(54);
    },
  );
});
