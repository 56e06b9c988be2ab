// Covers: authenticate.ts, report.ts
import { describe, expect, it } from 'vitest';
import { pinnedAnchors } from '../../anchors/pinned.ts';
import { concat } from '../../bytes/equal.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { Evidence } from '../../evidence.ts';
import { Malformed } from '../../malformed.ts';
import type { AttestationResult } from '../../result.ts';
import { appraiseCase, type AppraisalRequest } from '../../testing/appraise-case.ts';
import { recorded } from '../../testing/recorded.ts';
import { anchors, made, now } from '../../testing/snp/appraised.ts';
import { ALL_PCRS, azureJson, envelope, quote, runtimeData, sha256 } from '../../testing/snp/paravisor-writer.ts';
import { filler, patched, TABLE_GUID, writeTable } from '../../testing/snp/report-writer.ts';
import { testAmd } from '../../testing/snp/authority.ts';
import { parseRfc3339 } from '../../time.ts';
import { snp } from './index.ts';

const REPORT = 0x4a0;
const userData = filler(50, 64);
const runtime = runtimeData(userData);
const behindParavisor = { reportData: concat(sha256(runtime), new Uint8Array(32)) };
const pcrs = ALL_PCRS.map((index) => filler(index, 32));
const quoted = quote({ extraData: sha256(userData), pcrs });

/** From the first to before the last byte. */
type Range = readonly [number, number];
type Case = { readonly evidence: Evidence; readonly endorsements: readonly Endorsement[]; readonly unsigned: readonly Range[] };

const amd = testAmd('Genoa');
const table = (vcek: Uint8Array): Uint8Array =>
  writeTable(
    [
      { guid: TABLE_GUID.vcek, bytes: vcek },
      { guid: TABLE_GUID.ask, bytes: amd.ask.certificate },
    ],
    32,
  );

const HCL_END = 32 + REPORT + 20 + runtime.length;

const CASES: Readonly<Record<string, Case>> = {
  'a bare report': { ...made(), unsigned: [] },
  'a bare report of Turin': { ...made({ line: 'Turin' }), unsigned: [] },
  'a report signed by a VLEK': { ...made({ vlek: true }), unsigned: [] },
  'a guest driver’s response': {
    ...made({
      evidence: (report) => concat(Uint8Array.of(0, 0, 0, 0, 0xa0, 0x04, 0, 0), new Uint8Array(24), report, new Uint8Array(100)),
    }),
    unsigned: [],
  },
  'a paravisor report': {
    ...made({ report: behindParavisor, evidence: (report) => envelope(report, runtime) }),
    unsigned: [
      [4, 32],
      [32 + REPORT, 32 + REPORT + 8],
      [HCL_END, 2600],
    ],
  },
};

const never = (result: AttestationResult): void => {
  expect(['none', 'contraindicated']).toContain(result.tier === 'contraindicated' ? result.tier : result.vector.hardware);
};

async function flips(
  { evidence, endorsements, unsigned }: Case,
  request: Partial<AppraisalRequest>,
  step: number,
): Promise<number> {
  const free = (at: number): boolean => unsigned.some(([from, to]) => at >= from && at < to);
  let flipped = 0;
  for (let at = 0; at < evidence.bytes.length; at += step) {
    if (free(at)) continue;
    const bytes = patched(evidence.bytes, at, (evidence.bytes[at] ?? 0) ^ (1 << (at % 8)));
    never(await appraiseCase({ evidence: { ...evidence, bytes }, endorsements, anchors, now, ...request }));
    flipped += 1;
  }
  return flipped;
}

