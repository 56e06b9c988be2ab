// Covers: authenticate.ts, report.ts
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../bytes/base64.ts';
import type { Evidence } from '../../evidence.ts';
import { ORDINARY_POLICY, type AppraisalPolicy } from '../../tees.ts';
import { toPem } from '../../testing/der-writer.ts';
import { epidQuote, iasAttester, iasCa, iasLeaf, iasReport, iasWire } from '../../testing/attesters/ias.ts';
import { failures, appraiseIntelCase, NOW } from '../../testing/intel/appraised.ts';
import { ENCLAVE } from '../../testing/intel/quote-writer.ts';
import { appraiseCase } from '../../testing/appraise-case.ts';
import { rsaKey } from '../../testing/keys.ts';
import type { Issued } from '../../testing/authority.ts';
import { issue } from '../../testing/authority.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { AttestationResult } from '../../result.ts';

const ca = iasCa();
const leaf = iasLeaf(ca);
const MADE = '2026-11-25T11:00:00.123456';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

type Change = {
  readonly made?: string;
  readonly report?: object;
  readonly chain?: readonly Issued[];
  readonly signer?: Issued;
  readonly policy?: AppraisalPolicy;
};

function appraiseEvidence(
  evidence: Evidence,
  policy = ORDINARY_POLICY,
  endorsements: readonly Endorsement[] = [],
): Promise<AttestationResult> {
  return appraiseCase({ evidence, anchors: iasAttester.anchors, now: NOW, policy, endorsements });
}

/** A good report, except for the change. */
function appraised({ made = MADE, report = {}, chain = [leaf, ca], signer = leaf, policy }: Change): Promise<AttestationResult> {
  const body = text(iasReport(made, ENCLAVE, report));
  const bytes = iasWire(body, signer.key.sign(body), ...chain);
  return appraiseEvidence({ type: 'ias-report', bytes, parameters: {} }, policy);
}

/** The terminal's policy: its caller vouches for time and certificates. */
const AT_A_TERMINAL: AppraisalPolicy = {
  ...ORDINARY_POLICY,
  tees: { ...ORDINARY_POLICY.tees, ias: { certificateTime: 'now' } },
};

/** A good report always warns that the service is closed. */
const LEGACY = { 'ias.service.open': 'warn' };
const unreadable = (result: AttestationResult): boolean =>
  result.findings.some(({ check, outcome }) => check === 'evidence.well-formed' && outcome === 'fail');

