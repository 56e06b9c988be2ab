// Covers: firmware.ts, measurements.ts, claims.ts, index.ts
import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { AttestationResult } from '../../result.ts';
import { troubles } from '../../testing/appraise-case.ts';
import {
  compositeDeviceId,
  deviceChain,
  firmware,
  FMC,
  GPU_FIELDS,
  MEASUREMENTS,
  SWITCH_FIELDS,
  tcbInfo,
  without,
} from '../../testing/nvidia/devices.ts';
import { answersFor, appraised, item, rim, rimAnswers } from '../../testing/nvidia/appraised.ts';
import { DRIVER_RIM, rimFile, VBIOS_RIM, type RimRequest } from '../../testing/nvidia/rim-writer.ts';

const chain = deviceChain();
const second = deviceChain({ device: '1' });
const files = (...requests: readonly RimRequest[]): readonly Endorsement[] => requests.map((one) => rim(rimFile(one)));
const withFiles = (...requests: readonly RimRequest[]) => ({
  endorsements: [...answersFor(chain), ...answersFor(second), ...rimAnswers(), ...files(...requests)],
});
const found = ({ findings }: AttestationResult, check: string) => findings.find((one) => one.check === check);
const OLD_FIELDS = without(GPU_FIELDS, 34, 36);
const newer = { opaqueData: new TextEncoder().encode('NVDAOD') };
const unknownModel = deviceChain({ device: '1', alter: { leaf: { subject: 'CX7 A01 FMC LF' } } });

describe('a comparison with reference files', () => {
  it('says of a match how much matched and what nobody lists, and of a difference where it is', async () => {
    const more = { ...MEASUREMENTS, 21: firmware('one'), 22: firmware('other') };
    const changed = { ...more, 2: firmware('changed'), 3: firmware('changed') };
    const result = await appraised([item(chain, { measurements: more }), item(second, { measurements: changed })], {
      ...withFiles(VBIOS_RIM, DRIVER_RIM),
    });
    expect(found(result, 'nvidia.rim.vbios')).toEqual({
      check: 'nvidia.rim.vbios',
      outcome: 'fail',
      facts: { device: 1, version: '96.00.5E.00.01', because: 'differs', differing: '1, 2', matching: 1, unlisted: '20, 21' },
    });
    expect(found(result, 'nvidia.rim.driver')).toMatchObject({
      outcome: 'pass',
      facts: { version: '590.12', matching: 2, unlisted: '20, 21' },
    });
  });

  it('says for which version there is no file, and which files there were', async () => {
    const others = [
      { ...VBIOS_RIM, version: '1' },
      { ...VBIOS_RIM, version: '2' },
    ];
    const result = await appraised([item(), item(second, { fields: without(GPU_FIELDS, 3) })], withFiles(...others, DRIVER_RIM));
    expect(found(result, 'nvidia.rim.vbios')).toMatchObject({
      outcome: 'unknown',
      facts: { device: 0, version: '96.00.5E.00.01', because: 'no-reference-file', supplied: '1, 2, 590.12' },
    });
    expect(found(result, 'nvidia.rim.driver')).toMatchObject({ outcome: 'unknown', facts: { device: 1, version: 'none' } });
  });

  it.each([
    [1, 0],
    [0, 1],
  ])('reports the file with the fewest differences, in any order', async (...order) => {
    const near = { ...VBIOS_RIM, values: { ...VBIOS_RIM.values, 2: [firmware('near')] } };
    const far = { ...VBIOS_RIM, values: { 1: [firmware('far')], 2: [firmware('far')] } };
    const both = order.map((at) => [near, far][at] ?? near);
    const result = await appraised([item()], withFiles(...both, DRIVER_RIM));
    expect(found(result, 'nvidia.rim.vbios')?.facts).toMatchObject({ differing: '2', matching: 2 });
  });

  it('counts an index of NVDEC 0 unless the device says that it is off', async () => {
    const driver = { ...DRIVER_RIM, values: { ...DRIVER_RIM.values, 35: [firmware('NVDEC')] } };
    for (const fields of [without(GPU_FIELDS, 11), { ...GPU_FIELDS, 11: Uint8Array.of(0) }]) {
      const result = await appraised([item(chain, { fields })], withFiles(VBIOS_RIM, driver));
      expect(found(result, 'nvidia.rim.driver')).toMatchObject({ outcome: 'fail', facts: { differing: '35' } });
    }
  });
});

