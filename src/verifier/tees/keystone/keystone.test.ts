// Covers: authenticate.ts
import { sha3_512 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { registersOf } from '../../claims.ts';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { ed25519KeyOf } from '../../crypto/ed25519.ts';
import { ED25519_ORDER } from '../../crypto/signature-form.ts';
import { suppliedBy, type Endorsement } from '../../endorsement.ts';
import { open } from '../../open.ts';
import type { AttestationResult } from '../../result.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { noAnchors } from '../../testing/attester.ts';
import { fact, appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { ed25519Key, ed25519Sha3Key, ed25519Sha3KeyOf } from '../../testing/keys.ts';
import {
  DEVICE,
  ENCLAVE_HASH,
  keystoneJson,
  keystoneReport,
  MONITOR,
  MONITOR_HASH,
  recordOf,
  registryResponse,
  type RegistryResponse,
  type KeystoneRequest,
} from '../../testing/keystone-report.ts';
import { parseRfc3339 } from '../../time.ts';

const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const today = '2026-06-01T00:00:00Z';
const registered = (key = DEVICE.raw, more: RegistryResponse = {}) => [registryResponse('device-key', key, today, more)];

type More = {
  readonly endorsements?: readonly Endorsement[];
  readonly testKeys?: 'accept' | 'warn' | 'refuse';
};
function appraised(
  request: KeystoneRequest = {},
  { endorsements = registered(), testKeys = 'refuse' }: More = {},
): Promise<AttestationResult> {
  const evidence = { type: 'keystone-report', bytes: keystoneReport(request), parameters: {} } as const;
  const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, keystone: { testKeys } } };
  return appraiseCase({ evidence, anchors: noAnchors, now, endorsements, policy });
}

describe('a good report', () => {
  it('authenticates under a registered device', async () => {
    const result = await appraised({ data: Uint8Array.of(1, 2, 3) });
    expect(troubles(result)).toEqual({});
    expect(result).toMatchObject({ tee: 'keystone', evidenceFormat: 'Keystone report', simulated: [] });
    expect(result.claims).toMatchObject({
      measurements: registersOf({ ENCLAVE_HASH, SM_HASH: MONITOR_HASH }),
      reportData: '010203',
      nonce: null,
      deviceKey: toHex(DEVICE.raw),
      details: { device_key: toHex(DEVICE.raw), manufacturer: 'Test Silicon', device_id: 'test-1' },
    });
  });

  it('says the same as JSON', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(keystoneJson()));
    const evidence = { type: 'keystone-report-json', bytes, parameters: {} } as const;
    const result = await appraiseCase({ evidence, anchors: noAnchors, now, endorsements: registered() });
    expect(troubles(result)).toEqual({});
    expect(result.claims).toEqual((await appraised()).claims);
  });

  it.each([0, 1, 1023, 1024])('may carry %i bytes of data', async (length) => {
    expect(troubles(await appraised({ data: new Uint8Array(length).fill(7) }))).toEqual({});
  });

  it('keeps what stands behind the data to itself', async () => {
    const result = await appraised({ data: Uint8Array.of(1), garbage: 0xab });
    expect(troubles(result)).toEqual({});
    expect(JSON.stringify(result.claims)).not.toContain('abab');
  });

  it('asks for its device, by key, until somebody answers, who is never the site', () => {
    const opening = open({ type: 'keystone-report', bytes: keystoneReport(), parameters: {} });
    if (opening.at !== 'opened') throw new Error(opening.why);
    expect(opening.opened.needs([])).toEqual([{ kind: 'device-key', key: toHex(DEVICE.raw) }]);
    expect(opening.opened.missing(suppliedBy('list', registered()), now)).toEqual([]);
    expect(opening.opened.missing(suppliedBy('list', registered(MONITOR.raw)), now)).toHaveLength(1);
    expect(opening.tee.documents).toEqual({});
  });
});

const other = ed25519Sha3Key('somebody');
const standard = { device: ed25519Key('device'), monitor: ed25519Key('monitor') };