describe('a report of the attestation service', () => {
  it('is never better than a warning', async () => {
    const result = await appraised({});
    expect(failures(result)).toEqual(LEGACY);
    expect(result.vector.hardware).toBe('warning');
    expect(result.claims).toMatchObject({
      madeAt: '2026-11-25T11:00:00.123Z',
      tcb: { quoteStatus: 'OK', evaluationDataNumber: 16 },
    });
  });

  it.each([
    ['under another root of the same name', { chain: [iasLeaf(iasCa(rsaKey('rsa-4096-a', 'rsa-pkcs1-sha256')))] }, 'signature'],
    ['with another CA beside it', { chain: [leaf, iasCa(rsaKey('rsa-4096-a', 'rsa-pkcs1-sha256'))] }, 'other-root'],
    ['with the CA itself as signer', { chain: [ca], signer: ca }, 'name'],
    ['under a leaf of another name', { chain: [iasLeaf(ca, undefined, 'Intel SGX Report')] }, 'name'],
    ['under a leaf that a leaf issued', { chain: [iasLeaf({ ...leaf, subject: ca.subject })] }, 'key-identifiers-do-not-chain'],
    ['made before the certificate', { made: '2019-12-31T23:59:59.0' }, 'not-yet-valid'],
    ['made after the certificate', { chain: [iasLeaf(ca, '2026-11-25T10:59:59Z')] }, 'expired'],
  ] as readonly (readonly [string, Change, string])[])('%s is refused', async (_, change, because) => {
    const result = await appraised(change);
    expect(failures(result)['ias.chain.root']).toMatch(new RegExp(`^fail (${because}|key-identifiers-do-not-chain)$`));
    expect(result.claims).toBeNull();
  });

  it('is refused under a leaf that is a CA', async () => {
    const odd = issue(ca, { subject: leaf.subject, key: leaf.key, ca: true });
    expect(failures(await appraised({ chain: [odd] }))['ias.chain.root']).toBe('fail leaf-is-a-ca');
  });

  it('is refused when another key signed it', async () => {
    const signer = { ...leaf, key: rsaKey('rsa-2048-b', 'rsa-pkcs1-sha256') };
    const result = await appraised({ signer });
    expect(failures(result)['ias.report.signature']).toBe('fail');
    expect(result.claims).toBeNull();
  });

  it('is refused with an added space', async () => {
    const body = text(iasReport(MADE, ENCLAVE));
    const spaced = text(iasReport(MADE, ENCLAVE).replace('{', '{ '));
    const bytes = iasWire(spaced, leaf.key.sign(body), leaf, ca);
    expect(failures(await appraiseEvidence({ type: 'ias-report', bytes, parameters: {} }))['ias.report.signature']).toBe('fail');
  });

  it('from the future shows a clock that is behind, or is refused where the caller vouches for the time', async () => {
    const made = '2026-11-25T12:00:00.001';
    expect(failures(await appraised({ made }))['ias.report.timestamp']).toBe('unknown not-yet-valid');
    const policy = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, ias: { certificateTime: 'now' } } } as const;
    expect(failures(await appraised({ made, policy }))['ias.report.timestamp']).toBe('fail not-yet-valid');
    expect(failures(await appraised({ made: '2026-11-25T12:00:00.000999' }))).toEqual(LEGACY);
  });

  it('under a certificate that expired since warns, or is refused, as the policy says', async () => {
    const chain = [iasLeaf(ca, '2026-11-25T11:30:00Z')];
    expect(failures(await appraised({ chain }))).toEqual({ ...LEGACY, 'ias.chain.dates': 'warn expired' });
    const strict = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, ias: { certificateTime: 'now' } } } as const;
    expect(failures(await appraised({ chain, policy: strict }))).toEqual({ ...LEGACY, 'ias.chain.dates': 'fail expired' });
  });

  it.each([
    ['OK', undefined],
    ['GROUP_OUT_OF_DATE', 'warn'],
    ['CONFIGURATION_NEEDED', 'warn'],
    ['SW_HARDENING_NEEDED', 'warn'],
    ['CONFIGURATION_AND_SW_HARDENING_NEEDED', 'warn'],
    ['SIGNATURE_INVALID', 'fail'],
    ['GROUP_REVOKED', 'fail'],
    ['SIGNATURE_REVOKED', 'fail'],
    ['KEY_REVOKED', 'fail'],
    ['SIGRL_VERSION_MISMATCH', 'fail'],
    ['ok', 'fail'],
    ['SOMETHING_NEW', 'fail'],
  ])('of status %s comes to %s', async (isvEnclaveQuoteStatus, wanted) => {
    const result = await appraised({ report: { isvEnclaveQuoteStatus, advisoryIDs: ['INTEL-SA-00334'] } });
    expect(failures(result)['ias.report.status']).toBe(wanted);
    expect(result.claims?.tcb).toMatchObject({ quoteStatus: isvEnclaveQuoteStatus, advisories: ['INTEL-SA-00334'] });
  });

  it('of a debug enclave is refused', async () => {
    const enclave = { ...ENCLAVE, attributes: Uint8Array.of(7, ...new Uint8Array(15)) };
    const result = await appraised({ report: { isvEnclaveQuoteBody: toBase64(epidQuote(enclave)) } });
    expect(result.vector.configuration).toBe('contraindicated');
  });

  it.each([
    ['was not initialised', 4, { 'sgx.attributes.initialised': 'warn' }],
    ['may use the provisioning key', 0x15, { 'sgx.attributes.privileged-keys': 'warn' }],
    ['may launch other enclaves', 0x25, { 'sgx.attributes.privileged-keys': 'warn' }],
  ])('of an enclave that %s warns as a quote of it does', async (_, flags, wanted) => {
    const enclave = { ...ENCLAVE, attributes: Uint8Array.of(flags, ...new Uint8Array(15)) };
    const result = await appraised({ report: { isvEnclaveQuoteBody: toBase64(epidQuote(enclave)) } });
    expect(failures(result)).toEqual({ ...LEGACY, ...wanted });
    expect(result.vector.configuration).toBe('warning');
    expect(failures(await appraiseIntelCase({ enclave: { attributes: enclave.attributes } }))).toEqual(wanted);
  });

  it('with a third certificate cannot be read, whatever that is', async () => {
    for (const third of [ca, leaf, iasCa()]) expect(unreadable(await appraised({ chain: [leaf, ca, third] }))).toBe(true);
  });

  it('carries the nonce that the site sent, as hex', async () => {
    expect((await appraised({ report: { nonce: 'abc' } })).claims?.nonce).toBe('616263');
  });

  it.each([
    ['version 1', { version: 1 }],
    ['version 6', { version: 6 }],
    ['a time with a zone', { timestamp: '2026-11-25T11:00:00.000000Z' }],
    ['no such time', { timestamp: '2026-02-30T11:00:00' }],
    ['no status', { isvEnclaveQuoteStatus: undefined }],
    ['a quote body of another size', { isvEnclaveQuoteBody: toBase64(epidQuote(ENCLAVE).filter((_, at) => at > 0)) }],
    ['a longer quote body', { isvEnclaveQuoteBody: toBase64(Uint8Array.from([...epidQuote(ENCLAVE), 0])) }],
    ['a quote of version 3', { isvEnclaveQuoteBody: toBase64(epidQuote(ENCLAVE, 3)) }],
    ['a signature type 2', { isvEnclaveQuoteBody: toBase64(epidQuote(ENCLAVE, 2, 2)) }],
    ['a nonce over 32 characters', { nonce: 'a'.repeat(33) }],
    ['a nonce that is not ASCII', { nonce: 'é' }],
    ['advisories that are no texts', { advisoryIDs: [1] }],
  ])('with %s cannot be read', async (_, report) => {
    expect(unreadable(await appraised({ report }))).toBe(true);
  });

  it('without a version is one from before that field', async () => {
    const result = await appraised({ report: { version: undefined } });
    expect(result.evidenceFormat).toBe('IAS report');
    expect(failures(result)).toEqual(LEGACY);
  });
});

