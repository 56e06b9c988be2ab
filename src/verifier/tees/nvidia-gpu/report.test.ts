// Covers: authenticated.ts, spdm.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { p384Key } from '../../testing/keys.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import {
  compositeDeviceId,
  deviceChain,
  FMC,
  firmware,
  GPU_FIELDS,
  MEASUREMENTS,
  sdkList,
  spdmReport,
  tcbInfo,
  without,
} from '../../testing/nvidia/devices.ts';
import { answersFor, item, appraised, appraisedBytes, nonce, rimAnswers, RIMS } from '../../testing/nvidia/appraised.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Of the points of P-384 (FIPS 186-5; SEC 2, section 2.5.1). */
const P384_ORDER = BigInt('0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973');
const expected = { visit: { expected: { reportData: null, nonce } } };

describe('a report', () => {
  it('signed by another device is refused', async () => {
    const other = deviceChain({ device: '1' });
    const result = await appraised([item(deviceChain(), { signWith: other.leaf.key })]);
    expect(troubles(result)).toMatchObject({ 'nvidia.report.signature': 'fail' });
    expect(result.claims).toBeNull();
  });

  it.each([
    ['r of zero', (report: Uint8Array) => zeroed(report, 96, 48)],
    ['s of zero', (report: Uint8Array) => zeroed(report, 48, 0)],
    ['r of the order and more', (report: Uint8Array) => filled(report, 96, 48)],
    ['s of the order and more', (report: Uint8Array) => filled(report, 48, 0)],
  ])('with %s is refused', async (_, alter) => {
    const result = await appraised([{ ...item(), report: alter(spdmReport({ nonce })) }]);
    expect(troubles(result)).toMatchObject({ 'nvidia.report.signature': 'fail' });
  });

  it('for another nonce is refused', async () => {
    const asked = { visit: { expected: { reportData: null, nonce: new Uint8Array(32) } } };
    expect(troubles(await appraised([item()], asked))).toMatchObject({ 'freshness.nonce': 'fail' });
  });

  it('for a nonce other than the list’s is refused, whoever asked', async () => {
    const stated = { ...item(), nonce: new Uint8Array(32) };
    expect(troubles(await appraised([stated], expected))).toMatchObject({ 'nvidia.report.nonce': 'fail' });
  });

  it('whose nonce the list states along with another is refused', async () => {
    const other = item(deviceChain({ device: '1' }));
    const result = await appraised([item(), { ...other, nonce: new Uint8Array(32) }], expected);
    expect(troubles(result)).toMatchObject({ 'nvidia.report.nonce': 'fail' });
  });

  it('for another nonce among others leaves the list without one', async () => {
    const stale = item(deviceChain({ device: '1' }), { nonce: new Uint8Array(32) });
    const result = await appraisedBytes(sdkList(item(), { ...stale, nonce }), expected);
    expect(troubles(result)).toMatchObject({ 'nvidia.report.nonce': 'fail', 'freshness.nonce': 'fail' });
    expect(result.claims?.nonce).toBeNull();
  });

  it('that appears twice in the list counts once, and warns', async () => {
    const other = deviceChain({ device: '1' });
    const endorsements = [...RIMS, ...answersFor(deviceChain()), ...answersFor(other), ...rimAnswers()];
    const result = await appraised([item(), item(), item(other), item()], { endorsements });
    expect(troubles(result)).toEqual({ 'nvidia.devices.distinct': 'warn' });
    expect(fact(result, 'nvidia.devices.distinct', 'device')).toBe(1);
    expect(result.claims?.measurements).toHaveLength(128);
    expect(result.claims?.details).toMatchObject({ devices: 2, 'device 0 chip': 'GH100', 'device 2 chip': 'GH100' });
  });

  it('of a device next to another of the same device is no copy, in either order', async () => {
    const again = item(deviceChain(), { measurements: { ...MEASUREMENTS, 64: firmware('once more') } });
    for (const items of [
      [item(), item(), again],
      [again, item(), item()],
    ])
      expect(troubles(await appraised(items))).toEqual({ 'nvidia.devices.distinct': 'fail' });
  });

  it('signed twice by one device is no copy', async () => {
    const { chain, report, nonce: own } = item();
    const signed = report.slice(0, -96);
    // The signature over the same bytes that everybody can make of another: r, n − s.
    const negated = BigInt(`0x${toHex(report.slice(-48))}`);
    const again = concat(signed, report.slice(-96, -48), fromHex((P384_ORDER - negated).toString(16).padStart(96, '0'), 's'));
    const result = await appraised([item(), { chain, report: again, nonce: own }]);
    expect(troubles(result)).toEqual({ 'nvidia.devices.distinct': 'fail' });
  });

  it('of a device listed twice does not count twice', async () => {
    const again = item(deviceChain(), { measurements: { ...MEASUREMENTS, 64: firmware('once more') } });
    const result = await appraised([item(), again]);
    expect(troubles(result)).toEqual({ 'nvidia.devices.distinct': 'fail' });
  });

  it('that is bad makes the whole list bad', async () => {
    const bad = item(deviceChain({ device: '1' }), { signWith: p384Key('stranger') });
    const result = await appraised([item(), bad]);
    expect(fact(result, 'nvidia.report.signature', 'device')).toBe(1);
    expect(result.claims).toBeNull();
  });
});

