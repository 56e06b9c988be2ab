// Covers: appraise.ts, anchors/anchor.ts
import { describe, expect, it } from 'vitest';
import type { Anchors } from './anchors/anchor.ts';
import { noAnchors, testAnchor } from './testing/attester.ts';
import { iasAttester, iasCa, iasLeaf, iasReport, iasWire } from './testing/attesters/ias.ts';
import { collateralOf, makeCase, usualAuthorities, type Authorities } from './testing/intel/case.ts';
import { dcapEvidence, endorsementsFor, NOW } from './testing/intel/appraised.ts';
import { intelRoot, pckCa, pckLeaf, PLATFORM, tcbSigner } from './testing/intel/pki.ts';
import { ENCLAVE } from './testing/intel/quote-writer.ts';
import { appraiseCase } from './testing/appraise-case.ts';
import { DEVICE, keystoneReport, recordOf, registryResponse } from './testing/keystone-report.ts';
import { p256Key, rsaKey } from './testing/keys.ts';
import { nitroChain, nitroDocument } from './testing/nitro-document.ts';
import { evidenceOf, now as nitroNow } from './testing/nitro-appraised.ts';
import { expectNoUnmarkedPass, marked, passed, pinned } from './testing/two-roots.ts';
import { SANCTUM, sanctumChain } from './testing/sanctum-chain.ts';
import { issueList, issueVek, testAmd, type TestAmd } from './testing/snp/authority.ts';
import { made, now as snpNow } from './testing/snp/appraised.ts';
import { GENOA_REPORT, GENOA_TCB } from './testing/snp/report-writer.ts';

/**
 * Two roots are trusted, the release's and a developer's. Whichever single document is under the other one: no check about it
 * passes without the result being marked simulated. NVIDIA's are in one-anchor-gpu.test.ts.
 */

/** The same names, but none of the keys of the release's authorities. */
function strangers(seed: string): Authorities {
  const root = intelRoot(seed);
  const ca = pckCa(root, 'Platform', { key: p256Key(`${seed} CA`) });
  const signer = tcbSigner(root, { key: p256Key(`${seed} signer`) });
  return { root, ca, signer, pck: pckLeaf(ca, PLATFORM) };
}

describe.each(['sgx', 'tdx'] as const)('%s: a document of Intel’s under the other root', (tee) => {
  const release = usualAuthorities(PLATFORM);
  const developer = strangers('a developer');
  const version = tee === 'tdx' ? 4 : 3;
  const anchors: Anchors = {
    ...noAnchors,
    intelSgxRoot: [pinned(release.root.certificate), testAnchor('developer', developer.root.certificate)],
  };
  const documents = (of: Authorities) => collateralOf({ tee, version, now: NOW }, of);
  const appraisedWith = (of: Authorities, document: Readonly<Record<string, unknown>>) => {
    const { evidence } = makeCase({ tee, version, now: NOW, authorities: () => of });
    const collateral = new TextEncoder().encode(JSON.stringify(document));
    return appraiseCase({
      evidence: dcapEvidence(evidence),
      endorsements: endorsementsFor({ evidence, collateral }),
      anchors,
      now: NOW,
    });
  };
  const PARTS = {
    'dcap.tcb-info': ['tcb_info', 'tcb_info_signature', 'tcb_info_issuer_chain'],
    'dcap.qe-identity': ['qe_identity', 'qe_identity_signature', 'qe_identity_issuer_chain'],
    'dcap.pck-crl': ['pck_crl'],
    'dcap.root-crl': ['root_ca_crl'],
  } as const;

  it.each(Object.entries(PARTS))('%s counts for neither', async (kind, names) => {
    for (const [own, other] of [
      [release, developer],
      [developer, release],
    ] as const) {
      const moved = Object.fromEntries(names.map((name) => [name, documents(other)[name]]));
      const result = await appraisedWith(own, { ...documents(own), ...moved });
      const about = [`${kind}.signature`, ...(kind.endsWith('crl') ? [] : [`${kind}.signing-chain`])];
      expectNoUnmarkedPass(result, ...about);
      expect(passed(result, ...about)).toBe(false);
    }
  });

  it('is not needed: each alone holds, the developer’s marked', async () => {
    const genuine = await appraisedWith(release, documents(release));
    expect([genuine.vector.hardware, marked(genuine)]).toEqual(['affirming', false]);
    const simulated = await appraisedWith(developer, documents(developer));
    expect([simulated.vector.hardware, marked(simulated)]).toEqual(['affirming', true]);
  });
});