/** S + L: another spelling of the same S, which orlp/ed25519 takes. */
function plusOrder(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${toHex(signature.toReversed()).slice(0, 64)}`) + ED25519_ORDER;
  return concat(
    signature.filter((_, index) => index < 32),
    fromHex(s.toString(16).padStart(64, '0'), 's').toReversed(),
  );
}

describe('a report is refused', () => {
  const signed = keystoneReport();
  const at = (offset: number, length: number) => signed.filter((_, index) => index >= offset && index < offset + length);

  it.each<[string, KeystoneRequest, string]>([
    ['when somebody else signed for the device', { device: other, deviceKey: DEVICE.raw }, 'keystone.monitor.signature'],
    [
      'when the monitor’s hash differs',
      { monitorHash: sha3_512(Uint8Array.of(1)), monitorSignature: at(1256, 64) },
      'keystone.monitor.signature',
    ],
    ['when the monitor’s key differs', { monitor: other, monitorSignature: at(1256, 64) }, 'keystone.monitor.signature'],
    [
      'when the device’s S is spelled over the order',
      { monitorSignature: plusOrder(at(1256, 64)) },
      'keystone.monitor.signature',
    ],
    ['when its device signs by RFC 8032', { device: standard.device, deviceKey: DEVICE.raw }, 'keystone.monitor.signature'],
    ['when somebody else signed for the monitor', { monitor: other, monitorKey: MONITOR.raw }, 'keystone.enclave.signature'],
    [
      'when the enclave’s hash differs',
      { enclaveHash: MONITOR_HASH, enclaveSignature: at(1096, 64) },
      'keystone.enclave.signature',
    ],
    ['when the data differ', { data: Uint8Array.of(9), enclaveSignature: at(1096, 64) }, 'keystone.enclave.signature'],
    [
      'when the monitor’s S is spelled over the order',
      { enclaveSignature: plusOrder(at(1096, 64)) },
      'keystone.enclave.signature',
    ],
    ['when its monitor signs by RFC 8032', { monitor: standard.monitor }, 'keystone.enclave.signature'],
  ])('%s', async (_, request, check) => {
    const result = await appraised(request);
    expect(troubles(result)[check]).toBe('fail');
    expect(result.tier).toBe('contraindicated');
    expect(result.claims).toBeNull();
  });

  it('when the length of the data is another than was signed', async () => {
    const report = keystoneReport({ data: Uint8Array.of(1, 0) });
    report[64] = 1;
    const evidence = { type: 'keystone-report', bytes: report, parameters: {} } as const;
    const result = await appraiseCase({ evidence, anchors: noAnchors, now, endorsements: registered() });
    expect(troubles(result)['keystone.enclave.signature']).toBe('fail');
  });
});

describe('weak keys', () => {
  const zero = new Uint8Array(32);
  const small = fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'key');
  const uncanonical = fromHex('eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'key');
  const nowhere = fromHex('0200000000000000000000000000000000000000000000000000000000000000', 'key');

  const weak = [
    ['of zeros', zero],
    ['of order eight', small],
    ['not canonical', uncanonical],
    ['off the curve', nowhere],
  ] as const;

  it.each(weak)('a device key %s is refused, even when it is registered', async (_, deviceKey) => {
    const result = await appraised({ deviceKey }, { endorsements: registered(deviceKey) });
    expect(troubles(result)['keystone.device.key']).toBe('fail');
    expect(result.claims).toBeNull();
  });

  it.each(weak)('a monitor key %s is refused, even when the device signed it', async (_, monitorKey) => {
    const result = await appraised({ monitorKey });
    expect(troubles(result)).toMatchObject({ 'keystone.monitor.key': 'fail', 'keystone.enclave.signature': 'fail' });
    expect(result.claims).toBeNull();
  });

  it('all zero, keys and signatures, which the reference takes for good, is refused', async () => {
    const nothing = { deviceKey: zero, monitorKey: zero, monitorHash: new Uint8Array(64) };
    const signatures = { monitorSignature: new Uint8Array(64), enclaveSignature: new Uint8Array(64) };
    const result = await appraised({ ...nothing, ...signatures }, { endorsements: registered(zero) });
    expect(troubles(result)).toMatchObject({
      'keystone.device.key': 'fail',
      'keystone.monitor.key': 'fail',
      'keystone.monitor.signature': 'fail',
      'keystone.enclave.signature': 'fail',
    });
  });

  /** The boot loader's stand-in for randomness. */
  const constant = ed25519Sha3KeyOf(Uint8Array.from({ length: 32 }, (_, index) => 0xac + (0xdd ^ index)));

  it('a device key made without randomness is refused, unless test keys are accepted', async () => {
    const endorsements = registered(constant.raw);
    const refused = await appraised({ device: constant }, { endorsements });
    expect(troubles(refused)['keystone.device.test-key']).toBe('fail');
    expect(refused.claims).toBeNull();
    const warned = await appraised({ device: constant }, { endorsements, testKeys: 'warn' });
    expect(troubles(warned)).toEqual({ 'keystone.device.test-key': 'warn' });
    expect(troubles(await appraised({ device: constant }, { endorsements, testKeys: 'accept' }))).toEqual({});
  });

  it.each([
    '0faad4ff01178583baa588966f7c1ff32564dd17d7dc2b46cb50a84a69270b4c',
    toHex(ed25519KeyOf(sha3_512, new Uint8Array(32).fill(0xda))),
  ])('the published device key %s is known', async (hex) => {
    const deviceKey = fromHex(hex, 'key');
    expect(troubles(await appraised({ deviceKey }, { endorsements: registered(deviceKey) }))['keystone.device.test-key']).toBe(
      'fail',
    );
  });

  it.each([0, 8, 128, 248])('a monitor key that the boot loader makes from secret byte %i is refused', async (secret) => {
    const seed = sha3_512(Uint8Array.of(secret, MONITOR_HASH[0] ?? 0)).filter((_, index) => index < 32);
    const result = await appraised({ monitor: ed25519Sha3KeyOf(seed) }, { testKeys: 'accept' });
    expect(troubles(result)).toMatchObject({ 'keystone.monitor.predictable-key': 'fail' });
    expect(result.claims).toBeNull();
  });

  it('a monitor key from a secret byte that clamping cannot leave is not taken for one', async () => {
    const seed = sha3_512(Uint8Array.of(1, MONITOR_HASH[0] ?? 0)).filter((_, index) => index < 32);
    expect(troubles(await appraised({ monitor: ed25519Sha3KeyOf(seed) }))).toEqual({});
  });
});

describe('the register', () => {
  it('that nobody asked leaves the device unknown: grey, not red', async () => {
    const result = await appraised({}, { endorsements: [] });
    expect(troubles(result)).toMatchObject({
      'keystone.device.registered': 'unknown',
      'keystone.device.register-age': 'unknown',
    });
    expect(result.vector.hardware).toBe('none');
    expect(result.claims).toBeNull();
  });

  it('that answered about another device answered nothing', async () => {
    const result = await appraised({}, { endorsements: registered(other.raw) });
    expect(fact(result, 'keystone.device.registered', 'because')).toBe('no-answer');
  });

  it.each<[string, RegistryResponse]>([
    ['not-registered', { records: [] }],
    ['not-registered', { records: [recordOf(other.raw)] }],
    ['revoked', { records: [recordOf(DEVICE.raw, { status: 'revoked' })] }],
    ['revoked', { records: [recordOf(DEVICE.raw), recordOf(DEVICE.raw, { status: 'revoked' })] }],
    ['ambiguous', { records: [recordOf(DEVICE.raw), recordOf(DEVICE.raw)] }],
  ])('that says %s refuses the device', async (because, answer) => {
    const result = await appraised({}, { endorsements: registered(DEVICE.raw, answer) });
    expect(troubles(result)['keystone.device.registered']).toBe('fail');
    expect(fact(result, 'keystone.device.registered', 'because')).toBe(because);
    expect(result.claims).toBeNull();
  });
});