describe('a device that is newer than this release', () => {
  it.each([
    ['in its format', item(second, newer)],
    ['in its model', item(unknownModel)],
  ])('is open in everything that its firmware would decide: %s', async (_, unknown) => {
    const result = await appraised([item(), unknown]);
    for (const check of ['rim.vbios', 'rim.driver', 'mode', 'debug', 'secure-boot'])
      expect(found(result, `nvidia.${check}`), check).toMatchObject({
        outcome: 'unknown',
        facts: { because: 'newer-than-this-release', device: 1 },
      });
    expect(result.claims?.details).toMatchObject({
      'device 1 vbios reference': 'no-file',
      'device 1 driver reference': 'no-file',
    });
    for (const name of ['as published', 'that differ', 'in no reference file'])
      expect(result.claims?.details).not.toHaveProperty([`device 1 indices ${name}`]);
  });
});

describe('the mode', () => {
  it.each([
    ['protected PCIe', { ...GPU_FIELDS, 36: Uint8Array.of(2, 0) }, 'warn', { because: 'protected-pcie', device: 1 }],
    ['an unknown flag', { ...GPU_FIELDS, 36: Uint8Array.of(9, 0) }, 'unknown', { because: 'unknown-flag', device: 1 }],
  ])('names the device, and the reason: %s', async (_, fields, outcome, facts) => {
    expect(found(await appraised([item(), item(second, { fields })]), 'nvidia.mode')).toMatchObject({ outcome, facts });
  });

  it('that nothing states says so', async () => {
    const result = await appraised([item(chain, { fields: OLD_FIELDS })], { endorsements: [] });
    expect(found(result, 'nvidia.mode')).toMatchObject({ outcome: 'unknown', facts: { because: 'not-reported', device: 0 } });
  });

  it('is the flag’s, whatever the older field says; that one counts only while it is on', async () => {
    const flagged = { ...GPU_FIELDS, 21: Uint8Array.of(0xaa) };
    expect(troubles(await appraised([item(chain, { fields: flagged })]))).toEqual({});
    const off = { ...OLD_FIELDS, 21: Uint8Array.of(0x55) };
    expect(troubles(await appraised([item(chain, { fields: off })]))).toEqual({});
  });

  it('of a switch does not apply, nor does a driver', async () => {
    const made = deviceChain({ chip: 'LS_10' });
    const result = await appraised([item(made, { fields: SWITCH_FIELDS })], { endorsements: answersFor(made) });
    expect([found(result, 'nvidia.mode')?.outcome, found(result, 'nvidia.rim.driver')?.outcome]).toEqual([
      'not-applicable',
      'not-applicable',
    ]);
    expect(result.claims?.details).toMatchObject({ 'device 0 driver reference': 'no-such-part' });
  });
});

describe('debug and secure boot', () => {
  const flagged = (flags: number) => deviceChain({ device: '1', extension: tcbInfo(FMC, flags) });

  it.each([
    [0x90, 'nvidia.debug', 'nvidia.secure-boot'],
    [0xc0, 'nvidia.secure-boot', 'nvidia.debug'],
    [0xa0, 'nvidia.secure-boot', 'nvidia.debug'],
  ])('are told apart in the leaf’s flags, which name the device: %i', async (flags, bad, good) => {
    const made = flagged(flags);
    const result = await appraised([item(), item(made)], {
      endorsements: [...answersFor(chain), ...answersFor(made), ...rimAnswers(), ...files(VBIOS_RIM, DRIVER_RIM)],
    });
    expect(found(result, bad)).toMatchObject({ outcome: 'fail', facts: { device: 1 } });
    expect(found(result, good)?.outcome).toBe('pass');
    expect(result.claims?.debug).toBe(bad === 'nvidia.debug');
  });

  it('need no reference file where the leaf has flags, and say that nothing is reported where it has none', async () => {
    const made = flagged(0x80);
    const stated = await appraised([item(made)], { endorsements: answersFor(made) });
    const unstated = await appraised([item()], { endorsements: answersFor(chain) });
    for (const check of ['nvidia.debug', 'nvidia.secure-boot']) {
      expect(found(stated, check)?.outcome).toBe('pass');
      expect(found(unstated, check)).toMatchObject({ outcome: 'unknown', facts: { because: 'not-reported', device: 0 } });
    }
  });

  it.each([
    ['a driver’s alone', [DRIVER_RIM]],
    ['a VBIOS’s that differs, and a driver’s', [{ ...VBIOS_RIM, values: { 1: [firmware('other')] } }, DRIVER_RIM]],
  ])('are not shown by %s', async (_, requests) => {
    const result = await appraised([item(chain, { fields: OLD_FIELDS })], withFiles(...requests));
    expect(troubles(result)).toMatchObject({ 'nvidia.mode': 'unknown', 'nvidia.debug': 'unknown' });
  });
});

