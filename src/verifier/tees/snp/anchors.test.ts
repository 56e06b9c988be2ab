// Covers: vek/chain.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { noAnchors, testAnchor } from '../../testing/attester.ts';
import { issue } from '../../testing/authority.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { testAmd } from '../../testing/snp/authority.ts';
import { anchors, appraised } from '../../testing/snp/appraised.ts';
import { parseRfc3339 } from '../../time.ts';

describe('anchors', () => {
  it('are none where none is supplied, whatever the evidence contains', async () => {
    const result = await appraised({ appraise: { anchors: noAnchors } });
    expect(fact(result, 'snp.vek.chain', 'because')).toBe('no-anchor');
    expect(result.claims).toBeNull();
  });

  it('of which a second one counts as well', async () => {
    const both = [testAmd('Genoa', 'rogue').anchors, testAmd('Genoa').anchors];
    const result = await appraised({ appraise: { anchors: { ...anchors, amd: { ...anchors.amd, Genoa: both } } } });
    expect(troubles(result)).toEqual({});
    expect(result.simulated).toEqual(['test ARK Genoa']);
  });

  it('that are test anchors have their own chain verified', async () => {
    const { anchors: own } = testAmd('Genoa');
    const mixed = { ...own, ark: testAmd('Genoa', 'rogue').anchors.ark };
    const result = await appraised({ appraise: { anchors: { ...anchors, amd: { ...anchors.amd, Genoa: [mixed] } } } });
    expect(fact(result, 'snp.vek.chain', 'because')).toBe('key-identifiers-do-not-chain');
  });

  it('that are test anchors must have been signed by their ARK', async () => {
    const { ark, ask, anchors: own } = testAmd('Genoa');
    const request = { subject: ask.subject, key: ask.key, serial: ask.serial, ca: true, pathLength: 0 };
    const forged = issue(ark, request, testAmd('Genoa').asvk.key);
    const mixed = { ...own, ask: testAnchor('forged ASK', forged.certificate) };
    const result = await appraised({ appraise: { anchors: { ...anchors, amd: { ...anchors.amd, Genoa: [mixed] } } } });
    expect(fact(result, 'snp.vek.chain', 'because')).toBe('signature');
  });

  it('that are pinned are trusted by their bytes and simulate nothing', async () => {
    const pinned = Object.values(testAmd('Genoa').anchors).map((anchor) => ({ ...anchor, test: false }));
    const [ark, ask, asvk] = pinned;
    if (ark === undefined || ask === undefined || asvk === undefined) throw new Error('no anchors');
    const result = await appraised({
      appraise: { anchors: { ...anchors, amd: { ...anchors.amd, Genoa: [{ ark, ask, asvk }] } } },
    });
    expect(troubles(result)).toEqual({});
    expect(result.simulated).toEqual([]);
  });

  it('must themselves be valid', async () => {
    const result = await appraised({
      appraise: { now: parseRfc3339('2050-06-01T00:00:00Z', 'now') },
      vek: { notAfter: '2051-01-01T00:00:00Z' },
      lists: [],
    });
    expect(troubles(result)).toMatchObject({ 'snp.vek.validity': 'fail' });
  });
});
