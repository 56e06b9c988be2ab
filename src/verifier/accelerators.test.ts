import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open } from './open.ts';
import { appraiseAccelerators, type Accelerators } from './accelerators.ts';
import type { Binding } from './protocol/binding.ts';
import { ENDORSEMENT_MEDIA_TYPE } from './protocol/media-types.ts';
import type { Anchors } from './anchors/anchor.ts';
import { toHex } from './bytes/hex.ts';
import { ASPECTS } from './check.ts';
import { suppliedBy } from './endorsement.ts';
import type { AttestationResult } from './result.ts';
import { ORDINARY_POLICY } from './tees.ts';
import { nvidiaGpu } from './tees/nvidia-gpu/index.ts';
import { testCrypto } from './testing/appraise-case.ts';
import { attestGpu, gpuAnchors, type GpuFault } from './testing/nvidia/machine.ts';
import { appraised, now as nitroNow } from './testing/nitro-appraised.ts';

const now = nitroNow;
const nonce = new Uint8Array(32).fill(0x5a);
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());

type Change = Partial<{
  readonly fault: GpuFault;
  /** How the guest's evidence commits to the reports. */
  readonly named:
    | 'binding'
    | 'binding-of-two'
    | 'binding-of-others'
    | 'unverified-binding'
    | 'event-log'
    | 'event-log-in-capitals'
    | 'event-log-of-others'
    | 'event-log-of-a-list'
    | 'host-data';
  readonly service: (result: AttestationResult) => AttestationResult;
  readonly endorsed: boolean;
  /** What becomes of the reports before they are named. */
  readonly alter: (list: string) => string;
  readonly anchors: Anchors;
}>;

const BINDINGS = ['binding', 'binding-of-two', 'binding-of-others'] as const;
const OTHERS = new Uint8Array(32);

async function attached({
  fault,
  named,
  service = (one) => one,
  endorsed = true,
  alter = (list) => list,
  anchors = gpuAnchors,
}: Change = {}): Promise<Accelerators> {
  const gpu = attestGpu({ nonce, now, ...(fault === undefined ? {} : { fault }) });
  const evidence = new TextEncoder().encode(alter(new TextDecoder().decode(gpu.evidence)));
  const digest = sha256(evidence);
  const whole = await appraised();
  const log = (value: string) => [
    {
      register: 'GPU_ATTESTATION',
      value: toHex(new TextEncoder().encode(JSON.stringify({ version: 3, evidence_sha256: value }))),
    },
  ];
  const registers: Readonly<Record<string, readonly { readonly register: string; readonly value: string }[]>> = {
    'event-log': log(toHex(digest)),
    'event-log-in-capitals': log(toHex(digest).toUpperCase()),
    'event-log-of-others': log('00'.repeat(32)),
    'event-log-of-a-list': [{ register: 'GPU_ATTESTATION', value: toHex(new TextEncoder().encode('[]')) }],
    'host-data': [{ register: 'HOST_DATA', value: toHex(digest) }],
  };
  const logged = registers[named ?? ''] ?? [];
  const findings = whole.findings.map((finding) =>
    finding.check === 'binding.report-data'
      ? ({ check: finding.check, outcome: BINDINGS.some((one) => one === named) ? 'pass' : 'unknown' } as const)
      : finding,
  );
  const claims = whole.claims && { ...whole.claims, measurements: [...whole.claims.measurements, ...logged] };
  const binding: Binding = {
    layout: 'sealmark-1',
    origin: 'https://x.test',
    nonce,
    keys: [
      ...(named === 'binding-of-two' || named === 'binding-of-others' ? [{ use: 'accelerators', key: OTHERS } as const] : []),
      ...(named === 'binding-of-others' ? [] : [{ use: 'accelerators', key: digest } as const]),
    ],
  };
  return await appraiseAccelerators({
    opening: open({ type: 'nvidia-gpu-evidence', bytes: evidence, parameters: {} }),
    endorsements: endorsed
      ? suppliedBy('site', nvidiaGpu.documents[ENDORSEMENT_MEDIA_TYPE.nvidiaGpu]?.(gpu.endorsements) ?? [])
      : [],
    nonce,
    service: service({ ...whole, findings, claims }),
    binding: named?.includes('binding') === true ? binding : null,
    anchors,
    policy: ORDINARY_POLICY,
    now,
    clockChanged: false,
    crypto: testCrypto,
  });
}

