import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { MEASUREMENTS, spdmReport } from '../../testing/nvidia/devices.ts';
import { nonce } from '../../testing/nvidia/appraised.ts';
import { MAX_REPORT_BYTES, readSpdmReport } from './spdm.ts';

const good = spdmReport({ nonce });
const at = (offset: number, value: number): Uint8Array => good.with(offset, value);
const refused = (bytes: Uint8Array): unknown => {
  try {
    readSpdmReport(bytes);
    return 'accepted';
  } catch (error) {
    return error instanceof Malformed ? error.field : error;
  }
};

const block = (index: number): readonly [number, Uint8Array] => [index, new Uint8Array(48)];
const withBlocks = (...blocks: readonly (readonly [number, Uint8Array])[]): Uint8Array =>
  spdmReport({ nonce, measurements: Object.fromEntries(blocks) });

describe('an SPDM report', () => {
  it('holds the nonce, every block and what was signed', () => {
    const { nonce: found, blocks, transcript, signature } = readSpdmReport(good);
    expect(found).toEqual(nonce);
    expect([...blocks.keys()]).toEqual(Object.keys(MEASUREMENTS).map(Number));
    expect(concat(transcript, signature)).toEqual(good);
  });

  it.each([
    ['of SPDM 1.2, whose transcript is another', at(0, 0x12), 'SPDM.request.SPDMVersion'],
    ['that answers another request', at(1, 0xe1), 'SPDM.request.RequestResponseCode'],
    ['that was not to be signed', at(2, 0), 'SPDM.request.Param1'],
    ['of one block alone', at(3, 1), 'SPDM.request.Param2'],
    ['of a slot that SPDM does not have', at(0x24, 8), 'SPDM.request.SlotIDParam'],
    ['whose response is of another version', at(0x25, 0x12), 'SPDM.response.SPDMVersion'],
    ['whose response is another message', at(0x26, 0x7f), 'SPDM.response.RequestResponseCode'],
    ['with a reserved byte that is not zero', at(0x27, 1), 'SPDM.response.Param1'],
    ['from another slot than was asked', at(0x28, 1), 'SPDM.response.Param2'],
    ['of no blocks', at(0x29, 0), 'SPDM.response.NumberOfBlocks'],
    ['of 65 blocks', withBlocks(...Array.from({ length: 65 }, (_, i) => block(i + 1))), 'SPDM.response.NumberOfBlocks'],
    ['that counts fewer blocks than it has', at(0x29, 63), 'SPDM.MeasurementRecord'],
    ['that counts more blocks than it has', withBlocks(block(1)).with(0x29, 2), 'SPDM.MeasurementRecord.Index'],
    ['with a measurement record longer than the rest', at(0x2c, 1), 'SPDM.MeasurementRecord'],
    ['with an index twice', at(0x2d + 55, 1), 'SPDM.MeasurementRecord.Index'],
    ['with index zero', at(0x2d, 0), 'SPDM.MeasurementRecord.Index'],
    ['with a measurement that is not DMTF’s', at(0x2e, 2), 'SPDM.MeasurementRecord.MeasurementSpecification'],
    ['with a value shorter than its measurement', at(0x32, 47), 'SPDM.MeasurementRecord.Measurement'],
    ['with a value longer than its measurement', at(0x32, 49), 'SPDM.MeasurementRecord.Measurement.DMTFSpecMeasurementValue'],
    ['with a byte behind it', concat(good, Uint8Array.of(0)), 'SPDM'],
    ['larger than the cap', new Uint8Array(MAX_REPORT_BYTES + 1), 'SPDM'],
    ['of nothing', new Uint8Array(), 'SPDM.request.SPDMVersion'],
  ])('%s is refused', (_, bytes, field) => {
    expect(refused(bytes)).toBe(field);
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
    for (let length = 0; length < good.length; length += 1) expect(refused(good.slice(0, length))).not.toBe('accepted');
  });

  it('says at which byte it went wrong', () => {
    expect(() => readSpdmReport(at(0x28, 1))).toThrow(expect.objectContaining({ offset: 0x28 }));
  });
});
