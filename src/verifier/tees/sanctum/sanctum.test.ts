// Covers: authenticate.ts, chain.ts
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { suppliedBy, type Endorsement } from '../../endorsement.ts';
import { open } from '../../open.ts';
import { Malformed } from '../../malformed.ts';
import type { AttestationResult } from '../../result.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { noAnchors } from '../../testing/attester.ts';
import { fact, appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { ed25519Key, ed25519KeyFrom } from '../../testing/keys.ts';
import { recordOf, registryResponse, type RegistryResponse } from '../../testing/keystone-report.ts';
import { SANCTUM, sanctumChain, sanctumMembers } from '../../testing/sanctum-chain.ts';
import { parseRfc3339 } from '../../time.ts';
import { readChain } from './chain.ts';

const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const today = '2026-06-01T00:00:00Z';
const manufacturer = (answer: RegistryResponse = {}) =>
  registryResponse('manufacturer-key', SANCTUM.manufacturer.raw, today, answer);
const device = (answer: RegistryResponse = {}) => registryResponse('device-key', SANCTUM.device.raw, today, answer);
const both: readonly Endorsement[] = [manufacturer(), device()];

const appraisedBytes = (
  bytes: Uint8Array,
  endorsements = both,
  testKeys: 'accept' | 'refuse' | 'warn' = 'refuse',
): Promise<AttestationResult> =>
  appraiseCase({
    evidence: { type: 'sanctum-chain', bytes, parameters: {} },
    anchors: noAnchors,
    now,
    endorsements,
    policy: { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, sanctum: { testKeys } } },
  });
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
type Members = ReturnType<typeof sanctumMembers>;
const appraisedMembers = (members: Partial<Members>) => appraisedBytes(text(JSON.stringify({ ...sanctumMembers(), ...members })));

describe('a good chain', () => {
  it('authenticates under a registered manufacturer', async () => {
    const result = await appraisedBytes(sanctumChain({ nonce: Uint8Array.of(1, 2) }));
    expect(troubles(result)).toEqual({});
    expect(result).toMatchObject({ tee: 'sanctum', evidenceFormat: 'sanctum-citadel-chain/0' });
    expect(result.claims).toMatchObject({
      measurements: [
        { register: 'ENCLAVE_HASH', value: toHex(SANCTUM.measurement) },
        { register: 'SM_HASH', value: toHex(SANCTUM.monitorHash) },
      ],
      reportData: '0102',
      nonce: null,
      deviceKey: toHex(SANCTUM.device.raw),
      details: { manufacturer: 'Test Silicon', device_key: toHex(SANCTUM.device.raw), enclave_key: toHex(SANCTUM.enclave.raw) },
    });
  });

  it('may carry a remark behind its format, and white space', async () => {
    const bytes = text(JSON.stringify({ ...sanctumMembers(), format: 'sanctum-citadel-chain/0 (made by hand)' }, null, 2));
    expect(troubles(await appraisedBytes(bytes))).toEqual({});
  });

  it('asks for its manufacturer and its device', () => {
    const opening = open({ type: 'sanctum-chain', bytes: sanctumChain(), parameters: {} });
    if (opening.at !== 'opened') throw new Error(opening.why);
    expect(opening.opened.needs([])).toEqual(both.map(({ need }) => need));
    expect(opening.opened.missing(suppliedBy('list', both), now)).toEqual([]);
    expect(opening.tee.documents).toEqual({});
  });
});

