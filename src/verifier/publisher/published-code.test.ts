import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decide } from '../audits/decide.ts';
import type { Claims, Measurement } from '../claims.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { BARE_CLAIMS } from '../testing/bare-claims.ts';
import { USUAL_STATEMENT, writtenBundle, type BundleRequest } from '../testing/publisher/sigstore/bundle.ts';
import { TEST_INSTANCE } from '../testing/publisher/sigstore/instance.ts';
import { instant } from '../time.ts';
import { publishedCode, SIGSTORE_BUNDLE } from './published-code.ts';

const crypto = webCrypto(webcrypto.subtle);
const AT = '2026-11-29T00:00:00Z';

const claimsWith = (measurements: readonly Measurement[]): Claims => ({
  ...BARE_CLAIMS,
  measurements,
});

const [mrEnclave, mrSigner] = ['11'.repeat(32), '22'.repeat(32)];
const SGX = claimsWith([
  { register: 'MRENCLAVE', value: mrEnclave },
  { register: 'MRSIGNER', value: mrSigner },
]);
const words = ['MRTD', 'RTMR0', 'RTMR1', 'RTMR2', 'RTMR3'];
const TDX = claimsWith(words.map((register, at) => ({ register, value: `${String(at)}a`.repeat(48) })));

const about = (...digests: readonly string[]): object => ({
  ...USUAL_STATEMENT,
  subject: digests.map((digest, at) => ({
    name: `part ${String(at)}`,
    digest: { [digest.length === 64 ? 'sha256' : 'sha384']: digest },
  })),
});

async function published(
  tee: string,
  claims: Claims,
  requests: readonly BundleRequest[],
  at = AT,
  mediaType: string = SIGSTORE_BUNDLE,
) {
  const documents = requests.map((request) => ({ mediaType, bytes: writtenBundle(request) }));
  return await publishedCode(documents, tee, claims, {
    instances: [{ ...TEST_INSTANCE, test: false }],
    now: instant(Date.parse(at)),
    crypto,
  });
}

const stated = async (tee: string, claims: Claims, statement: object) => (await published(tee, claims, [{ statement }]))[0];

describe('which registers a statement names', () => {
  it('include the one that identifies an enclave', async () => {
    expect(await stated('sgx', SGX, about(mrEnclave))).toMatchObject({ registers: ['MRENCLAVE'], namesCode: true });
  });

  it('do not identify the code if only its signer is named', async () => {
    expect(await stated('sgx', SGX, about(mrSigner))).toMatchObject({ registers: ['MRSIGNER'], namesCode: false });
  });

  it('do not identify a TD’s code if one of its registers is missing', async () => {
    const value = (at: number): string => TDX.measurements[at]?.value ?? '';
    expect(await stated('tdx', TDX, about(value(0), value(2)))).toMatchObject({ registers: ['MRTD', 'RTMR1'], namesCode: false });
    const whole = TDX.measurements.map((one) => one.value);
    expect(await stated('tdx', TDX, about(...whole))).toMatchObject({ namesCode: true });
  });

  it('are never all zeros', async () => {
    const zeros = '00'.repeat(32);
    const claims = claimsWith([{ register: 'MRENCLAVE', value: zeros }]);
    expect(await stated('sgx', claims, about(zeros))).toMatchObject({ registers: [], namesCode: false });
  });

  it('of Tinfoil’s predicate are each matched only by its own name', async () => {
    const predicateType = 'https://tinfoil.sh/predicate/snp-tdx-multiplatform/v1';
    const [, , rtmr1, rtmr2] = TDX.measurements.map(({ value }) => value);
    const of = (predicate: object): object => ({ ...about('ab'.repeat(32)), predicateType, predicate });
    const right = { snp_measurement: '33'.repeat(48), tdx_measurement: { rtmr1, rtmr2 } };
    expect(await stated('tdx', TDX, of(right))).toMatchObject({ registers: ['RTMR1', 'RTMR2'], namesCode: false });
    expect(await stated('tdx', TDX, of({ tdx_measurement: { rtmr1: rtmr2, rtmr2: rtmr1 } }))).toMatchObject({ registers: [] });
    const snp = claimsWith([{ register: 'MEASUREMENT', value: '33'.repeat(48) }]);
    expect(await stated('snp', snp, of(right))).toMatchObject({ registers: ['MEASUREMENT'], namesCode: true });
    expect(await stated('snp', snp, of({ snp_measurement: 7 }))).toEqual({ holds: false, fault: 'malformed', list: null });
  });
});

describe('reading', () => {
  it('takes four proofs at most, of this media type only', async () => {
    expect(
      await published(
        'sgx',
        SGX,
        Array.from({ length: 6 }, () => ({})),
      ),
    ).toHaveLength(4);
    expect(await published('sgx', SGX, [{}], AT, 'application/json')).toEqual([]);
  });

  it('marks a proof as old if nobody has signed for a year', async () => {
    const [fresh] = await published('sgx', SGX, [{}]);
    const [old] = await published('sgx', SGX, [{}], '2027-06-02T00:00:00Z');
    expect([fresh, old]).toMatchObject([{ old: false }, { old: true }]);
  });
});

describe('the effect on the code', () => {
  it('is at best its publisher’s own, and nothing under an unpinned instance', async () => {
    const proofs = await published('sgx', SGX, [{ statement: about(mrEnclave) }]);
    expect(decide({ statements: [], denials: [], open: [] }, [], proofs).outcome).toBe('vendor');
    const asTest = proofs.map((one) => (one.holds ? { ...one, test: true } : one));
    expect(decide({ statements: [], denials: [], open: [] }, [], asTest).outcome).toBe('unknown');
    const user = { kind: 'user', name: 'you', since: AT } as const;
    expect(decide({ statements: [], denials: [], open: [] }, [user], proofs).outcome).toBe('accepted');
  });
});
