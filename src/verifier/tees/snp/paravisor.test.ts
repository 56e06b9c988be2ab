// Covers: bound-data.ts, ../../azure/hcl.ts, ../../azure/bound-data.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import type { ReferenceValue } from '../../reference.ts';
import type { AttestationResult } from '../../result.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { rsaKey } from '../../testing/keys.ts';
import {
  ALL_PCRS,
  azureJson,
  envelope,
  quote,
  runtimeData,
  sha256,
  type EnvelopeChange,
  type QuoteRequest,
} from '../../testing/snp/paravisor-writer.ts';
import { appraised, type Change } from '../../testing/snp/appraised.ts';
import { filler } from '../../testing/snp/report-writer.ts';

const userData = filler(50, 64);
/** 16 and 23 are left to software, which extends neither here. */
const pcrs = ALL_PCRS.map((index) => (index === 16 || index === 23 ? new Uint8Array(32) : filler(index, 32)));
const otherKey = rsaKey('rsa-2048-b', 'rsa-pkcs1-sha256');

type Azure = {
  readonly runtime?: Uint8Array;
  /** REPORT_DATA; by default the digest of the runtime data. */
  readonly reportData?: Uint8Array;
  readonly envelope?: EnvelopeChange;
  readonly quote?: Partial<QuoteRequest> | null;
  readonly pcrs?: readonly Uint8Array[];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly change?: Change;
};

/** Azure's JSON with these changes, appraised. */
function azure({ quote: asked = {}, ...parts }: Azure = {}): Promise<AttestationResult> {
  const runtime = parts.runtime ?? runtimeData(userData);
  const reportData = parts.reportData ?? concat(sha256(runtime), new Uint8Array(32));
  const evidence = (report: Uint8Array): Uint8Array => {
    const hcl = envelope(report, runtime, parts.envelope);
    const made = asked === null ? undefined : quote({ extraData: sha256(userData), pcrs, ...asked });
    return azureJson(hcl, {
      ...(made === undefined ? {} : { quote: made }),
      pcrs: parts.pcrs ?? pcrs,
      ...(parts.more === undefined ? {} : { more: parts.more }),
    });
  };
  return appraised({ ...parts.change, report: { ...parts.change?.report, reportData }, evidence });
}

/** The bare envelope, without JSON around it. */
function bare(change: EnvelopeChange = {}, cut?: number): Promise<AttestationResult> {
  const runtime = runtimeData(userData);
  const reportData = concat(sha256(runtime), new Uint8Array(32));
  const evidence = (report: Uint8Array): Uint8Array =>
    envelope(report, runtime, change).filter((_, index) => cut === undefined || index < cut);
  return appraised({ report: { reportData }, evidence });
}

const unreadable = expect.objectContaining({ check: 'evidence.well-formed', outcome: 'fail' }) as unknown;

describe('a paravisor report', () => {
  it('commits to the user data of its runtime data', async () => {
    const result = await bare();
    expect(troubles(result)).toEqual({});
    expect(result.evidenceFormat).toBe('SEV-SNP report v3 (Azure paravisor report)');
    expect(result.claims?.reportData).toBe(toHex(userData));
    expect(result.claims?.details).toMatchObject({ 'vm secure-boot': true, 'vm console-enabled': false });
  });

  it.each<[string, Azure]>([
    ['is not the digest of its runtime data', { reportData: filler(60, 64) }],
    ['has more behind the digest', { reportData: concat(sha256(runtimeData(userData)), filler(1, 32)) }],
    ['is the digest of other runtime data', { reportData: concat(sha256(runtimeData(filler(51, 64))), new Uint8Array(32)) }],
  ])('fails when REPORT_DATA %s', async (_, parts) => {
    const result = await azure({ ...parts, quote: null });
    expect(troubles(result)).toMatchObject({ 'snp.paravisor.runtime-data': 'fail' });
    expect(result.claims).toBeNull();
  });

  it.each<[string, EnvelopeChange, number | undefined]>([
    ['of another kind of machine', { reportType: 3 }, undefined],
    ['of another hash', { hashType: 2 }, undefined],
    ['whose runtime data is longer than the whole', { size: 5000 }, undefined],
    ['whose runtime data is cut inside', { size: 100 }, undefined],
    ['cut before its runtime data', {}, 1236],
    ['cut in its words', {}, 1220],
    ['cut in the report', {}, 1200],
    ['cut in its header', {}, 20],
  ])('cannot be read %s', async (_, change, cut) => {
    expect((await bare(change, cut)).findings).toContainEqual(unreadable);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['two attestation keys', { keys: [1, 2].map(() => ({ kid: 'HCLAkPub', kty: 'RSA', e: 'AQAB', n: 'AQAB' })) }],
    ['an attestation key of another kind', { keys: [{ kid: 'HCLAkPub', kty: 'EC' }] }],
    ['an attestation key of another size', { keys: [{ kid: 'HCLAkPub', kty: 'RSA', e: 'AQAB', n: 'AQAB' }] }],
    ['keys that are no list', { keys: 'HCLAkPub' }],
    ['user data that is no hex', { 'user-data': 'zz' }],
  ])('cannot be read with %s', async (_, changes) => {
    expect((await azure({ runtime: runtimeData(userData, changes) })).findings).toContainEqual(unreadable);
  });

  it('commits to nothing without user data of 64 bytes', async () => {
    for (const value of [undefined, '00']) {
      const result = await azure({ runtime: runtimeData(userData, { 'user-data': value }), quote: null });
      expect(result.claims?.reportData).toBeNull();
    }
  });

  it('of a debugged machine is refused like any other', async () => {
    expect(troubles(await azure({ change: { report: { policy: 0xb_0000n } } }))).toEqual({ 'evidence.debug': 'fail' });
  });
});

