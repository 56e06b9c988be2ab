// Covers: reference.ts, result.ts
import { describe, expect, it } from 'vitest';
import type { ReferenceValue } from './reference.ts';
import type { AttestationResult } from './result.ts';
import { iasAttester } from './testing/attesters/ias.ts';
import { appraiseIntelCase, NOW } from './testing/intel/appraised.ts';
import { TD } from './testing/intel/quote-writer.ts';
import { appraiseCase } from './testing/appraise-case.ts';
import { nitroDocument } from './testing/nitro-document.ts';
import { anchors, evidenceOf, now } from './testing/nitro-appraised.ts';
import { appraised as appraisedSnp } from './testing/snp/appraised.ts';

/** Appraises evidence in which the register is zero, against references. */
type Appraise = (references: readonly ReferenceValue[]) => Promise<AttestationResult>;

const td: Appraise = (references) =>
  appraiseIntelCase(
    { tee: 'tdx', version: 5, td: '1.5-ex', tdReport: { rtmrs: TD.rtmrs.map(() => new Uint8Array(48)) } },
    { references },
  );
const sgx: Appraise = (references) => appraiseIntelCase({}, { references });
const ias: Appraise = (references) => {
  const { evidence, parameters } = iasAttester.attest({ reportData: new Uint8Array(64), nonce: new Uint8Array(), now: NOW });
  return appraiseCase({
    evidence: { type: 'ias-report', bytes: evidence, parameters },
    anchors: iasAttester.anchors,
    now: NOW,
    references,
  });
};
const snp: Appraise = (references) => appraisedSnp({ appraise: { references } });
const nitro: Appraise = (references) => appraiseCase({ evidence: evidenceOf(nitroDocument({ now })), anchors, now, references });

const zeros = (bytes: number): string => '00'.repeat(bytes);
const ZERO: readonly (readonly [string, Appraise, Readonly<Record<string, number>>])[] = [
  ['sgx', sgx, { CONFIGID: 64, CONFIGSVN: 2 }],
  ['ias', ias, { CONFIGID: 64, CONFIGSVN: 2 }],
  [
    'tdx',
    td,
    {
      ...{ RTMR0: 48, RTMR1: 48, RTMR2: 48, RTMR3: 48, MRCONFIGID: 48, MROWNER: 48, MROWNERCONFIG: 48, MRSERVICETD: 48 },
      ...{ INITIAL_SERVICE_TD_HASH: 48, INITIAL_SERVICE_TD_ATTRIBUTES: 8 },
      ...{ CURRENT_SERVICE_TD_HASH: 48, CURRENT_SERVICE_TD_ATTRIBUTES: 8 },
      ...{ INITIAL_CPUSVN: 16, INITIAL_TEE_TCB_SVN: 16, INITIAL_TEE_FMSPC: 12 },
    },
  ],
  ['snp', snp, { HOST_DATA: 32, ID_KEY_DIGEST: 48, AUTHOR_KEY_DIGEST: 48, FAMILY_ID: 16, IMAGE_ID: 16, GUEST_SVN: 4 }],
  ['nitro', nitro, { PCR5: 48, PCR15: 48 }],
];

describe.each(ZERO)('every zero register of %s', (tee, asked, sizes) => {
  const required = (register: string, value: string): ReferenceValue => ({
    tee,
    registers: { [register]: [value] },
    voucher: { kind: 'operator', name: 'terminal', since: '2026-01-01T00:00:00Z' },
    strength: 'required',
  });

  it.each(Object.entries(sizes))(
    '%s is listed, equals the zero that is asked for, and differs from another value',
    async (name, size) => {
      const result = await asked([required(name, zeros(size))]);
      expect(result.claims?.measurements).toContainEqual({ register: name, value: zeros(size) });
      expect(result.claims?.hostChosen.map(({ register }) => register)).not.toContain(name);
      expect(result.claims?.runTime.map(({ register }) => register)).not.toContain(name);
      expect(result.findings).not.toContainEqual(expect.objectContaining({ check: 'reference.measurement', outcome: 'fail' }));
      const other = await asked([required(name, `${zeros(size - 1)}01`)]);
      expect(other.findings).toContainEqual(expect.objectContaining({ check: 'reference.measurement', outcome: 'fail' }));
    },
  );
});

describe('registers', () => {
  it('that belong in two lists have one value and one name in the first', async () => {
    const results = [await sgx([]), await td([]), await ias([]), await snp([]), await nitro([])];
    for (const { claims } of results) {
      const names = claims?.measurements.map(({ register }) => register) ?? [];
      expect(new Set(names).size).toBe(names.length);
      for (const one of [...(claims?.hostChosen ?? []), ...(claims?.runTime ?? [])])
        expect(claims?.measurements).toContainEqual(one);
    }
  });
});
