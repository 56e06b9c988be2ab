// Covers: envelope.ts, ../../azure/hcl.ts, ../../azure/evidence-json.ts
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { toPem } from '../../testing/der-writer.ts';
import { troubles } from '../../testing/appraise-case.ts';
import { appraised } from '../../testing/snp/appraised.ts';
import { ALL_PCRS, azureJson, envelope, quote, runtimeData, sha256 } from '../../testing/snp/paravisor-writer.ts';
import { filler } from '../../testing/snp/report-writer.ts';

const userData = filler(50, 64);
const pcrs = ALL_PCRS.map((index) => (index === 16 || index === 23 ? new Uint8Array(32) : filler(index, 32)));
const unreadable = expect.objectContaining({ check: 'evidence.well-formed', outcome: 'fail' }) as unknown;

describe('Azure’s JSON', () => {
  it('reads in version 2, and with the padding that its attester writes', async () => {
    const pad = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');
    const padded = (bytes: Uint8Array): Uint8Array => {
      const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
      expect(pad(String(json['hcl_report']))).toMatch(/=$/);
      return new TextEncoder().encode(JSON.stringify({ ...json, hcl_report: pad(String(json['hcl_report'])), version: 2 }));
    };
    const runtime = runtimeData(userData);
    const reportData = concat(sha256(runtime), new Uint8Array(32));
    const evidence = (report: Uint8Array, vcek: Uint8Array): Uint8Array => padded(azureJson(envelope(report, runtime), { vcek }));
    expect(troubles(await appraised({ report: { reportData }, evidence, certificate: null }))).toEqual({});
  });

  it('reads in version 0: numbers for bytes, and PEM', async () => {
    const runtime = runtimeData(userData);
    const reportData = concat(sha256(runtime), new Uint8Array(32));
    const evidence = (report: Uint8Array, vcek: Uint8Array): Uint8Array => {
      const { message, signature } = quote({ pcrs, extraData: sha256(userData) });
      const first = {
        quote: { signature: [...signature], message: [...message], pcrs: pcrs.map((pcr) => [...pcr]) },
        report: [...envelope(report, runtime)],
        vcek: toPem('CERTIFICATE', vcek),
      };
      return new TextEncoder().encode(JSON.stringify(first));
    };
    const result = await appraised({ report: { reportData }, evidence, certificate: null });
    expect(troubles(result)).toEqual({});
    expect(result.claims?.reportData).toBe(toHex(userData));
    const wide = (report: Uint8Array, vcek: Uint8Array): Uint8Array =>
      new TextEncoder().encode(new TextDecoder().decode(evidence(report, vcek)).replace('"report":[72', '"report":[328'));
    expect((await appraised({ report: { reportData }, evidence: wide, certificate: null })).findings).toContainEqual(unreadable);
  });

  it('of a TDX machine is not a SEV-SNP report', async () => {
    const result = await appraised({ evidence: (report) => envelope(report, runtimeData(userData), { reportType: 4 }) });
    expect(result.tee).toBe('tdx');
    expect(result.vector.hardware).toBe('none');
  });
});
