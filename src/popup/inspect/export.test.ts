import { describe, expect, it } from 'vitest';
import { now, ofSample, request, samples } from '../../../testing/screens/samples.ts';
import { concat, type AttestationResult } from '../../verifier/index.ts';
import { chainsOf } from './certificate-chain.ts';
import { testAmd } from '../../verifier/testing/snp/authority.ts';
import { toEar } from './ear.ts';
import { findCertificates } from './find-certificates.ts';
import { appraiseDropped } from './appraise-dropped.ts';

describe('certificates', () => {
  it('are found in DER and PEM, once each, and drawn from the root down', async () => {
    const sgx = samples.find(({ name }) => name === 'sgx');
    if (sgx === undefined) throw new Error('no sample');
    const { evidence } = sgx.attested;
    const ders = findCertificates(evidence, ...sgx.attested.endorsements.map(({ bytes }) => bytes));
    expect(findCertificates(evidence, evidence)).toHaveLength(3);
    const chains = await chainsOf(ders, sgx.attester.anchors);
    const longest = chains.toSorted((a, b) => b.length - a.length)[0] ?? [];
    expect(longest).toHaveLength(3);
    expect(longest.map(({ anchor }) => anchor)).toEqual(['test', null, null]);
    expect(longest.map(({ signed }) => signed)).toEqual([null, true, true]);
  });

  it('under another root of the same name are drawn as not signed', async () => {
    const sgx = samples.find(({ name }) => name === 'sgx');
    if (sgx === undefined) throw new Error('no sample');
    const other = sgx.attester.attest({ ...request, fault: 'wrong-root' });
    const [own] = findCertificates(sgx.attested.evidence);
    const [leaf] = findCertificates(other.evidence);
    if (own === undefined || leaf === undefined) throw new Error('no certificates');
    const chains = await chainsOf(findCertificates(concat(leaf)), sgx.attester.anchors);
    expect(chains.flat().every(({ signed }) => signed !== true)).toBe(true);
  });
});

describe('several certificates with one name', () => {
  it('have the one that signed drawn above', async () => {
    const snp = samples.find(({ name }) => name === 'snp');
    if (snp === undefined) throw new Error('no sample');
    const { own, rogue } = { own: testAmd('Genoa'), rogue: testAmd('Genoa', 'rogue') };
    const found = findCertificates(snp.attested.evidence, rogue.ask.certificate, rogue.ark.certificate);
    const [leaf] = found;
    if (leaf === undefined) throw new Error('no certificates');
    const anchors = { ...snp.attester.anchors, amd: { ...snp.attester.anchors.amd, Genoa: [rogue.anchors, own.anchors] } };
    const [chain] = (await chainsOf([leaf], anchors)).toSorted((a, b) => b.length - a.length);
    expect(chain?.map(({ signed }) => signed)).toEqual([null, true, true]);
    const offered = await chainsOf([rogue.ark.certificate, rogue.asvk.certificate, leaf], snp.attester.anchors);
    const drawn = offered.find((links) => links.some(({ certificate }) => /SEV-VLEK(?!-)/.test(certificate.subject)));
    expect(drawn?.map(({ signed }) => signed)).toEqual([null, true, true]);
  });
});

describe('exported as EAR', () => {
  it('carries the tier of each aspect as AR4SI’s numbers', async () => {
    const [sample] = samples;
    if (sample === undefined) throw new Error('no sample');
    const { result } = await appraiseDropped(
      ofSample(sample),
      { anchors: sample.attester.anchors, references: [] },
      [],
      null,
      now,
    );
    const ear = toEar(result, { developer: 'Sealmark', build: '0.1.0' });
    expect(ear).toMatchObject({
      eat_profile: 'tag:github.com,2023:veraison/ear',
      submods: {
        [String(result.tee)]: { 'ear.status': result.tier, 'ear.trustworthiness-vector': { hardware: 2, executables: 0 } },
      },
    });
    expect(JSON.parse(JSON.stringify(ear))).toEqual(ear);
  });

  it('calls what failed contraindicated', () => {
    const failed: AttestationResult = {
      format: 1,
      tee: null,
      evidenceFormat: null,
      evidence: '00',
      judgedAt: '2026-11-20T12:00:00.000Z',
      goodUntil: '2026-11-20T12:00:00.000Z',
      tier: 'contraindicated',
      vector: { hardware: 'contraindicated', configuration: 'none', executables: 'none', freshness: 'warning', channel: 'none' },
      simulated: [],
      findings: [],
      claims: null,
      vouchedBy: [],
    };
    expect(toEar(failed, { developer: 'x', build: 'y' })).toMatchObject({
      iat: 1795176000,
      submods: {
        unrecognised: { 'ear.trustworthiness-vector': { hardware: 96, configuration: 0 }, 'tag:sealmark.dev,2026:freshness': 32 },
      },
    });
  });
});
