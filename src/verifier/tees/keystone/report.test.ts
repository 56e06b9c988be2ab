import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed } from '../../malformed.ts';
import { noAnchors } from '../../testing/attester.ts';
import { appraiseCase } from '../../testing/appraise-case.ts';
import { DEVICE, keystoneJson, keystoneReport, registryResponse } from '../../testing/keystone-report.ts';
import { parseRfc3339 } from '../../time.ts';
import { readReport } from './report.ts';
import { readReportJson } from './report-json.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function refusal(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string | undefined {
  try {
    read(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return `${error.field}: ${error.why}`;
    throw error;
  }
}

const good = keystoneReport({ data: new Uint8Array(64).fill(1) });
const json = JSON.stringify(keystoneJson({ data: new Uint8Array(64).fill(1) }));

describe('a binary report is malformed', () => {
  it('at every length but its own', () => {
    for (let length = 0; length < good.length; length += 1)
      expect(
        refusal(
          readReport,
          good.filter((_, index) => index < length),
        ),
        String(length),
      ).toBeDefined();
    expect(refusal(readReport, concat(good, Uint8Array.of(0)))).toContain('1 trailing bytes');
    expect(refusal(readReport, concat(good, new Uint8Array(696)))).toContain('trailing bytes');
  });

  it.each([1025n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n])('with %s bytes of data', (length) => {
    const report = Uint8Array.from(good);
    new DataView(report.buffer).setBigUint64(64, length, true);
    expect(refusal(readReport, report)).toContain('data_len');
  });
});

describe('a JSON report is malformed', () => {
  const { enclave, security_monitor: monitor, device_pubkey: device } = keystoneJson();
  const whole = { device_pubkey: device, security_monitor: monitor, enclave };

  it.each<[string, unknown, string]>([
    ['without a device key', { security_monitor: monitor, enclave }, 'device_pubkey: missing'],
    ['without a monitor', { device_pubkey: device, enclave }, 'security_monitor: missing'],
    ['with a list for the enclave', { ...whole, enclave: [] }, 'enclave: not an object'],
    ['with a short key', { ...whole, device_pubkey: device.slice(2) }, '31 bytes, want 32'],
    ['with a long hash', { ...whole, enclave: { ...enclave, hash: `${enclave.hash}00` } }, '65 bytes, want 64'],
    ['with a short signature', { ...whole, enclave: { ...enclave, signature: '00' } }, '1 bytes, want 64'],
    ['with a number for a key', { ...whole, device_pubkey: 7 }, 'not a string'],
    ['with capitals', { ...whole, device_pubkey: device.toUpperCase() }, 'lowercase'],
    ['with 0x', { ...whole, enclave: { ...enclave, data: '0x00', datalen: 2 } }, 'not hexadecimal'],
    ['with half a byte', { ...whole, enclave: { ...enclave, data: '0', datalen: 0 } }, 'not hexadecimal'],
    ['with another length of data', { ...whole, enclave: { ...enclave, datalen: 4 } }, 'datalen: not the length'],
    ['with the length of data in text', { ...whole, enclave: { ...enclave, datalen: '5' } }, 'not a natural number'],
    [
      'with 1025 bytes of data',
      { ...whole, enclave: { ...enclave, data: '00'.repeat(1025), datalen: 1025 } },
      '1025 bytes of data',
    ],
  ])('%s', (_, value, message) => {
    expect(refusal(readReportJson, text(JSON.stringify(value)))).toContain(message);
  });

  it.each([
    ['with a member twice', json.replace('{', '{"device_pubkey":"00",'), 'occurs twice'],
    ['with text behind it', `${json} x`, 'text after the value'],
    ['over 8 KiB', json + ' '.repeat(8192), 'larger than 8192'],
    ['as a list', '[]', 'not an object'],
  ])('%s', (_, value, message) => {
    expect(refusal(readReportJson, text(value))).toContain(message);
  });

  it('at every length but its own', () => {
    for (let length = 0; length < json.length; length += 1)
      expect(refusal(readReportJson, text(json.slice(0, length)))).toBeDefined();
  });

  it('and no inherited member is mistaken for one of its own', () => {
    const hostile = json.replace('"enclave":', '"__proto__":').replace('"datalen"', '"constructor"');
    expect(refusal(readReportJson, text(hostile))).toBe('report.enclave: missing');
  });
});

describe('for any damage', () => {
  const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
  const endorsements = [registryResponse('device-key', DEVICE.raw, '2026-06-01T00:00:00Z')];
  const claimsOf = async (type: 'keystone-report' | 'keystone-report-json', bytes: Uint8Array) =>
    (await appraiseCase({ evidence: { type, bytes, parameters: {} }, anchors: noAnchors, now, endorsements })).claims;

  it('no flipped byte of a binary report is accepted except those after the data, which nobody signed', async () => {
    for (let at = 0; at < good.length; at += 9) {
      const claims = await claimsOf('keystone-report', good.with(at, (good[at] ?? 0) ^ (1 + ((at * 37) % 255))));
      const unsigned = at >= 72 + 64 && at < 1096;
      expect(claims !== null, String(at)).toBe(unsigned);
      if (unsigned) expect(claims?.reportData).toBe('01'.repeat(64));
    }
  });

  it('no flipped byte of a JSON report is accepted', async () => {
    const bytes = text(json);
    for (let at = 0; at < bytes.length; at += 5) {
      const flipped = bytes.with(at, (bytes[at] ?? 0) ^ (1 + ((at * 37) % 255)));
      expect(await claimsOf('keystone-report-json', flipped), `${String(at)} ${json[at] ?? ''}`).toBeNull();
    }
  });

  it('readers throw Malformed or nothing', () => {
    fc.assert(
      fc.property(fc.nat(json.length), fc.nat(6), fc.string({ maxLength: 8 }), (at, drop, put) => {
        refusal(readReportJson, text(json.slice(0, at) + put + json.slice(at + drop)));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1352, maxLength: 1352 }), (bytes) => {
        refusal(readReport, bytes);
      }),
      { numRuns: 50 },
    );
  });
});
