import { equalBytes } from '../../bytes/equal.ts';
import { Reader } from '../../bytes/reader.ts';
import { Malformed, Unsupported } from '../../malformed.ts';

/** SPDM 1.1 (DSP0274 1.1.0): the only version that NVIDIA's devices attest with, and the one with a plain transcript. */
const SPDM_1_1 = 0x11;
const GET_MEASUREMENTS = 0xe0;
const MEASUREMENTS = 0x60;
/** Param1 of the request, bit 0: request a signed response. */
const SIGNATURE_REQUESTED = 0x01;
/** Param2 of the request: all measurement blocks, at once. */
const ALL_BLOCKS = 0xff;
/** MeasurementSpecification: DMTF (table 29). */
const DMTF = 0x01;

const NONCE_BYTES = 32;
/** r ‖ s of P-384. */
const SIGNATURE_BYTES = 96;

/** Genuine devices have 64 blocks (GPU) or 31 (NVSwitch); the reference files have the same number of indices. */
export const MAX_MEASUREMENT_BLOCKS = 64;
/** Genuine reports have 4 kB; the opaque data alone could be 64 KiB. */
export const MAX_REPORT_BYTES = 80 * 1024;

/** One DMTF measurement (DSP0274 1.1.0, table 30). */
export type MeasurementBlock = {
  /** SPDM's index, 1 and up. */
  readonly index: number;
  /** DMTFSpecMeasurementValueType: 0 immutable ROM, 1 mutable firmware, 2 hardware configuration, 3 firmware configuration. */
  readonly type: number;
  readonly value: Uint8Array;
};

/** GET_MEASUREMENTS and the signed MEASUREMENTS response, parsed, not yet verified. Byte fields are slices. */
export type SpdmReport = {
  /** The requester's nonce: chosen by whoever asked the device. */
  readonly nonce: Uint8Array;
  /** By index. */
  readonly blocks: ReadonlyMap<number, MeasurementBlock>;
  readonly opaqueData: Uint8Array;
  /** L1/L2 of DSP0274 1.1.0 section 10.11.3: request and response without the signature, as they arrived. */
  readonly transcript: Uint8Array;
  /** r ‖ s, 96 bytes. */
  readonly signature: Uint8Array;
};

/**
 * Request (37 bytes) ‖ response (DSP0274 1.1.0, tables 26 to 28). No bytes may be left over, and every length must agree with the
 * one around it. @throws Malformed
 */
export function readSpdmReport(bytes: Uint8Array): SpdmReport {
  if (bytes.length > MAX_REPORT_BYTES) throw new Malformed('SPDM', `larger than ${String(MAX_REPORT_BYTES)} bytes`);
  const reader = new Reader(bytes, 'SPDM');
  header(reader, 'request', GET_MEASUREMENTS); // 0x00
  fixed(reader.u8('request.Param1'), SIGNATURE_REQUESTED, 'request.Param1', 2); // 0x02
  fixed(reader.u8('request.Param2'), ALL_BLOCKS, 'request.Param2', 3); // 0x03
  const nonce = reader.bytes('request.Nonce', NONCE_BYTES); // 0x04
  const slot = reader.u8('request.SlotIDParam'); // 0x24
  if (slot > 7) throw new Malformed('SPDM.request.SlotIDParam', 'no such slot', 0x24);

  header(reader, 'response', MEASUREMENTS); // 0x25
  fixed(reader.u8('response.Param1'), 0, 'response.Param1', 0x27);
  fixed(reader.u8('response.Param2'), slot, 'response.Param2', 0x28);
  const count = reader.u8('response.NumberOfBlocks'); // 0x29
  const length = reader.u16le('response.MeasurementRecordLength') + 0x1_0000 * reader.u8('response.MeasurementRecordLength');
  const blocks = readBlocks(reader.nested('MeasurementRecord', length), count);
  reader.bytes('response.Nonce', NONCE_BYTES);
  const opaqueData = reader.bytes('response.OpaqueData', reader.u16le('response.OpaqueLength'));
  const transcript = reader.since(0);
  const signature = reader.bytes('response.Signature', SIGNATURE_BYTES);
  reader.end();
  return { nonce, blocks, opaqueData, transcript, signature };
}

function header(reader: Reader, message: string, code: number): void {
  const at = reader.offset;
  const version = reader.u8(`${message}.SPDMVersion`);
  // Later versions sign another transcript (DSP0274 1.2.0, section 15): not forged, but unreadable here.
  if (version > SPDM_1_1) throw new Unsupported(`SPDM.${message}.SPDMVersion`, 'later than SPDM 1.1', at);
  if (version !== SPDM_1_1) throw new Malformed(`SPDM.${message}.SPDMVersion`, 'not SPDM 1.1', at);
  fixed(reader.u8(`${message}.RequestResponseCode`), code, `${message}.RequestResponseCode`, at + 1);
}

function fixed(found: number, wanted: number, field: string, at: number): void {
  if (found !== wanted) throw new Malformed(`SPDM.${field}`, `${String(found)}, want ${String(wanted)}`, at);
}

function readBlocks(record: Reader, count: number): ReadonlyMap<number, MeasurementBlock> {
  const field = 'SPDM.response.NumberOfBlocks';
  if (count === 0) throw new Malformed(field, 'none', 0x29);
  // Rubin has a 65th, of 2 kB: devices of the generations supported here have none.
  if (count > MAX_MEASUREMENT_BLOCKS)
    throw new Unsupported(field, `${String(count)}, at most ${String(MAX_MEASUREMENT_BLOCKS)}`, 0x29);
  const blocks = new Map<number, MeasurementBlock>();
  for (let block = 0; block < count; block += 1) {
    const at = record.offset;
    const index = record.u8('Index');
    // With two values, the reader would have to choose.
    if (index === 0 || blocks.has(index)) throw new Malformed('SPDM.MeasurementRecord.Index', 'zero or occurs twice', at);
    if (record.u8('MeasurementSpecification') !== DMTF)
      throw new Malformed('SPDM.MeasurementRecord.MeasurementSpecification', 'not DMTF', at + 1);
    const measurement = record.nested('Measurement', record.u16le('MeasurementSize'));
    const type = measurement.u8('DMTFSpecMeasurementValueType');
    const value = measurement.bytes('DMTFSpecMeasurementValue', measurement.u16le('DMTFSpecMeasurementValueSize'));
    measurement.end();
    blocks.set(index, { index, type, value });
  }
  record.end();
  return blocks;
}

/** Do these bytes begin like a report? Never throws. */
export function looksLikeSpdmReport(bytes: Uint8Array): boolean {
  const reader = new Reader(bytes, 'SPDM');
  return bytes.length > 41 && equalBytes(reader.bytes('request', 4), Uint8Array.of(SPDM_1_1, GET_MEASUREMENTS, 1, ALL_BLOCKS));
}