describe('a TPM quote', () => {
  it('provides the registers that identify the guest, and commits to the user data', async () => {
    const result = await azure();
    expect(troubles(result)).toEqual({});
    expect(result.evidenceFormat).toBe('SEV-SNP report v3 (Azure paravisor report and TPM quote)');
    expect(result.claims?.reportData).toBe(toHex(userData));
    expect(result.claims?.measurements[5]).toEqual({ register: 'PCR4', value: toHex(filler(4, 32)) });
    expect(result.claims?.measurements).toHaveLength(31);
  });

  it('commits to its extra data when that is not about the user data', async () => {
    expect((await azure({ quote: { extraData: filler(3, 20) } })).claims?.reportData).toBe(toHex(filler(3, 20)));
  });

  it('reports what software extended after launch as a question of its own', async () => {
    const extended = pcrs.map((value, index) => (index === 23 ? filler(23, 32) : value));
    const result = await azure({ pcrs: extended, quote: { digest: sha256(...extended) } });
    expect(result.findings).toContainEqual({ check: 'reference.run-time', outcome: 'warn', facts: { registers: 'PCR23' } });
  });

  it('may omit registers, and then says nothing about them', async () => {
    const result = await azure({ quote: { selected: [0, 4, 23] } });
    expect(troubles(result)).toEqual({});
    expect(result.claims?.measurements.map(({ register }) => register)).toEqual([
      'MEASUREMENT',
      'PCR0',
      'PCR4',
      'PCR23',
      'HOST_DATA',
      'ID_KEY_DIGEST',
      'AUTHOR_KEY_DIGEST',
      'FAMILY_ID',
      'IMAGE_ID',
      'GUEST_SVN',
    ]);
  });

  it.each<[string, Azure]>([
    ['another key signed', { quote: { key: otherKey } }],
    ['is about other registers', { pcrs: pcrs.map((value, index) => (index === 4 ? filler(99, 32) : value)) }],
    ['quotes no register', { quote: { selected: [] } }],
    ['has another digest', { quote: { digest: filler(1, 32) } }],
    ['has no key to be checked with', { runtime: runtimeData(userData, { keys: [] }) }],
    ['has no list of keys', { runtime: runtimeData(userData, { keys: undefined }) }],
  ])('fails when it %s', async (_, parts) => {
    const result = await azure(parts);
    expect(troubles(result)).toMatchObject({ 'snp.vtpm.quote': 'fail' });
    expect(result.claims).toBeNull();
  });

  it.each<[string, Azure]>([
    ['not made by a TPM', { quote: { magic: 0xff544346 } }],
    ['that is no quote', { quote: { type: 0x8017 } }],
    ['of another bank', { quote: { bank: 0x000c } }],
    ['with 23 registers', { pcrs: pcrs.filter((_, index) => index > 0) }],
    ['with a register of 20 bytes', { pcrs: pcrs.map((value) => value.filter((_, index) => index < 20)) }],
    ['in version 0, which has no such member', { more: { version: 0 } }],
    ['in a version that nobody knows', { more: { version: 3 } }],
    ['without a report', { more: { hcl_report: undefined } }],
    ['whose report is no paravisor’s', { more: { hcl_report: 'AAAA' } }],
  ])('cannot be read: %s', async (_, parts) => {
    expect((await azure(parts)).findings).toContainEqual(unreadable);
  });

  it('brings its certificate along, if there is one', async () => {
    const runtime = runtimeData(userData);
    const reportData = concat(sha256(runtime), new Uint8Array(32));
    const evidence = (report: Uint8Array, vcek: Uint8Array): Uint8Array => azureJson(envelope(report, runtime), { vcek });
    expect(troubles(await appraised({ report: { reportData }, evidence, certificate: null }))).toEqual({});
  });
});

describe('the code behind a paravisor', () => {
  const named = (...registers: readonly number[]): ReferenceValue => ({
    tee: 'snp',
    registers: {
      MEASUREMENT: [toHex(filler(2, 48))],
      ...Object.fromEntries(registers.map((index) => [`PCR${String(index)}`, [toHex(filler(index, 32))]])),
    },
    voucher: { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' },
    strength: 'sufficient',
  });
  const outcome = (result: AttestationResult): string | undefined =>
    result.findings.find(({ check }) => check === 'reference.measurement')?.outcome;

  it('is not known by the paravisor’s measurement alone', async () => {
    expect(outcome(await azure({ change: { appraise: { references: [named()] } } }))).toBe('unknown');
    expect(outcome(await azure({ change: { appraise: { references: [named(4)] } } }))).toBe('unknown');
    expect(outcome(await azure({ quote: null, change: { appraise: { references: [named()] } } }))).toBe('unknown');
    expect(outcome(await appraised({ appraise: { references: [named()] } }))).toBe('pass');
  });

  it('is known by the registers of the TPM', async () => {
    expect(outcome(await azure({ change: { appraise: { references: [named(4, 8, 9, 11, 12)] } } }))).toBe('pass');
  });

  it('is not known by registers that the quote leaves out', async () => {
    const result = await azure({
      quote: { selected: [4, 8, 9, 11] },
      change: { appraise: { references: [named(4, 8, 9, 11, 12)] } },
    });
    expect(outcome(result)).toBe('unknown');
    expect(fact(result, 'reference.measurement', 'because')).toBe('nobody-named-it');
  });
});
