// Covers: release.ts, result.ts
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RELEASE } from './release.ts';
import type { AttestationResult } from './result.ts';
import { appraiseIntelCase, NOW } from './testing/intel/appraised.ts';
import { ENCLAVE, enclaveReport } from './testing/intel/quote-writer.ts';
import { appraiseCase } from './testing/appraise-case.ts';
import { noAnchors } from './testing/attester.ts';
import { appraised as appraisedSnp } from './testing/snp/appraised.ts';

const reserved = (at: number) => (report: Uint8Array) => report.map((byte, index) => (index === at ? 1 : byte));

/** Evidence of hardware or formats that this release does not know. */
const NEWER: readonly (readonly [string, () => Promise<AttestationResult>])[] = [
  ['a quote of version 6', () => appraiseIntelCase({ quote: { version: 6 } })],
  ['a quote of another attestation key type', () => appraiseIntelCase({ quote: { keyType: 3 } })],
  ['a quote of another TEE', () => appraiseIntelCase({ tee: 'tdx', version: 4, quote: { teeType: 0x82 } })],
  [
    'a quote of version 5 with another body',
    () => appraiseIntelCase({ version: 5, quote: { body: enclaveReport(ENCLAVE), named: { type: 5, size: 384 } } }),
  ],
  [
    'a quote with another kind of certification data',
    () => appraiseIntelCase({ quote: { certification: { type: 9, bytes: new Uint8Array(8) } } }),
  ],
  ['an SNP report of version 6', () => appraisedSnp({ report: { version: 6 } })],
  ['an SNP report of a processor of the next generation', () => appraisedSnp({ report: { cpuid: [0x1a, 0x50, 0] } })],
  ['an SNP report of another signature algorithm', () => appraisedSnp({ report: { signatureAlgorithm: 2 } })],
  ['an SNP report with a reserved byte set', () => appraisedSnp({ evidence: reserved(0x18c) })],
];

describe('evidence that this release does not know', () => {
  it.each(NEWER)('is grey, says so and names the release: %s', async (_, make) => {
    const { findings, vector, tee } = await make();
    expect(tee).toBeNull();
    const finding = findings.find(({ check }) => check === 'evidence.well-formed');
    expect(finding).toMatchObject({ outcome: 'fail', facts: { because: 'newer', release: RELEASE } });
    expect(Object.values(vector)).not.toContain('contraindicated');
  });

  it('is not how damaged evidence is reported', async () => {
    const damaged = [
      await appraiseIntelCase({ quote: { version: 0x3c21 } }),
      await appraiseIntelCase({ quote: { vendor: new Uint8Array(16), version: 6 } }),
      await appraisedSnp({ evidence: (report) => report.filter((_, at) => at > 0) }),
      await appraiseCase({
        evidence: { type: 'dcap-quote', bytes: new TextEncoder().encode('<!doctype html><html lang="en">'), parameters: {} },
        anchors: noAnchors,
        now: NOW,
      }),
    ];
    for (const { findings } of damaged)
      expect(findings.find(({ check }) => check === 'evidence.well-formed')?.facts).not.toHaveProperty('because');
  });

  it('is compared with the release that package.json names', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(RELEASE).toBe(version);
  });
});

describe('bytes after a quote', () => {
  const label = 'bytes behind the quote, bound by nothing';

  it.each(['sgx', 'tdx'] as const)('of %s are named unless they are padding', async (tee) => {
    const version = tee === 'sgx' ? 3 : 4;
    const padded = await appraiseIntelCase({ tee, version, quote: { trailing: new Uint8Array(3000) } });
    expect(padded.claims?.details).not.toHaveProperty([label]);
    const claimed = await appraiseIntelCase({ tee, version, quote: { trailing: new TextEncoder().encode('claims') } });
    expect(claimed.claims?.details[label]).toBe(6);
  });
});
