// Covers: appraise-site.ts
import { describe, expect, it } from 'vitest';
import { instant, toBase64, toRfc3339, type Endorsement } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { concat } from '../../verifier/bytes/equal.ts';
import { issueList, issueVek, testAmd } from '../../verifier/testing/snp/authority.ts';
import { made, now } from '../../verifier/testing/snp/appraised.ts';
import { GENOA_REPORT, GENOA_TCB, TABLE_GUID, writeTable } from '../../verifier/testing/snp/report-writer.ts';
import { askedOf, type Asked } from '../testing/asked.ts';
import type { SiteAppraisal } from './appraise-site.ts';

const CERTIFICATES = ENDORSEMENT_MEDIA_TYPE.snpCertificates;

const because = ({ problems }: SiteAppraisal) => problems.map(({ fault, facts }) => [fault, facts['need'], facts['because']]);

describe('an SNP report', () => {
  const amd = testAmd('Genoa');
  const rogue = testAmd('Genoa', 'rogue');
  const certificates = [amd.ark, amd.ask, amd.asvk].map(({ certificate }) => toBase64(certificate));
  const testAnchors = [{ slot: 'amdGenoa', name: 'test AMD', certificates }] as const;
  const vekOf = (from = amd, notAfter?: string): Uint8Array =>
    issueVek(from, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, ...(notAfter === undefined ? {} : { notAfter }) }).certificate;
  const list = issueList(amd);
  const good = made();
  const amds = (vek: Uint8Array | null = vekOf(), crl: Uint8Array | null = list): readonly Endorsement[] =>
    good.endorsements.flatMap((one) => {
      const bytes = one.need.kind === 'snp.crl' ? crl : vek;
      return bytes === null ? [] : [{ ...one, bytes }];
    });
  const asked = (answers = amds(), evidence = good.evidence): Promise<Asked> => askedOf(evidence, answers, now, { testAnchors });
  const sent = (...parts: readonly Uint8Array[]) => [{ mediaType: CERTIFICATES, bytes: concat(...parts) }];
  const hardware = ({ result }: SiteAppraisal) => result.vector.hardware;

  it('whose certificate AMD issued during the check is appraised as of then', async () => {
    const made = issueVek(amd, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB, notBefore: '2026-11-01T12:00:01Z' }).certificate;
    const appraised = await (await asked(amds(made))).visit();
    expect([hardware(appraised), appraised.result.vector.freshness]).toEqual(['affirming', 'none']);
    expect(appraised.clock?.facts).not.toHaveProperty('signed');
  });

  it('whose site sent an expired certificate and list is appraised with AMD’s', async () => {
    const background = await asked();
    const stale = sent(vekOf(amd, '2026-10-31T00:00:00Z'), issueList(amd, { nextUpdate: '2026-10-31T00:00:00Z' }));
    expect(hardware(await background.visit({}, stale))).toBe('affirming');
    expect(background.asked.toSorted()).toEqual(['snp.crl', 'snp.vek']);
  });

  it('whose site sent another authority’s certificate is appraised with AMD’s, and grey without it', async () => {
    const background = await asked();
    expect(hardware(await background.visit({}, sent(vekOf(rogue), list)))).toBe('affirming');
    expect(background.asked).toEqual(['snp.vek']);
    const silent = await asked([]);
    const appraised = await silent.visit({}, sent(vekOf(rogue), list));
    expect(hardware(appraised)).toBe('none');
    expect(because(appraised)).toContainEqual(['site', 'snp.vek', 'unusable']);
  });

  it('with another authority’s certificate inside is appraised with AMD’s, and grey without it', async () => {
    const { evidence } = made({
      type: 'snp-extended-report',
      evidence: (report) => concat(report, writeTable([{ guid: TABLE_GUID.vcek, bytes: vekOf(rogue) }])),
    });
    const background = await asked(amds(), evidence);
    expect(hardware(await background.visit())).toBe('affirming');
    expect(background.asked.toSorted()).toEqual(['snp.crl', 'snp.vek']);
    const silent = await asked(amds(null), evidence);
    expect(hardware(await silent.visit())).toBe('none');
  });

  it.each([
    ['certificate', amds(vekOf(rogue)), 'snp.vek'],
    ['list', amds(vekOf(), issueList(rogue)), 'snp.crl'],
  ])(
    'of which AMD’s service answers with a rogue %s is grey, the service’s fault, and that is not kept',
    async (_, answers, kind) => {
      const background = await asked(answers);
      const appraised = await background.visit();
      expect(hardware(appraised)).toBe('none');
      expect(because(appraised)).toEqual([['vendor', kind, 'unusable']]);
      background.answers = amds();
      expect(hardware(await background.visit())).toBe('affirming');
      expect(background.asked.filter((one) => one === kind)).toHaveLength(2);
    },
  );

  it('is appraised as of the time its list arrived: one that AMD signs on request is younger than the check', async () => {
    const signed = instant(now + 1000);
    const background = await asked(amds(vekOf(), issueList(amd, { thisUpdate: toRfc3339(signed) })));
    const waiting = (): Promise<void> => {
      background.now = instant(now + 1500);
      return Promise.resolve();
    };
    const appraised = await background.visit({ waiting });
    expect(appraised.clock?.facts).not.toHaveProperty('signed');
    expect(hardware(appraised)).toBe('affirming');
  });

  it('does not have its kept certificate requested again because a site sent a bad one', async () => {
    const background = await asked();
    await background.visit();
    background.asked.length = 0;
    expect(hardware(await background.visit({}, sent(vekOf(rogue), list)))).toBe('affirming');
    expect(background.asked).toEqual([]);
  });

  it('that its own chip’s key did not sign is red, whoever supplied the certificate', async () => {
    const bytes = good.evidence.bytes.map((byte, at) => (at === 0x90 ? byte ^ 1 : byte));
    const background = await asked(amds(), { ...good.evidence, bytes });
    expect(hardware(await background.visit())).toBe('contraindicated');
  });
});