describe('the forms of a report', () => {
  const body = text(iasReport(MADE, ENCLAVE));
  const signature = toBase64(leaf.key.sign(body));
  const pem = toPem('CERTIFICATE', leaf.certificate, ca.certificate);
  const wire = { report: toBase64(body), signature, certificates: pem };
  const appraiseWire = (value: object) =>
    appraiseEvidence({ type: 'ias-report', bytes: text(JSON.stringify(value)), parameters: {} });

  it.each([
    ['plain PEM', pem],
    ['URL-encoded PEM, as the header had it', encodeURIComponent(pem)],
  ])('take the certificates as %s', async (_, certificates) => {
    expect(failures(await appraiseWire({ ...wire, certificates }))).toEqual(LEGACY);
    expect(
      failures(await appraiseEvidence({ type: 'ias-report', bytes: body, parameters: { signature, certificates } })),
    ).toEqual(LEGACY);
  });

  it('take the certificates from the caller, in DER or PEM', async () => {
    const endorsements = [
      { need: { kind: 'ias.signing-certificate' }, bytes: leaf.certificate },
      { need: { kind: 'ias.signing-ca' }, bytes: text(toPem('CERTIFICATE', ca.certificate)) },
    ];
    const evidence: Evidence = { type: 'ias-report', bytes: body, parameters: { signature } };
    expect(failures(await appraiseEvidence(evidence, ORDINARY_POLICY, endorsements))).toEqual(LEGACY);
    const [first] = endorsements;
    if (first === undefined) throw new Error('no endorsement');
    const broken = [{ ...first, bytes: Uint8Array.of(0x30) }];
    expect(failures(await appraiseEvidence(evidence, ORDINARY_POLICY, broken))['ias.chain.root']).toBe('unknown unreadable');
    expect(failures(await appraiseEvidence(evidence, AT_A_TERMINAL, broken))['ias.chain.root']).toBe('fail unreadable');
  });

  it('without signature or certificate are undecided', async () => {
    const evidence: Evidence = { type: 'ias-report', bytes: body, parameters: { certificates: pem } };
    expect(failures(await appraiseEvidence(evidence))['ias.chain.root']).toBe('unknown no-signature');
    expect(failures(await appraiseEvidence({ ...evidence, parameters: { signature } }))['ias.chain.root']).toBe(
      'unknown no-certificate',
    );
  });

  it.each([
    ['a member too many', { ...wire, extra: 1 }],
    ['a member too few', { report: wire.report, signature }],
    ['a report that is not base64', { ...wire, report: '*' }],
    ['half a percent sign', { ...wire, certificates: `${encodeURIComponent(pem)}%4` }],
    ['nothing but a name', { report: '' }],
  ])('with %s cannot be read', async (_, value) => {
    expect(unreadable(await appraiseWire(value))).toBe(true);
  });

  it('larger than 64 kB cannot be read', async () => {
    expect(unreadable(await appraiseWire({ ...wire, report: 'A'.repeat(70_000) }))).toBe(true);
  });
});
