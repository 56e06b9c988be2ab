// Covers: app-config.ts, versioned.ts, ../tees/snp/host-data.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { noble } from '../crypto/noble.ts';
import { compactOf, u32Of } from '../encoding/scale.ts';
import type { ReferenceValue } from '../reference.ts';
import type { AttestationResult } from '../result.ts';
import { troubles } from '../testing/appraise-case.ts';
import { GENOA_REPORT } from '../testing/snp/report-writer.ts';
import { appraised } from '../testing/snp/appraised.ts';
import { recordedSiteFile } from '../testing/site-recordings.ts';
import { appConfigDigest, readAppConfig } from './app-config.ts';
import { unwrappedFor, versionedIn } from './versioned.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const vector = (bytes: Uint8Array): Uint8Array => concat(compactOf(bytes.length), bytes);

const CONFIG = text(
  JSON.stringify({
    app_id: '11'.repeat(20),
    compose_hash: '22'.repeat(32),
    instance_id: '33'.repeat(20),
    key_provider: 'kms',
    key_provider_id: '44',
    version: 3,
  }),
);
const hostData = await appConfigDigest(CONFIG, noble);
const wrapped = (report: Uint8Array, config = CONFIG): Uint8Array =>
  concat(Uint8Array.of(0, 3), vector(report), compactOf(0), vector(config), text('what follows is dstack’s own'));

const reference = (registers: ReferenceValue['registers']): readonly ReferenceValue[] => [
  {
    tee: 'snp',
    registers,
    voucher: { kind: 'auditor', name: 'somebody', since: '2026-01-01T00:00:00Z' },
    strength: 'sufficient',
  },
];
const MEASUREMENT = [toHex(GENOA_REPORT.measurement)];

const guest = (config: Uint8Array | undefined, registers: ReferenceValue['registers'] = {}): Promise<AttestationResult> =>
  appraised({
    report: { hostData },
    evidence: (report) => wrapped(report, config),
    appraise: { references: reference(registers) },
  });

describe('a SEV-SNP report in dstack’s wrapper', () => {
  it('is appraised as the report that it contains', async () => {
    const result = await guest(CONFIG);
    expect(
      troubles(result, ['reference.measurement', 'reference.run-time', 'binding.origin', 'channel.tls-key', 'channel.scripts']),
    ).toEqual({});
  });

  it('accounts for HOST_DATA by the configuration sent with it, and states the application as registers', async () => {
    const { vector, claims } = await guest(CONFIG);
    expect(vector.configuration).toBe('affirming');
    const registers = Object.fromEntries((claims?.measurements ?? []).map(({ register, value }) => [register, value]));
    expect(registers).toMatchObject({ COMPOSE_HASH: '22'.repeat(32), APP_ID: '11'.repeat(20) });
    expect(new TextDecoder().decode(Buffer.from(registers['KEY_PROVIDER'] ?? '', 'hex'))).toBe('{"name":"kms","id":"44"}');
  });

  it('is known code only when both the operating system and the application are named', async () => {
    expect((await guest(CONFIG, { MEASUREMENT })).vector.executables).toBe('warning');
    expect((await guest(CONFIG, { MEASUREMENT, COMPOSE_HASH: ['22'.repeat(32)] })).vector.executables).toBe('affirming');
    expect((await guest(CONFIG, { MEASUREMENT, COMPOSE_HASH: ['23'.repeat(32)] })).vector.executables).toBe('none');
  });

  it.each([
    ['of another application', text(new TextDecoder().decode(CONFIG).replace('22', '23'))],
    ['of another version', text(new TextDecoder().decode(CONFIG).replace('"version":3', '"version":4'))],
    ['that is none', text('{}')],
  ])('a configuration %s explains nothing', async (_, config) => {
    const { vector, claims } = await guest(config);
    expect(vector.configuration).toBe('warning');
    expect(claims?.measurements.some(({ register }) => register === 'COMPOSE_HASH')).toBe(false);
  });
});

describe('dstack’s wrapper', () => {
  const event = concat(u32Of(3), u32Of(0x08000001), compactOf(0), vector(text('app-id')), vector(Uint8Array.of(1)));

  it('of TDX yields the quote and its event log', () => {
    const found = versionedIn(concat(Uint8Array.of(0, 0), vector(Uint8Array.of(4, 0)), compactOf(1), event));
    expect(found).toMatchObject({ platform: 'tdx', bytes: Uint8Array.of(4, 0) });
    expect(found?.endorsements.map(({ need, from, bytes }) => [need.kind, from, new TextDecoder().decode(bytes)])).toEqual([
      ['tdx.event-log', 'evidence', '[{"imr":3,"event_type":134217729,"digest":"","event":"app-id","event_payload":"01"}]'],
    ]);
  });

  it('with an unreadable log still yields the quote', () => {
    const found = versionedIn(concat(Uint8Array.of(0, 1), vector(Uint8Array.of(4, 0)), compactOf(9)));
    expect(found).toMatchObject({ platform: 'gcp-tdx', endorsements: [] });
  });

  it.each([
    ['of another version', Uint8Array.of(1, 0, 4, 9)],
    ['of a platform that is not known', Uint8Array.of(0, 9, 4, 9)],
    ['that is too short', Uint8Array.of(0, 2, 40)],
    ['that is none', text('{"quote":""}')],
    ['of nothing', new Uint8Array()],
  ])('%s is not taken for one', (_, bytes) => {
    expect(versionedIn(bytes)).toBe(undefined);
    expect(unwrappedFor(['nitro'], bytes)).toEqual({ bytes, endorsements: [] });
  });

  it('of another platform is left as it is', () => {
    const bytes = concat(Uint8Array.of(0, 2), vector(Uint8Array.of(9)));
    expect(unwrappedFor(['snp'], bytes).bytes).toBe(bytes);
    expect(unwrappedFor(['nitro'], bytes).bytes).toEqual(Uint8Array.of(9));
  });

  it.each(['dstack/tests-sev_snp_attestation.bin', 'dstack/fixtures-attestation.bin', 'dstack/tests-nitro_attestation_dbg.bin'])(
    '%s, recorded, is read with what comes along',
    async (file) => {
      const bytes = recordedSiteFile(file);
      if (bytes === null) return;
      const found = versionedIn(bytes);
      if (found?.platform !== 'snp') expect(found?.bytes.length).toBeGreaterThan(1000);
      else {
        const [config] = found.endorsements;
        expect(toHex(await appConfigDigest(config?.bytes ?? new Uint8Array(), noble))).toBe(toHex(found.bytes.slice(0xc0, 0xe0)));
        expect(readAppConfig(config?.bytes ?? new Uint8Array()).keyProvider).toBe('kms');
      }
    },
  );
});
