// Covers: authenticate.ts
import { suppliedBy } from '../../endorsement.ts';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { ORDINARY_POLICY } from '../../tees.ts';
import { failures, appraiseIntelCase } from '../../testing/intel/appraised.ts';
import { PLATFORM } from '../../testing/intel/pki.ts';
import { ENCLAVE, filler } from '../../testing/intel/quote-writer.ts';
import { open } from '../../open.ts';
import { makeCase, usualAuthorities } from '../../testing/intel/case.ts';
import { dcapEvidence, endorsementsFor, NOW } from '../../testing/intel/appraised.ts';

/** ATTRIBUTES with these low bits set, besides MODE64BIT. */
const attributes = (flags: number) => ({
  attributes: Uint8Array.of(flags | 0x04, ...new Uint8Array(7), 0xe7, ...new Uint8Array(7)),
});
const INIT = 0x01;
const outcome = async (check: string, flags: number, debug: 'accept' | 'warn' | 'refuse' = 'refuse') => {
  const policy = { ...ORDINARY_POLICY, common: { ...ORDINARY_POLICY.common, debug } };
  const { findings } = await appraiseIntelCase({ enclave: attributes(flags) }, { policy });
  return findings.find((finding) => finding.check === check)?.outcome;
};

describe('SGX attributes', () => {
  it('of a production enclave pass', async () => {
    expect(failures(await appraiseIntelCase({ enclave: attributes(INIT) }))).toEqual({});
  });

  it('warn of an enclave that is not initialised', async () => {
    expect(await outcome('sgx.attributes.initialised', 0)).toBe('warn');
  });

  it.each([0x10, 0x20, 0x30])('warn of keys meant for Intel’s own enclaves (%i)', async (keys) => {
    expect(await outcome('sgx.attributes.privileged-keys', INIT | keys)).toBe('warn');
  });

  it('of a debug enclave are judged by the policy', async () => {
    expect(await outcome('evidence.debug', INIT | 0x02)).toBe('fail');
    expect(await outcome('evidence.debug', INIT | 0x02, 'warn')).toBe('warn');
    expect(await outcome('evidence.debug', INIT | 0x02, 'accept')).toBe('pass');
    expect(await outcome('evidence.debug', INIT)).toBe('pass');
  });
});

describe('SGX claims', () => {
  it('are the report’s registers and numbers', async () => {
    const { claims, evidenceFormat, tee } = await appraiseIntelCase({ enclave: { reportData: filler('data', 64) } });
    expect([tee, evidenceFormat]).toEqual(['sgx', 'SGX quote v3']);
    expect(claims?.measurements).toEqual([
      { register: 'MRENCLAVE', value: toHex(ENCLAVE.mrEnclave) },
      { register: 'MRSIGNER', value: toHex(ENCLAVE.mrSigner) },
      { register: 'CONFIGID', value: '00'.repeat(64) },
      { register: 'CONFIGSVN', value: '0000' },
    ]);
    expect(claims?.reportData).toBe(toHex(filler('data', 64)));
    expect(claims?.hostChosen).toEqual([]);
    expect(claims?.details).toMatchObject({
      ISVPRODID: 7,
      ISVSVN: 3,
      KSS: false,
      FMSPC: PLATFORM.fmspc,
      smtEnabled: true,
      cachedKeys: false,
    });
  });

  it('name what the host chose', async () => {
    const configId = fromHex(`01${'00'.repeat(63)}`, 'CONFIGID');
    const { claims, vector } = await appraiseIntelCase({ enclave: { configId, configSvn: 0x0102 } });
    expect(claims?.hostChosen).toEqual([
      { register: 'CONFIGID', value: toHex(configId) },
      { register: 'CONFIGSVN', value: '0102' },
    ]);
    expect(vector.configuration).toBe('warning');
  });
});

describe('what an SGX quote needs', () => {
  const opened = () => {
    const opening = open(dcapEvidence(makeCase({ now: NOW }).evidence));
    if (opening.at !== 'opened') throw new Error(opening.why);
    return opening.opened;
  };

  it('is asked of Intel one by one', () => {
    expect(opened().needs([])).toEqual([
      { kind: 'dcap.tcb-info', tee: 'sgx', fmspc: PLATFORM.fmspc },
      { kind: 'dcap.qe-identity', tee: 'sgx' },
      { kind: 'dcap.pck-crl', ca: 'platform' },
      { kind: 'dcap.root-crl' },
    ]);
  });

  it('is asked no more once it was given', () => {
    const needs = opened().needs([]);
    const made = makeCase({ now: NOW });
    const supplied = suppliedBy('site', endorsementsFor(made));
    expect(supplied.map(({ need }) => need)).toEqual(expect.arrayContaining([...needs]));
    expect(opened().missing(supplied, NOW)).toEqual([]);
    expect(
      opened().missing(
        supplied.filter(({ need }) => need.kind !== 'dcap.root-crl'),
        NOW,
      ),
    ).toEqual([{ kind: 'dcap.root-crl' }]);
  });

  it('is nothing that can be asked when the quote has no chain', () => {
    const quote = { certification: { type: 3, bytes: new Uint8Array(404) } };
    const opening = open(dcapEvidence(makeCase({ now: NOW, quote }).evidence));
    expect(opening.at === 'opened' && opening.opened.needs([])).toEqual([]);
    expect(usualAuthorities().pck.serial.length).toBeGreaterThan(0);
  });
});