/** With `count` bytes zeroed, that many from the end. */
const zeroed = (report: Uint8Array, from: number, to: number): Uint8Array =>
  report.map((byte, at) => (at >= report.length - from && at < report.length - to ? 0 : byte));
const filled = (report: Uint8Array, from: number, to: number): Uint8Array =>
  report.map((byte, at) => (at >= report.length - from && at < report.length - to ? 0xff : byte));

describe('opaque data', () => {
  it.each([
    ['with NVDAOD', { opaqueData: concat(ascii('NVDAOD'), Uint8Array.of(0, 0, 0, 0, 2)) }, 'NVDAOD'],
    ['of version 2', { fields: { ...GPU_FIELDS, 34: Uint8Array.of(2, 0) } }, '2'],
  ])('%s is newer than this release: grey, and told so', async (_, change, version) => {
    const result = await appraised([item(deviceChain(), change)]);
    expect(fact(result, 'nvidia.report.opaque-data', 'because')).toBe('newer-than-this-release');
    expect(fact(result, 'nvidia.report.opaque-data', 'version')).toBe(version);
    expect(result.vector).toMatchObject({ hardware: 'none', configuration: 'none' });
    expect(Object.values(troubles(result))).not.toContain('fail');
  });

  it('with a field of an unknown type warns, and names it', async () => {
    const result = await appraised([item(deviceChain(), { fields: { ...GPU_FIELDS, 99: Uint8Array.of(1) } })]);
    expect(troubles(result)).toEqual({ 'nvidia.report.opaque-data': 'warn' });
    expect(fact(result, 'nvidia.report.opaque-data', 'types')).toBe('99');
  });
});

describe('the firmware’s identity', () => {
  const own = deviceChain();
  it.each([
    ['another than Hopper’s certificate says', deviceChain({ extension: compositeDeviceId(firmware('other'), own.brom.key) })],
    ['another than Blackwell’s certificate says', deviceChain({ extension: tcbInfo(firmware('other')) })],
    ['in a certificate without one', deviceChain({ extension: { oid: '1.2.3', value: Uint8Array.of(5, 0) } })],
    ['in a certificate that cannot be read', deviceChain({ extension: { oid: '2.23.133.5.4.1', value: Uint8Array.of(5, 0) } })],
    ['in both forms', deviceChain({ alter: { leaf: { extensions: [tcbInfo(FMC), compositeDeviceId(FMC, own.brom.key)] } } })],
  ])('%s is refused', async (_, chain) => {
    expect(troubles(await appraised([item(chain)]))).toMatchObject({ 'nvidia.report.fwid': 'fail' });
  });

  it('is missing with older drivers, which is no fault', async () => {
    const fields = without(GPU_FIELDS, 20);
    expect(troubles(await appraised([item(deviceChain(), { fields })]))).toEqual({});
  });
});

describe('without stapled documents', () => {
  it('revocation and both reference files are unknown, and nothing fails', async () => {
    const result = await appraised([item()], { endorsements: [] });
    expect(troubles(result)).toEqual({
      'nvidia.chain.revocation': 'unknown',
      'nvidia.rim.vbios': 'unknown',
      'nvidia.rim.driver': 'unknown',
      'nvidia.debug': 'unknown',
      'nvidia.secure-boot': 'unknown',
    });
    expect(result.vector.hardware).toBe('none');
  });

  it('reference files alone leave revocation unknown', async () => {
    expect(troubles(await appraised([item()], { endorsements: RIMS }))).toEqual({
      'nvidia.chain.revocation': 'unknown',
      'nvidia.rim.revocation': 'unknown',
    });
  });
});
