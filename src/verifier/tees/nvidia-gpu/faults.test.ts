// Covers: authenticate.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed } from '../../malformed.ts';
import { element, integer, octetString, oid, sequence } from '../../testing/der-writer.ts';
import { p384Key } from '../../testing/keys.ts';
import { item, nonce } from '../../testing/nvidia/appraised.ts';
import { compositeDeviceId, FMC, opaqueField, sdkList, spdmReport, tcbInfo, terminated } from '../../testing/nvidia/devices.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { MAX_EVIDENCE_BYTES, readEvidence } from './evidence.ts';
import { firmwareIdentity } from './fwid.ts';
import { readOpaqueData } from './opaque-data.ts';
import { MAX_REPORT_BYTES, readSpdmReport } from './spdm.ts';

/** Why a reader refuses the bytes: place and reason; null if it accepts them. */
function fault(read: () => unknown): { readonly field: string; readonly why: string } | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { field: error.field, why: error.why };
  }
}
const stated = (read: () => unknown): string | null => {
  const found = fault(read);
  return found === null ? null : `${found.field}: ${found.why}`;
};
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const SHA_384 = '2.16.840.1.101.3.4.2.2';
const key = p384Key('fwid');
type Extension = { readonly oid: string; readonly value: Uint8Array };
const leafWith = (...extensions: readonly Extension[]): Certificate =>
  ({ extensions: new Map(extensions.map(({ oid: id, value }) => [id, { critical: false, value }])) }) as unknown as Certificate;
const older = (...members: readonly Uint8Array[]): Extension => ({ oid: '2.23.133.5.4.1', value: sequence(...members) });
const newer = (...members: readonly Uint8Array[]): Extension => ({ oid: '2.23.133.5.4.1.1', value: sequence(...members) });
const fwid = (digest: Uint8Array, hash = SHA_384): Uint8Array => sequence(oid(hash), octetString(digest));
const fwids = element(0xa6, fwid(FMC));

describe('a report that ends too early', () => {
  it('names the field that is short', () => {
    const good = spdmReport({ nonce, measurements: { 1: new Uint8Array(48) } });
    const fields = [...good.keys()].map((length) => fault(() => readSpdmReport(good.slice(0, length)))?.field);
    expect([...new Set(fields)]).toEqual([
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
      'SPDM.MeasurementRecord',
      'SPDM.response.Nonce',
      'SPDM.response.OpaqueLength',
      'SPDM.response.OpaqueData',
      'SPDM.response.Signature',
    ]);
  });

  it('names a short measurement, too', () => {
    const good = spdmReport({ nonce, measurements: { 1: new Uint8Array(48) } });
    const record = good.slice(0x2d, 0x2d + 55);
    const cut = (length: number): Uint8Array =>
      concat(good.slice(0, 0x2a), Uint8Array.of(length, 0, 0), record.slice(0, length), new Uint8Array(200));
    expect([...new Set([...record.keys()].map((length) => fault(() => readSpdmReport(cut(length)))?.field))]).toEqual([
      'SPDM.MeasurementRecord.Index',
      'SPDM.MeasurementRecord.MeasurementSpecification',
      'SPDM.MeasurementRecord.MeasurementSize',
      'SPDM.MeasurementRecord.Measurement',
    ]);
  });
});

