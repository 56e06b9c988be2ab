// Covers: all.ts
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttestationResult } from '../../result.ts';
import { parseRfc3339 } from '../../time.ts';
import type { Attester } from '../attester.ts';
import { attesters } from './all.ts';
import { appraised, visit, type Visit } from './appraised.ts';

/**
 * Any byte of any accepted evidence, changed, and any truncation: never accepted, except in unsigned bytes, where the claims may
 * not change. A sample here; EXHAUSTIVE=1 tries every byte and two changes each.
 */
const EXHAUSTIVE = process.env['EXHAUSTIVE'] === '1';
const SAMPLES = 90;

/** From the first byte to before the last. The README of each TEE explains its ranges. */
type Range = readonly [number, number];

const REPORT = 1184;

/** The unsigned bytes of what each simulated attester sends, by TEE and evidence type. */
const UNSIGNED: Readonly<Record<string, (evidence: Uint8Array) => readonly Range[]>> = {
  // The length of the certificate chain, by its last byte: a trailing NUL and line feed may count or not.
  'sgx dcap-quote': () => [[1048, 1049]],
  'tdx dcap-quote': () => [],
  'ias ias-report': () => [],
  'snp snp-report': () => [],
  // The host's table, and certificates in it that are not the report's own and are ignored.
  'snp snp-extended-report': (evidence) => [
    [REPORT, REPORT + 24 * 4],
    [ownCertificateEnd(evidence), evidence.length],
  ],
  'nitro nitro-document': () => [],
  // The rest of the data buffer.
  'keystone keystone-report': () => [[72 + 64, 1096]],
  'sanctum sanctum-chain': () => [],
};

/** Where the first certificate of an extended report ends: its table states offset and length. */
function ownCertificateEnd(evidence: Uint8Array): number {
  const view = new DataView(evidence.buffer, evidence.byteOffset + REPORT);
  return REPORT + view.getUint32(16, true) + view.getUint32(20, true);
}

const idOf = ({ tee, evidenceType }: Attester): string => `${tee} ${evidenceType}`;
const accepted = ({ tier }: AttestationResult): boolean => tier === 'affirming' || tier === 'warning';

/** A different change for each byte, none of them zero. */
const change = (at: number, round: number): number => (round === 0 ? 1 << (at % 8) : 1 + ((at * 37) % 255));

/** Places over the whole length: all of them, or a sample, one in each stretch, each time one byte further on. */
function locations(length: number): readonly number[] {
  const all = Array.from({ length }, (_, at) => at);
  const step = Math.max(1, Math.floor(length / SAMPLES));
  return EXHAUSTIVE ? all : all.filter((at) => at % step === Math.floor(at / step) % step);
}

describe.each(attesters.map((attester) => ({ id: idOf(attester), attester })))('$id', ({ id, attester }) => {
  let one: Visit;
  let good: AttestationResult;
  let unsigned: readonly Range[];

  beforeAll(async () => {
    one = await visit(attester, parseRfc3339('2026-11-25T12:00:00Z', 'now'));
    good = await appraised(one);
    const ranges = UNSIGNED[id];
    if (ranges === undefined) throw new Error(`which bytes of ${id} are not signed?`);
    unsigned = ranges(one.attested.evidence);
  });

  it('is accepted as it is', () => {
    expect(accepted(good)).toBe(true);
    expect(good.claims).not.toBeNull();
  });

  it('is not accepted with a signed byte changed, and claims the same with an unsigned byte changed', async () => {
    const { evidence } = one.attested;
    for (const at of locations(evidence.length)) {
      for (const round of EXHAUSTIVE ? [0, 1] : [at % 2]) {
        const result = await appraised(one, evidence.with(at, (evidence[at] ?? 0) ^ change(at, round)));
        const free = unsigned.some(([from, to]) => at >= from && at < to);
        if (!free) expect(accepted(result), `byte ${String(at)}`).toBe(false);
        else if (accepted(result)) expect(result.claims, `byte ${String(at)}`).toEqual(good.claims);
      }
    }
  }, 600_000);

  it('is not accepted at any shorter length', async () => {
    const { evidence } = one.attested;
    const certain = unsigned.reduce((least, [from, to]) => (to === evidence.length ? from : least), evidence.length);
    for (const length of locations(evidence.length)) {
      const result = await appraised(one, evidence.slice(0, length));
      if (length < certain) expect(accepted(result), `length ${String(length)}`).toBe(false);
      else if (accepted(result)) expect(result.claims, `length ${String(length)}`).toEqual(good.claims);
    }
  }, 600_000);

  it('is not accepted with bytes after it that change what is claimed', async () => {
    const { evidence } = one.attested;
    for (const more of [Uint8Array.of(0), Uint8Array.of(1), new Uint8Array(64), new Uint8Array(1000).fill(0x20), evidence]) {
      const longer = new Uint8Array(evidence.length + more.length);
      longer.set(evidence);
      longer.set(more, evidence.length);
      const result = await appraised(one, longer);
      if (!accepted(result)) continue;
      // Their presence is reported, but nothing of their content.
      const { 'bytes behind the quote, bound by nothing': unbound, ...details } = result.claims?.details ?? {};
      expect({ ...result.claims, details }).toEqual(good.claims);
      if (unbound !== undefined) expect(unbound).toBe(more.length);
    }
  });
});
