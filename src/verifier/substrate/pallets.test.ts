// Covers: device-registry.ts, teebag.ts, teerex.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { encodeDevice, encodeEnclave, encodeTeebagEnclave, type EnclaveFields } from '../testing/substrate/pallets.ts';
import { readRegisteredDevice } from './device-registry.ts';
import { readTeebagEnclave } from './teebag.ts';
import { readRegisteredEnclave, readTimestamp } from './teerex.ts';

const fill = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);

const ENCLAVE: EnclaveFields = {
  reportData: fill(1, 64),
  mrEnclave: fill(2),
  mrSigner: fill(3),
  registeredAt: 1_764_057_600_000,
  url: 'enclave.example:443',
  buildMode: 'production',
  method: 'dcap',
  proxied: true,
  status: 'ok',
};

const DEVICE = {
  account: fill(7),
  manufacturer: 'Test Silicon',
  model: 'TS-1',
  status: 'active',
  registeredAt: 10,
  validFrom: 11,
  validUntil: 12,
  revokedAt: null,
} as const;

/** Every fault that a reader must survive: each truncation, each byte changed, one byte too many. */
function survives(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): void {
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => read(bytes.filter((_, index) => index < length))).toThrow(Malformed);
  }
  expect(() => read(Uint8Array.of(...bytes, 0))).toThrow(Malformed);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ by : byte));
      try {
        read(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }),
    { numRuns: 300 },
  );
}

describe('a teerex entry', () => {
  it.each([
    [{}],
    [{ url: null }],
    [{ url: '' }],
    [{ buildMode: 'debug' }],
    [{ method: 'skip', proxied: false }],
    [{ method: 'ias', proxied: false }],
    [{ status: 'group-revoked' }],
  ] as const)('with %j is read as it was written', (changes) => {
    const fields: EnclaveFields = { ...ENCLAVE, ...changes };
    expect(readRegisteredEnclave(encodeEnclave(fields))).toEqual({
      ...fields,
      reportData: toHex(fields.reportData),
      mrEnclave: toHex(fields.mrEnclave),
      mrSigner: toHex(fields.mrSigner),
    });
  });

  it('shows a url that is not text as hex', () => {
    const bytes = encodeEnclave({ ...ENCLAVE, url: 'ab' });
    // The url follows kind, report data, both measurements, timestamp, Some and its length.
    bytes[1 + 64 + 64 + 8 + 2] = 0xff;
    expect(readRegisteredEnclave(bytes).url).toBe('0xff62');
  });

  it('of unknown kind, mode, method or status is refused', () => {
    survives(encodeEnclave(ENCLAVE), readRegisteredEnclave);
    const last = encodeEnclave(ENCLAVE);
    last[last.length - 1] = 5;
    expect(() => readRegisteredEnclave(last)).toThrow('unknown variant');
  });

  it('with a longer url than the pallet admits is refused', () => {
    expect(() => readRegisteredEnclave(encodeEnclave({ ...ENCLAVE, url: 'a'.repeat(257) }))).toThrow(Malformed);
  });
});

describe('a teebag entry', () => {
  const fields = { mrEnclave: fill(2), lastSeenAt: 5, url: 'w', buildMode: 'production', method: 'dcap' } as const;
  it('has its build modes in the other order', () => {
    const { url, lastSeenAt } = fields;
    expect(readTeebagEnclave(encodeTeebagEnclave(fields))).toEqual({
      url,
      lastSeenAt,
      mrEnclave: toHex(fill(2)),
      buildMode: 'production',
      method: 'dcap',
    });
    expect(readTeebagEnclave(encodeTeebagEnclave({ ...fields, buildMode: 'debug', method: 'skip' }))).toMatchObject({
      buildMode: 'debug',
      method: 'skip',
    });
  });
  it('survives anything', () => {
    survives(encodeTeebagEnclave(fields), readTeebagEnclave);
  });
});

describe('a device key', () => {
  it('is read as it was written', () => {
    expect(readRegisteredDevice(encodeDevice(DEVICE))).toEqual({ ...DEVICE, account: toHex(DEVICE.account) });
    expect(readRegisteredDevice(encodeDevice({ ...DEVICE, validUntil: null, status: 'revoked', revokedAt: 13 }))).toMatchObject({
      validUntil: null,
      status: 'revoked',
      revokedAt: 13,
    });
  });
  it('survives anything', () => {
    survives(encodeDevice(DEVICE), readRegisteredDevice);
  });
});

describe('the chain’s time', () => {
  it('must be exact', () => {
    expect(() => readTimestamp(fill(0xff, 8))).toThrow(Malformed);
    expect(() => readTimestamp(fill(0, 9))).toThrow(Malformed);
    expect(readTimestamp(fill(0, 8))).toBe(0);
  });
});
