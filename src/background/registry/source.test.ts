import { describe, expect, it } from 'vitest';
import { instant, toHex, type AttestationResult, type Claims } from '../../verifier/index.ts';
import { bindingDigest, type Binding } from '../../verifier/protocol/index.ts';
import { noble } from '../../verifier/crypto/noble.ts';
import { BARE_CLAIMS } from '../../verifier/testing/bare-claims.ts';
import type { RegistryView } from '../api/registry-view.ts';
import { BUILT_IN_PROFILES } from './profiles/built-in.ts';
import type { LookUp, RegistryQuestion } from './question.ts';
import { MAX_RESUMES, registrySource } from './source.ts';

const CLAIMS: Claims = {
  ...BARE_CLAIMS,
  measurements: [
    { register: 'MRENCLAVE', value: 'b2'.repeat(32) },
    { register: 'MRSIGNER', value: 'c3'.repeat(32) },
  ],
};

const result = (changes: Partial<AttestationResult> = {}): AttestationResult => ({
  format: 1,
  tee: 'sgx',
  evidenceFormat: 'SGX quote v3',
  evidence: '00'.repeat(32),
  judgedAt: '2026-11-25T12:00:00Z',
  goodUntil: '2026-11-26T12:00:00Z',
  tier: 'affirming',
  vector: {
    hardware: 'affirming',
    configuration: 'affirming',
    executables: 'affirming',
    freshness: 'affirming',
    channel: 'affirming',
  },
  simulated: [],
  findings: [{ check: 'binding.report-data', outcome: 'pass' }],
  claims: CLAIMS,
  vouchedBy: [],
  ...changes,
});

const ACCOUNT = new Uint8Array(32).fill(0xa1);
const BINDING: Binding = {
  layout: 'sealmark-1',
  origin: 'https://site.example',
  nonce: new Uint8Array(32).fill(1),
  keys: [{ use: 'registry', key: ACCOUNT }],
};

async function asked(changes: Partial<RegistryQuestion> = {}): Promise<{
  answer: RegistryView | null;
  question: string | null;
  lookUp: LookUp | null;
}> {
  let lookUp: LookUp | null = null;
  const [profile = null] = BUILT_IN_PROFILES;
  const answer = await registrySource({
    engine: {
      lookUp(_, supplied) {
        lookUp = supplied;
        return Promise.reject(new Error('no client here'));
      },
    },
    profiles: { chosenFor: () => Promise.resolve(profile) },
    crypto: noble,
    now: () => instant(0),
  }).ask(
    {
      origin: BINDING.origin,
      result: result(),
      binding: BINDING,
      registered: () => Promise.resolve(null),
      execution: null,
      resumed: 0,
      answered: null,
      ...changes,
    },
    () => undefined,
    new AbortController().signal,
  );
  return { answer: answer?.view ?? null, question: answer?.question ?? null, lookUp };
}

const withoutNonce = async (): Promise<string> => toHex(await bindingDigest(noble, { ...BINDING, nonce: new Uint8Array() }));

