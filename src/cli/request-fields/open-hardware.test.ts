// Covers: keystone.ts, sanctum.ts, nitro.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../../verifier/bytes/hex.ts';
import { appraise, parseRfc3339 } from '../../verifier/index.ts';
import * as cbor from '../../verifier/testing/cbor-writer.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { DEVICE, ENCLAVE_HASH, keystoneReport, MONITOR_HASH, recordOf } from '../../verifier/testing/keystone-report.ts';
import { NITRO_PCRS, nitroChain, nitroDocument } from '../../verifier/testing/nitro-document.ts';
import { SANCTUM, sanctumChain } from '../../verifier/testing/sanctum-chain.ts';
import { decide, type Decision } from '../decision.ts';
import { readLine, readRequest } from '../request.ts';

const folder = mkdtempSync(join(tmpdir(), 'words-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const at = '2026-06-01T12:00:00Z';
const now = parseRfc3339(at, 'at');

async function decided(request: Readonly<Record<string, unknown>>): Promise<Decision> {
  const { input, tee, codeNamed } = await readRequest(readLine(JSON.stringify({ id: 'test', at, ...request })), now);
  return decide(await appraise({ ...input, crypto: testCrypto }), tee, codeNamed);
}
const refused = (request: Readonly<Record<string, unknown>>) => expect(decided(request)).rejects;

describe('words of Nitro', () => {
  const value = (index: number): string => toHex(NITRO_PCRS[index] ?? new Uint8Array());
  const request = {
    evidence: { type: 'nitro-document', file: file('enclave', nitroDocument({ now, nonce: Uint8Array.of(7) })) },
    anchors: { awsNitroRoot: file('root', nitroChain({ now }).root.certificate) },
  };

  it.each<[string, Readonly<Record<string, unknown>>, Decision]>([
    ['nothing more', {}, 'accept'],
    ['the right registers', { expected: { pcrs: { 0: value(0), 1: value(1), 2: value(2) } } }, 'accept'],
    ['one register alone', { expected: { pcrs: { 0: value(0) } } }, 'accept'],
    ['one of several values', { expected: { pcrs: { 0: [value(1), value(0)] } } }, 'accept'],
    ['a wrong register', { expected: { pcrs: { 0: value(1) } } }, 'reject'],
    ['a register that is not there', { expected: { pcrs: { 31: value(1) } } }, 'reject'],
    ['the nonce', { expected: { nonce: '07' } }, 'accept'],
    ['another nonce', { expected: { nonce: '08' } }, 'reject'],
    ['the pinned root', { anchors: {} }, 'reject'],
    ['a time before the certificates', { at: '2026-06-01T11:50:00Z' }, 'reject'],
    ['a later time', { at: '2027-06-01T12:00:00Z' }, 'reject'],
    ['a later time for an archive', { at: '2027-06-01T12:00:00Z', policy: { certificateTime: 'document' } }, 'accept'],
  ])('with %s', async (_, more, decision) => {
    expect(await decided({ ...request, ...more })).toBe(decision);
  });

  it.each(['32', '-1', '00', 'PCR0', '__proto__'])('refuse register %s', async (name) => {
    await refused({ ...request, expected: { pcrs: { [name]: value(0) } } }).toThrow(/0 to 31|not a string|expected/);
  });

  it('refuse unknown ones', async () => {
    await refused({ ...request, policy: { testKeys: 'accept' } }).toThrow(/not a policy/);
    await refused({ ...request, policy: { certificateTime: 'then' } }).toThrow(/not one of/);
    await refused({ ...request, expected: { enclaveHash: '00' } }).toThrow(/cannot be expected/);
  });

  it('name registers of a TPM when the document is about one', async () => {
    const fields = ({ pcrs = cbor.nil, ...rest }: Readonly<Record<string, Uint8Array>>) => ({ ...rest, nitrotpm_pcrs: pcrs });
    const evidence = { type: 'nitro-document', file: file('tpm', nitroDocument({ now, fields })) };
    expect(await decided({ ...request, evidence, expected: { pcrs: { 4: value(4), 12: value(12) } } })).toBe('accept');
    expect(await decided({ ...request, evidence, expected: { pcrs: { 4: value(0) } } })).toBe('reject');
    expect(await decided({ ...request, evidence, expected: { registers: { PCR4: value(4) } } })).toBe('reject');
  });
});

describe('words of Keystone', () => {
  const registry = { endorsements: { deviceRegistry: [recordOf(DEVICE.raw)] } };
  const request = {
    evidence: { type: 'keystone-report', file: file('report', keystoneReport({ data: Uint8Array.of(7) })) },
    ...registry,
  };

  it.each<[string, Readonly<Record<string, unknown>>, Decision]>([
    ['a register', {}, 'accept'],
    ['no register', { endorsements: {} }, 'undecided'],
    ['an empty register', { endorsements: { deviceRegistry: [] } }, 'reject'],
    [
      'a register that revoked the device',
      { endorsements: { deviceRegistry: [recordOf(DEVICE.raw, { status: 'revoked' })] } },
      'reject',
    ],
    [
      'a register with another status',
      { endorsements: { deviceRegistry: [recordOf(DEVICE.raw, { status: 'perhaps' })] } },
      'undecided',
    ],
    ['the right code', { expected: { enclaveHash: toHex(ENCLAVE_HASH), smHashes: ['00', toHex(MONITOR_HASH)] } }, 'accept'],
    ['another enclave', { expected: { enclaveHash: toHex(MONITOR_HASH) } }, 'reject'],
    ['another monitor', { expected: { smHashes: [toHex(ENCLAVE_HASH)] } }, 'reject'],
    ['no monitor at all', { expected: { smHashes: [] } }, 'reject'],
    ['the data', { expected: { data: '07' } }, 'accept'],
    ['other data', { expected: { data: '0700' } }, 'reject'],
  ])('with %s', async (_, more, decision) => {
    expect(await decided({ ...request, ...more })).toBe(decision);
  });

  it('refuse records with unknown fields', async () => {
    const records = { endorsements: { deviceRegistry: [recordOf(DEVICE.raw, { trusted: 'yes' })] } };
    await refused({ ...request, ...records }).toThrow(/not a field of a record/);
    await refused({ ...request, endorsements: { deviceRegistry: {} } }).toThrow(/not an array/);
    await refused({ ...request, policy: { testKeys: true } }).toThrow(/not one of/);
  });
});

describe('words of Sanctum', () => {
  const known = [toHex(SANCTUM.manufacturer.raw)];
  const request = {
    evidence: { type: 'sanctum-chain', file: file('chain', sanctumChain({ nonce: Uint8Array.of(7) })) },
    endorsements: { manufacturerKeys: known },
  };

  it.each<[string, Readonly<Record<string, unknown>>, Decision]>([
    ['the manufacturer’s key', {}, 'accept'],
    ['no key', { endorsements: {} }, 'undecided'],
    ['another key', { endorsements: { manufacturerKeys: [toHex(DEVICE.raw)] } }, 'reject'],
    [
      'a register of devices',
      { endorsements: { manufacturerKeys: known, deviceRegistry: [recordOf(SANCTUM.device.raw)] } },
      'accept',
    ],
    [
      'a register that revoked the device',
      { endorsements: { manufacturerKeys: known, deviceRegistry: [recordOf(SANCTUM.device.raw, { status: 'revoked' })] } },
      'reject',
    ],
    ['the nonce', { expected: { nonce: '07' } }, 'accept'],
    ['another nonce', { expected: { nonce: '08' } }, 'reject'],
    [
      'the right code',
      { expected: { enclaveHash: toHex(SANCTUM.measurement), smHashes: [toHex(SANCTUM.monitorHash)] } },
      'accept',
    ],
    ['other code', { expected: { enclaveHash: toHex(SANCTUM.monitorHash) } }, 'reject'],
    ['test keys refused', { policy: { testKeys: 'refuse' } }, 'accept'],
  ])('with %s', async (_, more, decision) => {
    expect(await decided({ ...request, ...more })).toBe(decision);
  });
});