describe('a chain is refused', () => {
  const stranger = ed25519Key('stranger');
  const good = sanctumMembers();

  it.each<[string, Partial<Members>, string]>([
    [
      'when somebody else signed for the manufacturer',
      { sig_d: toHex(stranger.sign(SANCTUM.device.raw)) },
      'sanctum.device.signature',
    ],
    [
      'when the device’s key is hashed first',
      { sig_d: toHex(SANCTUM.manufacturer.sign(sha512(SANCTUM.device.raw))) },
      'sanctum.device.signature',
    ],
    ['when the device is another', { pk_d: toHex(stranger.raw) }, 'sanctum.device.signature'],
    ['when the monitor’s hash differs', { h_sm: good.m_e }, 'sanctum.monitor.signature'],
    ['when the monitor’s key differs', { pk_sm: toHex(stranger.raw) }, 'sanctum.monitor.signature'],
    [
      'in Keystone’s order',
      { sig_sm: toHex(SANCTUM.device.sign(sha512(concat(SANCTUM.monitorHash, SANCTUM.monitor.raw)))) },
      'sanctum.monitor.signature',
    ],
    [
      'when the boot loader hashed one byte of each',
      { sig_sm: toHex(SANCTUM.device.sign(sha512(Uint8Array.of(SANCTUM.monitorHash[0] ?? 0, SANCTUM.monitor.raw[0] ?? 0)))) },
      'sanctum.monitor.signature',
    ],
    ['when the enclave’s measurement differs', { m_e: good.h_sm }, 'sanctum.enclave.signature'],
    ['when the enclave’s key differs', { pk_e: toHex(stranger.raw) }, 'sanctum.enclave.signature'],
    ['when the nonce differs', { nonce: '00' }, 'sanctum.nonce.signature'],
    ['when somebody else signed the nonce', { sig_nonce: toHex(stranger.sign(text('nonce'))) }, 'sanctum.nonce.signature'],
    ['when a key is of small order', { pk_e: '00'.repeat(32) }, 'sanctum.keys.strong'],
    ['when the monitor’s key is the identity', { pk_sm: `01${'00'.repeat(31)}` }, 'sanctum.keys.strong'],
    ['when a key is off the curve', { pk_d: `02${'00'.repeat(31)}` }, 'sanctum.keys.strong'],
    ['when a key is not canonical', { pk_m: `ee${'ff'.repeat(30)}7f` }, 'sanctum.keys.strong'],
    [
      'under the published device key',
      { pk_d: '0faad4ff01178583baa588966f7c1ff32564dd17d7dc2b46cb50a84a69270b4c' },
      'sanctum.device.test-key',
    ],
  ])('%s', async (_, members, check) => {
    const result = await appraisedMembers(members);
    expect(troubles(result)[check]).toBe('fail');
    expect(result.tier).toBe('contraindicated');
    expect(result.claims).toBeNull();
  });

  it('whose device made its key without randomness, unless test keys are accepted', async () => {
    const constant = ed25519KeyFrom(Uint8Array.from({ length: 32 }, (_, index) => 0xac + (0xdd ^ index)));
    const chain = sanctumChain({ signers: { device: constant } });
    const endorsements = [manufacturer(), registryResponse('device-key', constant.raw, today)];
    const refused = await appraisedBytes(chain, endorsements);
    expect(troubles(refused)['sanctum.device.test-key']).toBe('fail');
    expect(refused.claims).toBeNull();
    expect(troubles(await appraisedBytes(chain, endorsements, 'warn'))).toEqual({ 'sanctum.device.test-key': 'warn' });
    expect(troubles(await appraisedBytes(chain, endorsements, 'accept'))).toEqual({});
  });

  it('when its manufacturer is one that only the chain names', async () => {
    const result = await appraisedBytes(sanctumChain({ signers: { manufacturer: stranger } }));
    expect(fact(result, 'sanctum.manufacturer.registered', 'because')).toBe('no-answer');
    expect(result.vector.hardware).toBe('none');
    expect(result.claims).toBeNull();
  });
});

