// Covers: spdm.ts, opaque-data.ts, measurements.ts, rim.ts, evidence.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { Malformed } from '../../malformed.ts';
import { testCrypto } from '../../testing/appraise-case.ts';
import { testAnchor } from '../../testing/attester.ts';
import { now, nonce } from '../../testing/nvidia/appraised.ts';
import { firmware, opaqueField, spdmReport, terminated } from '../../testing/nvidia/devices.ts';
import { rimFile, rimRoot, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';
import { readEvidence } from './evidence.ts';
import { compare, spdmIndex, unlisted } from './measurements.ts';
import { readOpaqueData, type OpaqueData } from './opaque-data.ts';
import { readRim } from './rim.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';
import { MAX_MEASUREMENT_BLOCKS, readSpdmReport } from './spdm.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((value) => Uint8Array.from(value));
/** By SPDM index. */
const measurements = fc.dictionary(
  fc.integer({ min: 1, max: 255 }).map(String),
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map((value) => Uint8Array.from(value)),
  { minKeys: 1, maxKeys: MAX_MEASUREMENT_BLOCKS },
);

describe('a report', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(measurements, bytes(300), (written, opaqueData) => {
        const { blocks, opaqueData: found } = readSpdmReport(spdmReport({ nonce, measurements: written, opaqueData }));
        expect(new Map([...blocks].map(([index, { value }]) => [String(index), value]))).toEqual(
          new Map(Object.entries(written)),
        );
        expect(found).toEqual(opaqueData);
      }),
      { numRuns: 12 },
    );
  });

  it('is read, or refused as malformed, whatever its bytes', () => {
    const good = spdmReport({ nonce });
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), bytes(60), (changes, behind) => {
        const changed = changes.reduce((report, [at, value]) => report.with(at, value), good);
        for (const one of [changed, concat(changed, behind), behind])
          try {
            readEvidence(one);
          } catch (error) {
            expect(error).toBeInstanceOf(Malformed);
          }
      }),
      { numRuns: 300 },
    );
  });
});

describe('opaque data', () => {
  it('reads the same in any field order', () => {
    const fields = [
      opaqueField(3, terminated('590.12')),
      opaqueField(20, firmware('FMC')),
      opaqueField(34, Uint8Array.of(1)),
      opaqueField(36, Uint8Array.of(1)),
      opaqueField(99, Uint8Array.of(7)),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), (shuffled) => {
        expect(readOpaqueData(concat(...shuffled))).toEqual(readOpaqueData(concat(...fields)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('a comparison', () => {
  it('reports each index of the file once, and nothing else', () => {
    const rim = readRim(rimFile(VBIOS_RIM));
    const opaque = readOpaqueData(new Uint8Array()) as OpaqueData;
    fc.assert(
      fc.property(measurements, fc.subarray([...rim.measurements.keys()]), (random, right) => {
        const published = Object.fromEntries(
          right.map((index) => [String(spdmIndex(index)), firmware(`index ${String(index)}`)]),
        );
        const whole = { ...random, ...published };
        fc.pre(Object.keys(whole).length <= MAX_MEASUREMENT_BLOCKS);
        const report = readSpdmReport(spdmReport({ nonce, measurements: whole }));
        const { matching, differing } = compare(report, opaque, rim);
        expect(matching).toEqual(right);
        expect([...matching, ...differing].toSorted((a, b) => a - b)).toEqual([...rim.measurements.keys()]);
        for (const index of unlisted(report, [rim])) expect(rim.measurements.has(index)).toBe(false);
      }),
      { numRuns: 12 },
    );
  });
});

describe('a reference file', () => {
  const anchors = [testAnchor('root', rimRoot().certificate)];
  const shuffledTags = (text: string, order: readonly number[]): string =>
    text.replace(/<ns0:Resource ([^>]*)\/>/g, (_, attributes: string) => {
      const all = attributes.split(' ');
      return `<ns0:Resource ${order.map((at) => all[at] ?? '').join(' ')}/>`;
    });

  it('reads the same in any attribute order', async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
    await fc.assert(
      fc.asyncProperty(order, async (shuffled) => {
        const rim = readRim(rimFile({ ...VBIOS_RIM, alter: (text) => shuffledTags(text, shuffled) }));
        const verdict = await verifyEnvelopedSignature(rim.signature, anchors, now, testCrypto);
        expect(verdict.holds).toBe(true);
        expect([...rim.measurements.keys()]).toEqual([1, 2, 3]);
      }),
      { numRuns: 10 },
    );
  });
});