describe('what a chain is asked', () => {
  it('is the account key, the code, and the quote that would have been registered; never the site', async () => {
    const { lookUp } = await asked();
    expect(lookUp).toEqual({
      what: 'enclave',
      fresh: { mrEnclave: 'b2'.repeat(32), mrSigner: 'c3'.repeat(32), debug: false },
      accounts: [toHex(ACCOUNT)],
      registered: { mrEnclave: 'b2'.repeat(32), reportData: await withoutNonce() },
      execution: null,
    });
    expect(JSON.stringify(lookUp)).not.toContain('site.example');
  });

  it('is nothing for keys to which the evidence does not commit', async () => {
    expect(
      (await asked({ result: result({ findings: [{ check: 'binding.report-data', outcome: 'fail' }] }) })).lookUp,
    ).toBeNull();
    expect((await asked({ result: result({ findings: [] }) })).lookUp).toBeNull();
    expect((await asked({ binding: null })).lookUp).toBeNull();
    expect((await asked({ result: result({ claims: null }) })).lookUp).toBeNull();
    expect((await asked({ result: result({ claims: { ...CLAIMS, measurements: [] } }) })).lookUp).toBeNull();
  });

  it('uses the registered quote when it is about the same keys, and skips it when it is not', async () => {
    const other = { ...CLAIMS, measurements: [{ register: 'MRENCLAVE', value: 'ee'.repeat(32) }] };
    const same = await asked({ registered: async () => result({ claims: { ...other, reportData: await withoutNonce() } }) });
    expect(same.lookUp).toMatchObject({ registered: { mrEnclave: 'ee'.repeat(32) } });
    const foreign = await asked({
      registered: () => Promise.resolve(result({ claims: { ...other, reportData: '00'.repeat(64) } })),
    });
    expect(foreign.lookUp).toMatchObject({ registered: { mrEnclave: 'b2'.repeat(32) } });
  });

  it.each<[string, (account: Uint8Array) => string, boolean]>([
    ['the site’s account alone, as Integritee’s workers are registered', (account) => toHex(account) + '00'.repeat(32), true],
    ['another account', () => 'ab'.repeat(32) + '00'.repeat(32), false],
    ['the account and something else', (account) => toHex(account) + '00'.repeat(31) + '01', false],
  ])('is about a registered quote only if that is over the site’s own account: %s', async (_, reportDataFor, isUsed) => {
    const reportData = reportDataFor(ACCOUNT);
    const claims = { ...CLAIMS, measurements: [{ register: 'MRENCLAVE', value: 'ee'.repeat(32) }], reportData };
    const { lookUp } = await asked({ registered: () => Promise.resolve(result({ claims })) });
    const usual = { mrEnclave: 'b2'.repeat(32), reportData: await withoutNonce() };
    expect(lookUp).toMatchObject({ registered: isUsed ? { mrEnclave: 'ee'.repeat(32), reportData } : usual });
  });

  it('is nothing where the site names no account and the profile trusts no registrar', async () => {
    const { answer, lookUp } = await asked({ binding: { ...BINDING, keys: [] } });
    expect(lookUp).toBeNull();
    expect(answer).toBeNull();
  });

  it('is the device’s key where a device was vouched for', async () => {
    const claims = { ...CLAIMS, deviceKey: 'e5'.repeat(32) };
    expect((await asked({ result: result({ claims }), binding: null })).lookUp).toEqual({ what: 'device', key: 'e5'.repeat(32) });
  });

  it('does not depend on the rows in which claims are drawn', async () => {
    const claims = { ...CLAIMS, details: { device_key: 'e5'.repeat(32) } };
    expect((await asked({ result: result({ claims }), binding: null })).lookUp).toBeNull();
  });

  it('is nothing where the same question was answered before, whatever nonce the fresh evidence has', async () => {
    const { answer, question } = await asked();
    if (answer === null || question === null) throw new Error('nothing was asked');
    const binding = { ...BINDING, nonce: new Uint8Array(32).fill(2) };
    const again = await asked({ answered: { question, view: answer }, binding });
    expect(again).toEqual({ answer, question, lookUp: null });
    const account = { ...BINDING, keys: [{ use: 'registry', key: new Uint8Array(32).fill(3) }] } as const;
    expect((await asked({ answered: { question, view: answer }, binding: account })).lookUp).not.toBeNull();
    const claims = { ...CLAIMS, debug: true };
    expect((await asked({ answered: { question, view: answer }, result: result({ claims }) })).lookUp).not.toBeNull();
  });

  it('answers that the client failed when it did', async () => {
    expect((await asked()).answer).toMatchObject({ level: null, answer: { kind: 'unreachable', because: 'client-failed' } });
  });

  it('is not asked forever when the worker is stopped each time', async () => {
    expect((await asked({ resumed: MAX_RESUMES })).lookUp).not.toBeNull();
    const { answer, lookUp } = await asked({ resumed: MAX_RESUMES + 1 });
    expect(lookUp).toBeNull();
    expect(answer).toMatchObject({ level: null, answer: { kind: 'unreachable', because: 'client-failed' } });
  });
});
