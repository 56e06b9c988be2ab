// Covers: authenticate.ts, evidence.ts
import { describe, expect, it } from 'vitest';
import { EVERYTHING, item, appraised, appraisedBytes, nonce } from '../../testing/nvidia/appraised.ts';
import { deviceChain, sdkList, spdmReport } from '../../testing/nvidia/devices.ts';

/** Flip any byte, truncate anywhere: never affirming. EXHAUSTIVE=1 tries every byte. */
const EXHAUSTIVE = process.env['EXHAUSTIVE'] === '1';
const locations = (length: number): readonly number[] =>
  Array.from({ length }, (_, at) => at).filter((at) => EXHAUSTIVE || at % 23 === 0 || at > length - 100);

const affirms = ({ vector }: { readonly vector: { readonly hardware: string; readonly freshness: string } }): boolean =>
  vector.hardware === 'affirming' && vector.freshness === 'affirming';

describe('a GPU report', () => {
  const chain = deviceChain();
  const report = spdmReport({ nonce, chain });

  it('is affirming as it is', async () => {
    expect(affirms(await appraised([{ chain, nonce, report }]))).toBe(true);
  });

  it('with any byte changed is never affirming', async () => {
    for (const at of locations(report.length)) {
      const changed = report.with(at, (report[at] ?? 0) ^ (1 << (at % 8)));
      expect(affirms(await appraised([{ chain, nonce, report: changed }])), `byte ${String(at)}`).toBe(false);
    }
  }, 600_000);

  it('truncated anywhere is never affirming', async () => {
    for (const at of locations(report.length))
      expect(affirms(await appraised([{ chain, nonce, report: report.slice(0, at) }]))).toBe(false);
  }, 600_000);
});

describe('a list', () => {
  const list = sdkList(item());
  const text = new TextDecoder().decode(list);
  // README, "Unsigned bytes": what the list calls the chip, and the names of optional members.
  const unsigned = ['"arch"', '"HOPPER"', '"nonce"'].map(
    (word) => [text.indexOf(word), text.indexOf(word) + word.length] as const,
  );
  const isNonce = (at: number): boolean => at > text.indexOf('"nonce":"') && at < text.length;
  const isSigned = (at: number): boolean => unsigned.every(([from, to]) => at < from || at >= to);

  it('with any byte changed is never affirming, except in unsigned parts', async () => {
    for (const at of locations(list.length).filter(isSigned)) {
      const changed = list.with(at, (list[at] ?? 0) ^ (1 << (at % 7)));
      // A hexadecimal digit in the other case is the same digit.
      if (isNonce(at) && new TextDecoder().decode(changed).toLowerCase() === text.toLowerCase()) continue;
      const result = await appraisedBytes(changed, { endorsements: EVERYTHING });
      expect(affirms(result), `byte ${String(at)}: ${text[at] ?? ''}`).toBe(false);
    }
  }, 600_000);
});