describe('a fault is reported with its place and reason', () => {
  const good = spdmReport({ nonce });
  it.each([
    [good.with(0, 0x12), 'SPDM.request.SPDMVersion: later than SPDM 1.1'],
    [good.with(0, 0x10), 'SPDM.request.SPDMVersion: not SPDM 1.1'],
    [good.with(1, 0xe1), 'SPDM.request.RequestResponseCode: 225, want 224'],
    [good.with(0x24, 8), 'SPDM.request.SlotIDParam: no such slot'],
    [good.with(0x29, 0), 'SPDM.response.NumberOfBlocks: none'],
    [good.with(0x29, 65), 'SPDM.response.NumberOfBlocks: 65, at most 64'],
    [good.with(0x2d, 0), 'SPDM.MeasurementRecord.Index: zero or occurs twice'],
    [good.with(0x2e, 2), 'SPDM.MeasurementRecord.MeasurementSpecification: not DMTF'],
    [new Uint8Array(MAX_REPORT_BYTES + 1), `SPDM: larger than ${String(MAX_REPORT_BYTES)} bytes`],
  ])('in a report (%#)', (bytes, words) => {
    expect(stated(() => readSpdmReport(bytes))).toBe(words);
  });

  it.each([
    [concat(opaqueField(3, terminated('1')), opaqueField(3, terminated('1'))), 'OpaqueData.3: occurs twice'],
    [opaqueField(3, terminated('1\0x')), 'OpaqueData.DRIVER_VERSION: not a text that ends in NUL'],
    [opaqueField(35, terminated('1\0x')), 'OpaqueData.CHIP_INFO: not a text that ends in NUL'],
    [opaqueField(17, terminated('1\0x')), 'OpaqueData.board: not a text that ends in NUL'],
    [opaqueField(6, terminated('1\0x')), 'OpaqueData.VBIOS_VERSION: not a text that ends in NUL'],
    [opaqueField(6, Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0)), 'OpaqueData.VBIOS_VERSION.build: reserved bytes are not zero'],
    [Uint8Array.of(3), 'OpaqueData.DataType: needs 2 bytes, 1 left'],
    [Uint8Array.of(3, 0, 1), 'OpaqueData.DataSize: needs 2 bytes, 1 left'],
    [Uint8Array.of(3, 0, 1, 0), 'OpaqueData.Data 3: needs 1 bytes, 0 left'],
  ])('in opaque data (%#)', (bytes, words) => {
    expect(stated(() => readOpaqueData(bytes))).toBe(words);
  });

  const text = new TextDecoder().decode(sdkList(item()));
  it.each([
    [new Uint8Array(MAX_EVIDENCE_BYTES + 1), `evidence: larger than ${String(MAX_EVIDENCE_BYTES)} bytes`],
    [ascii('[]'), 'evidence: no device'],
    [ascii('{"evidence_list":[]}'), 'evidence: no device'],
    [sdkList(...Array.from({ length: 65 }, () => item())), 'evidence: more than 64 devices'],
    [ascii('00'.repeat(MAX_REPORT_BYTES + 2)), 'report: too long'],
    [ascii('zz'), 'report: not hexadecimal'],
    [ascii(text.replace(/"nonce":"../, '"nonce":"zz')), 'evidence[0].nonce: not hexadecimal'],
  ])('in a list (%#)', (bytes, words) => {
    expect(stated(() => readEvidence(bytes))).toBe(words);
  });

  const OLD = 'leaf.CompositeDeviceID';
  const NEW = 'leaf.DiceTcbInfo';
  it.each<[readonly Extension[], string]>([
    [[compositeDeviceId(FMC, key), tcbInfo(FMC)], 'leaf.FWID: stands in two forms'],
    [[{ ...older(), value: octetString(FMC) }], `${OLD}.CompositeDeviceID: tag 04, want 30`],
    [[older(octetString(FMC))], `${OLD}.CompositeDeviceID.version: tag 04, want 02`],
    [[older(integer(2), key.spki, fwid(FMC))], `${OLD}.version: not version 1`],
    [[older(integer(1))], `${OLD}.CompositeDeviceID.deviceID: needs 1 bytes, 0 left`],
    [[older(integer(1), key.spki, integer(1))], `${OLD}.CompositeDeviceID.fwid: tag 02, want 30`],
    [[older(integer(1), key.spki, sequence(integer(1)))], `${OLD}.CompositeDeviceID.fwid.hashAlg: tag 02, want 06`],
    [[older(integer(1), key.spki, sequence(oid(SHA_384), integer(1)))], `${OLD}.CompositeDeviceID.fwid.digest: tag 02, want 04`],
    [[older(integer(1), key.spki, fwid(FMC, '1.2.3'))], 'leaf.fwid.hashAlg: not SHA-384'],
    [[older(integer(1), key.spki, fwid(FMC.slice(1)))], 'leaf.fwid.digest: not 48 bytes'],
    [[{ ...newer(), value: octetString(FMC) }], `${NEW}.DiceTcbInfo: tag 04, want 30`],
    [[newer(element(0xa6, integer(1)))], `${NEW}.DiceTcbInfo.fwids.fwid: tag 02, want 30`],
    [[newer(fwids, fwids)], `${NEW}: members out of order`],
    [[newer(element(0x87, Uint8Array.of(0, 0)))], `${NEW}.fwids: missing`],
    [[newer(fwids, element(0x87, Uint8Array.of(8, 0)))], `${NEW}.flags: not a bit string`],
    [[newer(Uint8Array.of(0x81, 5, 1))], `${NEW}.DiceTcbInfo.member 1: needs 5 bytes, 1 left`],
    [[newer(fwids, Uint8Array.of(0x87, 5, 1))], `${NEW}.DiceTcbInfo.flags: needs 5 bytes, 1 left`],
  ])('in a firmware identity (%#)', (extensions, words) => {
    expect(stated(() => firmwareIdentity(leafWith(...extensions)))).toBe(words);
  });

  it('but seven unused bits are no fault', () => {
    expect(fault(() => firmwareIdentity(leafWith(newer(fwids, element(0x87, Uint8Array.of(7, 0x80))))))).toBeNull();
  });
});
