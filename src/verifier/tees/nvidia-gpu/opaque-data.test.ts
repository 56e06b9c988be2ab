import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { DRIVER, FMC, GPU_FIELDS, opaqueField, SWITCH_FIELDS, terminated, VBIOS } from '../../testing/nvidia/devices.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { readOpaqueData } from './opaque-data.ts';

const fields = (change: Readonly<Record<number, Uint8Array>> = {}): Uint8Array =>
  concat(...Object.entries({ ...GPU_FIELDS, ...change }).map(([type, data]) => opaqueField(Number(type), data)));

describe('opaque data', () => {
  it('of a GPU names driver, VBIOS, board, firmware and mode', () => {
    expect(readOpaqueData(fields())).toMatchObject({
      driverVersion: DRIVER,
      vbiosVersion: VBIOS,
      board: '1010_0200_882',
      fwid: FMC,
      featureFlag: 'SPT',
      nvdec0Status: 'disabled',
      version: 1,
      unnamed: [],
    });
  });

  it('of a switch names its BIOS in letters, and no driver', () => {
    const bytes = concat(...Object.entries(SWITCH_FIELDS).map(([type, data]) => opaqueField(Number(type), data)));
    expect(readOpaqueData(bytes)).toMatchObject({ vbiosVersion: '96.10.55.00.01', driverVersion: undefined, version: 0 });
  });

  it.each([
    [0, 'SPT'],
    [1, 'MPT'],
    [2, 'PPCIE'],
    [3, 'unknown'],
    [255, 'unknown'],
  ])('feature flag %i is %s', (flag, name) => {
    expect(readOpaqueData(fields({ 36: Uint8Array.of(flag, 0) }))).toMatchObject({ featureFlag: name });
  });

  it('treats a switch that is neither on nor off as unknown', () => {
    expect(readOpaqueData(fields({ 11: Uint8Array.of(0xab) }))).toMatchObject({ nvdec0Status: 'unknown' });
    expect(readOpaqueData(fields({ 11: Uint8Array.of(0xaa, 0) }))).toMatchObject({ nvdec0Status: 'unknown' });
  });

  it.each([
    ['by its magic', new TextEncoder().encode('NVDAOD\0\0\x02'), 'NVDAOD'],
    ['by its version', fields({ 34: Uint8Array.of(2, 0) }), '2'],
    ['by a version wider than a number', fields({ 34: new Uint8Array(9).fill(0xff) }), String(Number.MAX_SAFE_INTEGER)],
  ])('of a newer format is told apart %s, and not read', (_, bytes, newer) => {
    expect(readOpaqueData(bytes)).toEqual({ newer });
  });

  it.each([
    ['the magic and nothing more', new TextEncoder().encode('NVDAOD')],
    ['a version of one byte', fields({ 34: Uint8Array.of(2) })],
  ])('is of a newer format with %s', (_, bytes) => {
    expect(readOpaqueData(bytes)).toHaveProperty('newer');
  });

  it.each([
    ['a field whose type has a letter of the magic', opaqueField(0x4e, Uint8Array.of(1, 2, 3))],
    ['a version of no bytes', fields({ 34: new Uint8Array() })],
  ])('is of no newer format with %s', (_, bytes) => {
    expect(readOpaqueData(bytes)).toMatchObject({ version: 0 });
  });

  it('says what it knows where fields are absent or empty', () => {
    const others = Object.entries(GPU_FIELDS).filter(([type]) => type !== '6');
    const bytes = concat(...others.map(([type, data]) => opaqueField(Number(type), data)));
    expect(readOpaqueData(bytes)).toMatchObject({ vbiosVersion: undefined, driverVersion: DRIVER, switchLock: undefined });
    expect(readOpaqueData(fields({ 36: new Uint8Array() }))).toMatchObject({ featureFlag: 'unknown' });
    expect(readOpaqueData(fields({ 25: Uint8Array.of(0xab, 1) }))).toMatchObject({ switchLock: 'ab01' });
    expect(readOpaqueData(opaqueField(3, terminated(DRIVER)))).toMatchObject({ board: undefined, featureFlag: undefined });
  });

  it('reports types without a name', () => {
    const types = [99, 0, 1, 27, 28, 31, 32, 36, 37];
    const bytes = concat(...types.map((type) => opaqueField(type, type === 1 ? new Uint8Array() : Uint8Array.of(0))));
    expect(readOpaqueData(bytes)).toMatchObject({ unnamed: [0, 28, 31, 37, 99] });
  });

  it.each([
    ['a type twice', concat(fields(), opaqueField(3, terminated('1.0'))), 'OpaqueData.3: occurs twice (at byte 118)'],
    [
      'a size longer than the rest',
      concat(fields(), Uint8Array.of(99, 0, 9, 0, 1)),
      'OpaqueData.Data 99: needs 9 bytes, 1 left (at byte 122)',
    ],
    ['half a type', concat(fields(), Uint8Array.of(99)), 'OpaqueData.DataType: needs 2 bytes, 1 left (at byte 118)'],
    ['a board that is not ASCII', fields({ 17: Uint8Array.of(0xff, 0) }), 'OpaqueData.board: not ASCII'],
    ['a chip that is not ASCII', fields({ 35: Uint8Array.of(0xff, 0) }), 'OpaqueData.CHIP_INFO: not ASCII'],
    ['a switch’s VBIOS that is not ASCII', fields({ 6: Uint8Array.of(0xff, 0) }), 'OpaqueData.VBIOS_VERSION: not ASCII'],
    ['a chip with more behind its end', fields({ 35: terminated('1\0x') }), 'OpaqueData.CHIP_INFO: not a text that ends in NUL'],
    ['half a header', concat(fields(), Uint8Array.of(99, 0, 1)), 'OpaqueData.DataSize: needs 2 bytes, 1 left (at byte 120)'],
    [
      'a driver version with more behind its end',
      fields({ 3: terminated('590.12\0x') }),
      'OpaqueData.DRIVER_VERSION: not a text that ends in NUL',
    ],
    [
      'a driver version that is no text',
      fields({ 3: Uint8Array.of(0x35, 0x0a, 0) }),
      'OpaqueData.DRIVER_VERSION: not a text that ends in NUL',
    ],
    ['a driver version that is not ASCII', fields({ 3: Uint8Array.of(0xff, 0) }), 'OpaqueData.DRIVER_VERSION: not ASCII'],
    [
      'a VBIOS version with bits that have no place',
      fields({ 6: Uint8Array.of(0, 0x5e, 0, 0x96, 1, 1, 0, 0) }),
      'OpaqueData.VBIOS_VERSION.build: reserved bytes are not zero (at byte 5)',
    ],
  ])('with %s is refused', (_, bytes, message) => {
    expect(refusalOf(() => readOpaqueData(bytes))).toBe(message);
  });
});
