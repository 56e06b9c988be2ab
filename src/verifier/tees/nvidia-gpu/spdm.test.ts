import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { traceReads } from '../../bytes/reader.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { MEASUREMENTS, spdmReport } from '../../testing/nvidia/devices.ts';
import { nonce } from '../../testing/nvidia/appraised.ts';
import { looksLikeSpdmReport, MAX_REPORT_BYTES, readSpdmReport } from './spdm.ts';

const good = spdmReport({ nonce });
const at = (offset: number, value: number): Uint8Array => good.with(offset, value);
const refused = (bytes: Uint8Array) => refusalOf(() => readSpdmReport(bytes));

const block = (index: number): readonly [number, Uint8Array] => [index, new Uint8Array(48)];
const withBlocks = (...blocks: readonly (readonly [number, Uint8Array])[]): Uint8Array =>
  spdmReport({ nonce, measurements: Object.fromEntries(blocks) });

describe('an SPDM report', () => {
  it('contains the nonce, every block and the signed bytes', () => {
    const { nonce: found, blocks, transcript, signature } = readSpdmReport(good);
    expect(found).toEqual(nonce);
    expect([...blocks.keys()]).toEqual(Object.keys(MEASUREMENTS).map(Number));
    expect(concat(transcript, signature)).toEqual(good);
  });

  it.each([
    ['of SPDM 1.2, whose transcript is another', at(0, 0x12), 'SPDM.request.SPDMVersion: later than SPDM 1.1 (at byte 0)'],
    ['that answers another request', at(1, 0xe1), 'SPDM.request.RequestResponseCode: 225, want 224 (at byte 1)'],
    ['that was not to be signed', at(2, 0), 'SPDM.request.Param1: 0, want 1 (at byte 2)'],
    ['of one block alone', at(3, 1), 'SPDM.request.Param2: 1, want 255 (at byte 3)'],
    ['of a slot that SPDM does not have', at(0x24, 8), 'SPDM.request.SlotIDParam: no such slot (at byte 36)'],
    ['whose response is of another version', at(0x25, 0x12), 'SPDM.response.SPDMVersion: later than SPDM 1.1 (at byte 37)'],
    ['whose response is another message', at(0x26, 0x7f), 'SPDM.response.RequestResponseCode: 127, want 96 (at byte 38)'],
    ['with a reserved byte that is not zero', at(0x27, 1), 'SPDM.response.Param1: 1, want 0 (at byte 39)'],
    ['from another slot than was asked', at(0x28, 1), 'SPDM.response.Param2: 1, want 0 (at byte 40)'],
    ['of no blocks', at(0x29, 0), 'SPDM.response.NumberOfBlocks: none (at byte 41)'],
    [
      'of 65 blocks',
      withBlocks(...Array.from({ length: 65 }, (_, i) => block(i + 1))),
      'SPDM.response.NumberOfBlocks: 65, at most 64 (at byte 41)',
    ],
    ['that counts fewer blocks than it has', at(0x29, 63), 'SPDM.MeasurementRecord: 55 trailing bytes (at byte 3465)'],
    [
      'that counts more blocks than it has',
      withBlocks(block(1)).with(0x29, 2),
      'SPDM.MeasurementRecord.Index: needs 1 bytes, 0 left (at byte 55)',
    ],
    [
      'with a measurement record longer than the rest',
      at(0x2c, 1),
      'SPDM.MeasurementRecord: needs 69056 bytes, 3768 left (at byte 45)',
    ],
    ['with an index twice', at(0x2d + 55, 1), 'SPDM.MeasurementRecord.Index: zero or occurs twice (at byte 55)'],
    ['with index zero', at(0x2d, 0), 'SPDM.MeasurementRecord.Index: zero or occurs twice (at byte 0)'],
    [
      'with a measurement that is not DMTF’s',
      at(0x2e, 2),
      'SPDM.MeasurementRecord.MeasurementSpecification: not DMTF (at byte 1)',
    ],
    [
      'with a value shorter than its measurement',
      at(0x32, 47),
      'SPDM.MeasurementRecord.Measurement: 1 trailing bytes (at byte 50)',
    ],
    [
      'with a value longer than its measurement',
      at(0x32, 49),
      'SPDM.MeasurementRecord.Measurement.DMTFSpecMeasurementValue: needs 49 bytes, 48 left (at byte 3)',
    ],
    ['with a byte behind it', concat(good, Uint8Array.of(0)), 'SPDM: 1 trailing bytes (at byte 3813)'],
    ['whose response is of an earlier version', at(0x25, 0x10), 'SPDM.response.SPDMVersion: not SPDM 1.1 (at byte 37)'],
    ['as large as the cap', new Uint8Array(MAX_REPORT_BYTES), 'SPDM.request.SPDMVersion: not SPDM 1.1 (at byte 0)'],
    ['larger than the cap', new Uint8Array(MAX_REPORT_BYTES + 1), 'SPDM: larger than 81920 bytes'],
    ['of nothing', new Uint8Array(), 'SPDM.request.SPDMVersion: needs 1 bytes, 0 left (at byte 0)'],
  ])('%s is refused', (_, bytes, message) => {
    expect(refused(bytes)).toBe(message);
  });

  it.each([
    ['of a later SPDM', at(0, 0x12), true],
    ['whose response is of a later SPDM', at(0x25, 0x13), true],
    ['of 65 blocks, as Rubin has', withBlocks(...Array.from({ length: 65 }, (_, i) => block(i + 1))), true],
    ['of an earlier SPDM', at(0, 0x10), false],
    ['of no blocks', at(0x29, 0), false],
  ])('%s may be newer than this release: that is told apart from damage', (_, bytes, isNewer) => {
    expect(() => readSpdmReport(bytes)).toThrow(isNewer ? Unsupported : Malformed);
    if (!isNewer) expect(() => readSpdmReport(bytes)).not.toThrow(Unsupported);
  });

  it('cut off anywhere is refused', () => {
    for (let length = 0; length < good.length; length += 1) expect(refused(good.slice(0, length))).toBeDefined();
  });

  it('gives the byte at which reading failed', () => {
    expect(() => readSpdmReport(at(0x28, 1))).toThrow(expect.objectContaining({ offset: 0x28 }));
  });

  it('may be of any of the eight slots', () => {
    expect(refused(good.with(0x24, 7).with(0x28, 7))).toBeUndefined();
  });

  it('is recognised by its request, from 42 bytes on', () => {
    expect([0, 3, 41, 42].map((length) => looksLikeSpdmReport(good.slice(0, length)))).toEqual([false, false, false, true]);
    expect(looksLikeSpdmReport(at(3, 1))).toBe(false);
  });

  it('is explained field by field, in the words of DSP0274', () => {
    const { reads } = traceReads(good, () => readSpdmReport(good));
    const names = reads.map(({ structure, field }) => `${structure}.${field}`);
    expect(names.slice(0, 21)).toEqual([
      'SPDM.request.SPDMVersion',
      'SPDM.request.RequestResponseCode',
      'SPDM.request.Param1',
      'SPDM.request.Param2',
      'SPDM.request.Nonce',
      'SPDM.request.SlotIDParam',
      'SPDM.response.SPDMVersion',
      'SPDM.response.RequestResponseCode',
      'SPDM.response.Param1',
      'SPDM.response.Param2',
      'SPDM.response.NumberOfBlocks',
      'SPDM.response.MeasurementRecordLength',
      'SPDM.response.MeasurementRecordLength',
      'SPDM.MeasurementRecord',
      'SPDM.MeasurementRecord.Index',
      'SPDM.MeasurementRecord.MeasurementSpecification',
      'SPDM.MeasurementRecord.MeasurementSize',
      'SPDM.MeasurementRecord.Measurement',
      'SPDM.MeasurementRecord.Measurement.DMTFSpecMeasurementValueType',
      'SPDM.MeasurementRecord.Measurement.DMTFSpecMeasurementValueSize',
      'SPDM.MeasurementRecord.Measurement.DMTFSpecMeasurementValue',
    ]);
    expect(names.slice(-4)).toEqual([
      'SPDM.response.Nonce',
      'SPDM.response.OpaqueLength',
      'SPDM.response.OpaqueData',
      'SPDM.response.Signature',
    ]);
  });
});