describe('the claims', () => {
  it('are everything that the device says, and what was compared', async () => {
    const { claims, evidenceFormat } = await appraised();
    expect(evidenceFormat).toBe('NVIDIA device report');
    expect({ ...claims, measurements: [] }).toEqual({
      measurements: [],
      hostChosen: [],
      runTime: [],
      explained: [],
      reportData: null,
      nonce: '5a'.repeat(32),
      debug: false,
      tcb: { advisories: [] },
      madeAt: null,
      details: {
        devices: 1,
        'device 0 kind': 'gpu',
        'device 0 chip': 'GH100',
        'device 0 serial': toHex(chain.brom.serial),
        'device 0 driver': '590.12',
        'device 0 vbios': '96.00.5E.00.01',
        'device 0 board': '1010_0200_882',
        'device 0 mode': 'SPT',
        'device 0 vbios reference': 'matches',
        'device 0 driver reference': 'matches',
        'device 0 indices as published': '1, 2, 3, 9, 10',
      },
    });
    expect(claims?.measurements.map(({ register }) => register)).toEqual(
      Array.from({ length: 64 }, (_, index) => `DEVICE0_${String(index)}`),
    );
  });

  it('list indices by number, whichever file lists them', async () => {
    const measurements = { ...MEASUREMENTS, 21: firmware('index 20') };
    const wide = { ...VBIOS_RIM, values: { ...VBIOS_RIM.values, 20: [firmware('index 20')] } };
    const { claims } = await appraised([item(chain, { measurements })], withFiles(wide, DRIVER_RIM));
    expect(claims?.details['device 0 indices as published']).toBe('1, 2, 3, 9, 10, 20');
  });

  it('list differing indices, and none as unlisted where there is no file at all', async () => {
    const driver = { ...DRIVER_RIM, values: { 9: [firmware('x')], 10: [firmware('x')] } };
    const differing = await appraised([item()], withFiles(driver, VBIOS_RIM));
    expect(differing.claims?.details).toMatchObject({
      'device 0 indices as published': '1, 2, 3',
      'device 0 indices that differ': '9, 10',
      'device 0 driver reference': 'differs',
    });
    expect((await appraised([item()], { endorsements: [] })).claims?.details).not.toHaveProperty([
      'device 0 indices in no reference file',
    ]);
  });

  it('name the format of what is newer, and the mode that only the older field states', async () => {
    const old = { ...OLD_FIELDS, 21: Uint8Array.of(0xaa) };
    const off = { ...OLD_FIELDS, 21: Uint8Array.of(0x55) };
    const result = await appraised([item(chain, newer), item(second, { fields: old })]);
    expect(result.evidenceFormat).toBe('NVIDIA device reports (2)');
    expect(result.claims?.details).toMatchObject({ 'device 0 opaque data': 'NVDAOD', 'device 1 mode': 'PPCIE' });
    const closed = await appraised([item(chain, { fields: off })]);
    expect(closed.claims?.details).not.toHaveProperty(['device 0 mode']);
  });

  it('say debug if any device is open, and have no nonce if two answered different ones', async () => {
    const made = deviceChain({ device: '1', extension: tcbInfo(FMC, 0x90) });
    expect((await appraised([item(), item(made)])).claims?.debug).toBe(true);
    expect((await appraised([item(), item(second, { nonce: new Uint8Array(32) })])).claims?.nonce).toBeNull();
    const closed = deviceChain({ device: '1', extension: compositeDeviceId(FMC, second.brom.key) });
    expect((await appraised([item(), item(closed)])).claims?.debug).toBe(false);
  });
});