describe('registers', () => {
  it.each<[string, RegistryResponse]>([
    ['not-registered', { records: [] }],
    ['revoked', { records: [recordOf(SANCTUM.manufacturer.raw, { status: 'revoked' })] }],
  ])('refuse a manufacturer that is %s', async (because, answer) => {
    const result = await appraisedBytes(sanctumChain(), [manufacturer(answer), device()]);
    expect(fact(result, 'sanctum.manufacturer.registered', 'because')).toBe(because);
    expect(result.tier).toBe('contraindicated');
    expect(result.claims).toBeNull();
  });

  it.each<[string, readonly Endorsement[]]>([
    ['no-answer', [manufacturer()]],
    ['not-registered', [manufacturer(), device({ records: [] })]],
    ['unreadable', [manufacturer(), device({ records: 'x' })]],
  ])('warn when a device is %s: its manufacturer vouched for it', async (because, endorsements) => {
    const result = await appraisedBytes(sanctumChain(), endorsements);
    expect(troubles(result)).toEqual({ 'sanctum.device.status': 'warn' });
    expect(fact(result, 'sanctum.device.status', 'because')).toBe(because);
    expect(result.claims).not.toBeNull();
  });

  it.each<[string, RegistryResponse]>([
    ['revoked', { records: [recordOf(SANCTUM.device.raw, { status: 'revoked' })] }],
    ['ambiguous', { records: [recordOf(SANCTUM.device.raw), recordOf(SANCTUM.device.raw)] }],
  ])('refuse a device that is %s', async (because, answer) => {
    const result = await appraisedBytes(sanctumChain(), [manufacturer(), device(answer)]);
    expect(troubles(result)).toMatchObject({ 'sanctum.device.status': 'fail' });
    expect(fact(result, 'sanctum.device.status', 'because')).toBe(because);
    expect(result.claims).toBeNull();
  });

  it.each<[string, RegistryResponse, string]>([
    ['expired', { records: [recordOf(SANCTUM.device.raw, { validUntil: '2026-01-01T00:00:00Z' })] }, 'fail'],
    ['not-yet-valid', { records: [recordOf(SANCTUM.device.raw, { validFrom: '2027-01-01T00:00:00Z' })] }, 'unknown'],
  ])('of a device whose record is %s are believed as far as a clock can tell', async (because, answer, outcome) => {
    const result = await appraisedBytes(sanctumChain(), [manufacturer(), device(answer)]);
    expect(troubles(result)).toMatchObject({ 'sanctum.device.status': outcome });
    expect(fact(result, 'sanctum.device.status', 'because')).toBe(because);
  });
});

function refusal(bytes: Uint8Array): string | undefined {
  try {
    readChain(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return `${error.field}: ${error.why}`;
    throw error;
  }
}

describe('a chain is malformed', () => {
  const good = sanctumMembers();

  it.each(Object.keys(good))('without %s', (name) => {
    expect(refusal(text(JSON.stringify(Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)))))).toBe(
      `chain.${name}: missing`,
    );
  });

  it.each(Object.keys(good).filter((name) => !['format', 'nonce'].includes(name)))('with %s of another length', (name) => {
    const value = String(Object.entries(good).find(([key]) => key === name)?.[1]);
    expect(refusal(text(JSON.stringify({ ...good, [name]: value.slice(2) })))).toMatch(/bytes$/);
    expect(refusal(text(JSON.stringify({ ...good, [name]: `${value}00` })))).toMatch(/bytes$/);
    expect(refusal(text(JSON.stringify({ ...good, [name]: value.toUpperCase() })))).toMatch(/lowercase/);
  });

  it.each([
    ['in another format', { format: 'sanctum-citadel-chain/1' }],
    ['in a format whose name goes on', { format: 'sanctum-citadel-chain/00' }],
    ['with a nonce of 1025 bytes', { nonce: '00'.repeat(1025) }],
    ['with a number', { pk_m: 7 }],
  ])('%s', (_, members) => {
    expect(refusal(text(JSON.stringify({ ...good, ...members })))).toBeDefined();
  });

  it('at every length but its own', () => {
    const bytes = sanctumChain();
    for (let length = 0; length < bytes.length; length += 1)
      expect(refusal(bytes.filter((_, index) => index < length))).toBeDefined();
  });

  it('or Malformed is all that is thrown', () => {
    const whole = JSON.stringify(good);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(6), fc.string({ maxLength: 8 }), (at, drop, put) => {
        refusal(text(whole.slice(0, at) + put + whole.slice(at + drop)));
      }),
      { numRuns: 1000 },
    );
  });

  it('and no flipped byte is accepted', async () => {
    const bytes = sanctumChain();
    for (let at = 0; at < bytes.length; at += 3) {
      const result = await appraisedBytes(bytes.with(at, (bytes[at] ?? 0) ^ (1 + ((at * 37) % 255))));
      expect(result.claims, String(at)).toBeNull();
    }
  });
});
