// Covers: authenticate.ts, device-chain.ts
import { describe, expect, it } from 'vitest';
import { p384Key } from '../../testing/keys.ts';
import { appraised, appraisedBytes, item } from '../../testing/nvidia/appraised.ts';
import {
  compositeDeviceId,
  deviceChain,
  firmware,
  GPU_FIELDS,
  MEASUREMENTS,
  sdkList,
  type ListItem,
} from '../../testing/nvidia/devices.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { anchorOf, modelOf, readDeviceChain } from './device-chain.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const second = deviceChain({ device: '1' });
const otherFirmware = compositeDeviceId(firmware('other'), second.brom.key);
const newer = { opaqueData: ascii('NVDAOD') };
const unknownTypes = { fields: { ...GPU_FIELDS, 98: Uint8Array.of(1), 99: Uint8Array.of(1) } };
const ownKey = { device: '1', extension: { oid: '1.2.3', value: Uint8Array.of(5, 0) } };

/** The second of two devices has a fault: which check says so, and what does it tell? */
const FAULTS: readonly (readonly [string, ListItem, string, Readonly<Record<string, unknown>>])[] = [
  ['root', item(deviceChain({ seed: 'somebody else' })), 'nvidia.chain.root', { device: 1 }],
  [
    'certificate',
    item(deviceChain({ device: '1', signWith: { brom: p384Key('stranger') } })),
    'nvidia.chain.certificates',
    { device: 1, fault: 'signature', at: 1 },
  ],
  ['signature', item(second, { signWith: p384Key('stranger') }), 'nvidia.report.signature', { device: 1 }],
  [
    'model',
    item(deviceChain({ device: '1', alter: { leaf: { subject: 'CX7 A01 FMC LF' } } })),
    'nvidia.chain.model',
    { device: 1, because: 'newer-than-this-release' },
  ],
  [
    'format',
    item(second, newer),
    'nvidia.report.opaque-data',
    { device: 1, because: 'newer-than-this-release', version: 'NVDAOD' },
  ],
  ['identity in a newer format', item(second, newer), 'nvidia.report.fwid', { device: 1, because: 'newer-than-this-release' }],
  ['field', item(second, unknownTypes), 'nvidia.report.opaque-data', { device: 1, because: 'unknown-type', types: '98, 99' }],
  [
    'certificate without an identity',
    item(deviceChain(ownKey)),
    'nvidia.report.fwid',
    { device: 1, because: 'not-in-the-certificate' },
  ],
  [
    'identity',
    item(deviceChain({ device: '1', extension: otherFirmware })),
    'nvidia.report.fwid',
    { device: 1, because: 'differs' },
  ],
  [
    'copy that is none',
    item(deviceChain(), { measurements: { ...MEASUREMENTS, 64: firmware('once more') } }),
    'nvidia.devices.distinct',
    { device: 1, because: 'occurs-twice' },
  ],
  ['copy', item(), 'nvidia.devices.distinct', { device: 1, because: 'listed-again' }],
];

describe('a finding about one of several devices', () => {
  it.each(FAULTS)('names it, and the reason: its %s', async (_, faulty, check, facts) => {
    const { findings } = await appraised([item(), faulty]);
    expect(findings.find((one) => one.check === check)?.facts).toMatchObject(facts);
  });

  it('says that a list states another nonce, and nothing of a report that has no list', async () => {
    const list = new TextDecoder().decode(sdkList(item())).replace(/"nonce":"..../, '"nonce":"0000');
    const of = async (bytes: Uint8Array) =>
      (await appraisedBytes(bytes)).findings.find(({ check }) => check === 'nvidia.report.nonce');
    expect(await of(ascii(list))).toMatchObject({ outcome: 'fail', facts: { because: 'other-nonce' } });
    expect(await of(item().report)).toMatchObject({ outcome: 'not-applicable' });
  });
});

describe('what is newer than this release', () => {
  it('is open, and no fault', async () => {
    const { findings } = await appraised([item(), item(second, newer)]);
    for (const check of ['nvidia.report.opaque-data', 'nvidia.report.fwid'])
      expect(findings.find((one) => one.check === check)?.outcome).toBe('unknown');
  });
});

describe('a chain of nothing', () => {
  it('has no anchor and no model', () => {
    expect([anchorOf([], []), modelOf([])]).toEqual([undefined, undefined]);
  });

  it('says which certificate cannot be read', () => {
    const empty = '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n';
    expect(refusalOf(() => readDeviceChain(ascii(empty)))).toMatch(/^leaf\./);
    expect(refusalOf(() => readDeviceChain(ascii('x')))).toMatch(/^chain/);
  });
});