describe('snp: a document of AMD’s under the other root', () => {
  const own = testAmd('Genoa');
  const rogue = testAmd('Genoa', 'rogue');
  const released = {
    ark: pinned(own.anchors.ark.certificate),
    ask: pinned(own.anchors.ask.certificate),
    asvk: pinned(own.anchors.asvk.certificate),
  };
  const anchors: Anchors = { ...noAnchors, amd: { ...noAnchors.amd, Genoa: [released, rogue.anchors] } };
  const appraisedWith = (vekOf: TestAmd, listOf: TestAmd) => {
    const certificate = issueVek(vekOf, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB }).certificate;
    return appraiseCase({ ...made({ certificate, lists: [issueList(listOf)] }), anchors, now: snpNow });
  };

  it('a list counts for neither', async () => {
    for (const [vekOf, listOf] of [
      [own, rogue],
      [rogue, own],
    ] as const) {
      const result = await appraisedWith(vekOf, listOf);
      expectNoUnmarkedPass(result, 'snp.crl.signature');
      expect(passed(result, 'snp.crl.signature')).toBe(false);
    }
  });

  it('a certificate is simulated with its list, and the release’s is not', async () => {
    expect(marked(await appraisedWith(rogue, rogue))).toBe(true);
    expect(marked(await appraisedWith(own, own))).toBe(false);
  });

  it('a signing certificate of one set next to the root of the other is not a set', async () => {
    const mixed = { ...released, ask: rogue.anchors.ask };
    const certificate = issueVek(rogue, { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB }).certificate;
    const result = await appraiseCase({
      ...made({ certificate }),
      anchors: { ...anchors, amd: { ...anchors.amd, Genoa: [mixed] } },
      now: snpNow,
    });
    expectNoUnmarkedPass(result, 'snp.vek.chain');
  });
});

describe('nitro: a part of the chain under the other root', () => {
  const now = nitroNow;
  const other = nitroChain({ now, seed: 'a developer' });
  const anchors: Anchors = {
    ...noAnchors,
    awsNitroRoot: [pinned(nitroChain({ now }).root.certificate), testAnchor('developer', other.root.certificate)],
  };
  const appraised = (seed: string | undefined) =>
    appraiseCase({ evidence: evidenceOf(nitroDocument({ now, ...(seed === undefined ? {} : { seed }) })), anchors, now });

  it('is simulated as a whole, or not at all', async () => {
    expect(marked(await appraised('a developer'))).toBe(true);
    expect(marked(await appraised(undefined))).toBe(false);
  });

  it.each(['regional', 'zonal', 'instance', 'leaf'] as const)('counts for neither: %s', async (tier) => {
    const result = await appraiseCase({
      evidence: evidenceOf(nitroDocument({ now, signWith: { [tier]: other.root.key } })),
      anchors,
      now,
    });
    expectNoUnmarkedPass(result, 'nitro.chain.certificates');
    expect(passed(result, 'nitro.chain.certificates')).toBe(false);
  });
});

describe('ias: the leaf under the other root', () => {
  it('is simulated under the developer’s, whichever CA was sent', async () => {
    const release = iasCa();
    const developer = iasCa(rsaKey('rsa-4096-a', 'rsa-pkcs1-sha256'));
    const anchors: Anchors = {
      ...iasAttester.anchors,
      intelIasSigningCa: [pinned(release.certificate), testAnchor('developer', developer.certificate)],
    };
    const report = new TextEncoder().encode(iasReport('2026-11-25T11:00:00.123456', ENCLAVE));
    for (const [signer, sent] of [
      [release, release],
      [developer, developer],
      [release, developer],
      [developer, release],
    ] as const) {
      const leaf = iasLeaf(signer);
      const bytes = iasWire(report, leaf.key.sign(report), leaf, sent);
      const result = await appraiseCase({ evidence: { type: 'ias-report', bytes, parameters: {} }, anchors, now: NOW });
      expect(passed(result, 'ias.chain.root')).toBe(signer === sent);
      if (signer === developer) expectNoUnmarkedPass(result, 'ias.chain.root');
    }
  });
});

describe('open hardware: one register of a test network among the release’s', () => {
  const asOf = '2026-11-25T00:00:00Z';
  const test = { test: true };

  it('simulates a Keystone device', async () => {
    for (const more of [test, {}]) {
      const endorsements = [registryResponse('device-key', DEVICE.raw, asOf, more)];
      const result = await appraiseCase({
        evidence: { type: 'keystone-report', bytes: keystoneReport(), parameters: {} },
        endorsements,
        anchors: noAnchors,
        now: NOW,
      });
      expect([passed(result, 'keystone.device.registered'), marked(result)]).toEqual([true, more === test]);
    }
  });

  it.each([
    ['the manufacturer’s', test, {}],
    ['the device’s', {}, test],
    ['a test register that holds nothing of the device', {}, { ...test, records: [] }],
    ['a test register that revoked the device', {}, { ...test, records: [recordOf(SANCTUM.device.raw, { status: 'revoked' })] }],
  ])('simulates a Sanctum chain: %s', async (_, maker, device) => {
    const result = await appraiseCase({
      evidence: { type: 'sanctum-chain', bytes: sanctumChain(), parameters: {} },
      endorsements: [
        registryResponse('manufacturer-key', SANCTUM.manufacturer.raw, asOf, maker),
        registryResponse('device-key', SANCTUM.device.raw, asOf, device),
      ],
      anchors: noAnchors,
      now: NOW,
    });
    expect(marked(result)).toBe(true);
  });
});