describe('GPUs beside a service', () => {
  it('answer the visit, without anybody naming them', async () => {
    expect(await attached()).toMatchObject({
      level: 'answering',
      namedBy: null,
      machine: 'none',
      result: { vector: { hardware: 'affirming' } },
    });
  });

  it.each([
    ['binding', 'binding'],
    ['binding-of-two', 'binding'],
    ['event-log', 'event-log'],
    ['event-log-in-capitals', 'event-log'],
  ] as const)('are named by the guest’s own evidence: %s', async (named, namedBy) => {
    expect(await attached({ named })).toMatchObject({ level: 'named', namedBy, machine: 'affirming' });
  });

  it.each(['binding-of-others', 'unverified-binding', 'event-log-of-others', 'event-log-of-a-list', 'host-data'] as const)(
    'are not named by what is not the guest’s word: %s',
    async (named) => {
      expect(await attached({ named })).toMatchObject({ level: 'answering', namedBy: null });
    },
  );

  it.each(ASPECTS)('are not named by a guest whose %s failed', async (aspect) => {
    const service = (result: AttestationResult): AttestationResult => ({
      ...result,
      vector: { ...result.vector, [aspect]: 'contraindicated' },
    });
    expect(await attached({ named: 'binding', service })).toMatchObject({ level: 'answering', namedBy: null });
  });

  it.each(['hardware', 'configuration'] as const)('are not named by a guest whose %s is open', async (aspect) => {
    const service = (result: AttestationResult): AttestationResult => ({
      ...result,
      vector: { ...result.vector, [aspect]: 'none' },
    });
    for (const named of ['binding', 'event-log'] as const) {
      expect(await attached({ named, service })).toMatchObject({ level: 'answering', namedBy: null });
      expect(await attached({ named, service, fault: 'revoked' })).toMatchObject({ level: 'answering', machine: 'none' });
    }
  });

  it.each(['hardware', 'configuration'] as const)(
    'are never better than the guest that names them: its %s warns',
    async (aspect) => {
      const service = (result: AttestationResult): AttestationResult => ({
        ...result,
        vector: { ...result.vector, [aspect]: 'warning' },
      });
      expect(await attached({ named: 'binding', service })).toMatchObject({ level: 'named', machine: 'warning' });
      expect(await attached({ named: 'binding', service, fault: 'revoked' })).toMatchObject({ machine: 'contraindicated' });
    },
  );

  it.each([undefined, 'debug'] as const)('under a test root say nothing of a machine under a pinned one: %s', async (fault) => {
    const service = (result: AttestationResult): AttestationResult => ({ ...result, simulated: [] });
    const change = { named: 'binding', ...(fault === undefined ? {} : { fault }) } as const;
    expect(await attached({ ...change, service })).toMatchObject({ machine: 'none', onlySimulated: true });
    expect(await attached(change)).toMatchObject({ onlySimulated: false });
  });

  it('that cannot be read are nobody’s, and no simulated ones', async () => {
    const service = (result: AttestationResult): AttestationResult => ({ ...result, simulated: [] });
    const damaged = await attached({ alter: (list) => list.slice(1), service });
    expect(damaged).toMatchObject({ level: 'unproven', machine: 'none', onlySimulated: false, result: { claims: null } });
  });

  it('are not named by evidence that did not authenticate', async () => {
    const service = (result: AttestationResult): AttestationResult => ({ ...result, claims: null });
    expect(await attached({ named: 'event-log', service })).toMatchObject({ level: 'answering' });
  });

  it('that were relayed from another machine answer, and no more: nothing shows it', async () => {
    expect(await attached({ fault: 'other-machine' })).toMatchObject({ level: 'answering', namedBy: null });
  });

  it('that answered another visit are genuine, and no more; named, they are named', async () => {
    expect(await attached({ fault: 'wrong-nonce' })).toMatchObject({ level: 'genuine', machine: 'none' });
    expect(await attached({ fault: 'wrong-nonce', named: 'event-log' })).toMatchObject({ level: 'named' });
  });

  it.each(['debug', 'revoked', 'firmware-changed'] as const)(
    'that fail (%s) make the machine red only when it names them',
    async (fault) => {
      expect(await attached({ fault })).toMatchObject({ level: 'answering', machine: 'none' });
      expect(await attached({ fault, named: 'binding' })).toMatchObject({ level: 'named', machine: 'contraindicated' });
    },
  );

  it('that do not verify are unproven, whoever names them, and red only then', async () => {
    const anchors = { ...gpuAnchors, nvidiaDeviceRoot: [] };
    expect(await attached({ anchors })).toMatchObject({ level: 'unproven', machine: 'none' });
    expect(await attached({ anchors, named: 'binding' })).toMatchObject({ level: 'unproven', machine: 'contraindicated' });
  });

  it('whose list states a question that they did not answer fail', async () => {
    const alter = (list: string): string => list.replace(/("nonce": ?")[0-9a-fA-F]{4}/, '$10000');
    expect(await attached({ alter })).toMatchObject({ level: 'answering', machine: 'none' });
    expect(await attached({ alter, named: 'binding' })).toMatchObject({ level: 'named', machine: 'contraindicated' });
  });

  it('whose firmware nobody stapled are open', async () => {
    expect(await attached({ fault: 'firmware-unknown', named: 'binding' })).toMatchObject({ level: 'named', machine: 'none' });
    expect(await attached({ endorsed: false })).toMatchObject({ level: 'answering', machine: 'none' });
  });

  it('keep no measurement that is zero', async () => {
    const { result } = await attached();
    expect(result.claims?.measurements.length).toBeGreaterThan(0);
    expect(result.claims?.measurements.every(({ value }) => /[1-9a-f]/.test(value))).toBe(true);
  });
});