describe.each(Object.entries(CASES))('%s', (name, one) => {
  // Every byte of the plain report; every third byte of forms that contain the same report again.
  const step = name === 'a bare report' ? 1 : 3;

  it('is accepted as it is', async () => {
    const result = await appraiseCase({ ...one, anchors, now });
    expect(result.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming' });
  });

  it('is not accepted with any bit of any signed byte flipped', async () => {
    expect(await flips(one, {}, step)).toBeGreaterThan(REPORT / step - 1);
  });

  it('truncated at any length is Malformed', () => {
    const { bytes } = one.evidence;
    const end = one.unsigned.reduce((least, [from, to]) => (to === bytes.length ? from : least), bytes.length);
    for (let length = 0; length < end; length += 1) {
      const cut = { ...one.evidence, bytes: bytes.filter((__, index) => index < length) };
      // A guest driver's response may end right after the report: what follows is padding.
      if (bytes[0] === 0 && length >= 32 + REPORT) continue;
      expect(() => snp.open(cut)).toThrow(Malformed);
    }
  });
});

describe('an extended report', () => {
  const { evidence, endorsements } = made({
    type: 'snp-extended-report',
    evidence: (report, vcek) => concat(report, table(vcek)),
  });
  const head = REPORT + 24 * 3;
  const vcekEnd = evidence.bytes.length - 32 - amd.ask.certificate.length;

  it('is accepted as it is', async () => {
    expect((await appraiseCase({ evidence, endorsements, anchors, now })).vector).toMatchObject({ hardware: 'affirming' });
  });

  it('is not accepted with any bit of report or certificate flipped', async () => {
    // The host can write the head and everything after the certificate: statements about others there are ignored.
    const unsigned: readonly Range[] = [
      [REPORT, head],
      [vcekEnd, evidence.bytes.length],
    ];
    // No other certificate is at hand: a good one would be used in place of the flipped one.
    const lists = endorsements.filter(({ need }) => need.kind === 'snp.crl');
    expect(await flips({ evidence, endorsements: lists, unsigned }, {}, 3)).toBeGreaterThan((REPORT + 1000) / 3);
  });

  it('truncated never throws another exception', () => {
    for (let length = 0; length < evidence.bytes.length; length += 3) {
      const cut = { ...evidence, bytes: evidence.bytes.filter((_, index) => index < length) };
      try {
        snp.open(cut);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }
  });
});

describe('Azure’s JSON with a quote', () => {
  const { evidence, endorsements } = made({
    report: behindParavisor,
    evidence: (report, vcek) => azureJson(envelope(report, runtime, { padding: 0 }), { vcek, quote: quoted, pcrs }),
  });

  it('is not accepted with other claims, whichever character changes', async () => {
    const good = await appraiseCase({ evidence, endorsements, anchors, now });
    expect(good.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming' });
    for (let at = 0; at < evidence.bytes.length; at += 5) {
      const bytes = patched(evidence.bytes, at, (evidence.bytes[at] ?? 0) ^ (1 << (at % 7)));
      const result = await appraiseCase({ evidence: { ...evidence, bytes }, endorsements, anchors, now });
      // The spelling (hex in either case, the name of an unknown member) may change, but not the claims, unless a whole part is
      // then missing: the certificate, which leaves nothing, or the quote, which leaves no register.
      if (result.claims === null) continue;
      const withoutQuote = result.claims.measurements.every(({ register }) => !register.startsWith('PCR'));
      expect(result.claims).toEqual(withoutQuote ? { ...result.claims, tcb: good.claims?.tcb, debug: false } : good.claims);
    }
  });
});

describe('recorded reports of genuine processors', () => {
  it.each([
    ['ms-milan-v3', '2026-11-23T00:00:00Z'],
    ['ms-genoa-v3', '2026-11-23T00:00:00Z'],
    ['ms-turin-v5', '2026-11-23T00:00:00Z'],
    ['coco-milan-vlek-v3', '2025-06-01T00:00:00Z'],
  ])('%s is accepted, and with any bit flipped it is not', async (name, at) => {
    const bytes = recorded(`snp/open/${name}/report.bin`);
    const vek = recorded(`snp/open/${name}/vek.der`);
    if (bytes === null || vek === null) return;
    const evidence: Evidence = { type: 'snp-report', bytes, parameters: {} };
    const need = snp.open(evidence).needs([])[0];
    if (need === undefined) throw new Error('nothing is needed');
    const one = { evidence, endorsements: [{ need, bytes: vek }], unsigned: [] };
    const request = { anchors: pinnedAnchors, now: parseRfc3339(at, 'at') };
    const good = await appraiseCase({ ...one, ...request });
    expect(good.vector.hardware).toBe('warning');
    expect(good.claims).not.toBeNull();
    expect(good.simulated).toEqual([]);
    expect(await flips(one, request, 5)).toBeGreaterThan(200);
  });
});
