import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { makeCase, type CaseRequest } from '../testing/intel/case.ts';
import { faultsOf, appraiseIntelCase, NOW } from '../testing/intel/appraised.ts';
import { QUOTING_ENCLAVE, TD_SIZES, type QuoteFields } from '../testing/intel/quote-writer.ts';
import { p256Key } from '../testing/keys.ts';
import { readQuote } from './quote.ts';

/** Why a quote with these fields cannot be read; undefined when it can. */
function refusal(request: Omit<CaseRequest, 'now'>): string | undefined {
  try {
    readQuote(makeCase({ now: NOW, ...request }).evidence);
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return `${error.field}: ${error.why}`;
    throw error;
  }
}
const withQuote = (quote: Partial<QuoteFields>, request: Omit<CaseRequest, 'now'> = {}) => refusal({ ...request, quote });
const v4 = { version: 4 } as const;
const v5 = { version: 5 } as const;

describe('quote frames', () => {
  it.each([
    ['SGX, version 3', { version: 3 }],
    ['SGX, version 4', { version: 4 }],
    ['SGX, version 5', { version: 5 }],
    ['TDX, version 4', { tee: 'tdx', version: 4 }],
    ['TDX 1.0, version 5', { tee: 'tdx', version: 5 }],
    ['TDX 1.5, version 5', { tee: 'tdx', version: 5, td: '1.5' }],
    ['TDX 1.5 extended, version 5', { tee: 'tdx', version: 5, td: '1.5-ex' }],
  ] as const)('of %s are read and hold', async (_, request) => {
    expect(await faultsOf(request)).toEqual({});
  });

  it.each([0, 1, 2, 6, 0x0300])('of version %i are refused', (version) => {
    expect(withQuote({ version })).toMatch(/^quote\.version/);
  });

  it('of version 3 hold no TD, of version 4 the body that the TEE type implies', () => {
    expect(withQuote({ version: 3 }, { tee: 'tdx', version: 4 })).toMatch(/TEE type/);
    expect(withQuote({ teeType: 0x81 })).toMatch(/TEE type/);
    expect(withQuote({ teeType: 1 }, v4)).toMatch(/TEE type/);
  });

  it('of version 5 name type and size of their body, and both are right', () => {
    const size = TD_SIZES['1.0'];
    expect(withQuote({ named: { type: 5, size: 384 } }, v5)).toMatch(/TEE type/);
    expect(withQuote({ named: { type: 2, size } }, v5)).toMatch(/TEE type/);
    expect(withQuote({ named: { type: 1, size } }, { ...v5, tee: 'tdx' })).toMatch(/TEE type/);
    expect(withQuote({ named: { type: 1, size: 385 } }, v5)).toMatch(/body size/);
  });

  it.each([0, 1, 3])('of attestation key type %i are refused', (keyType) => {
    expect(withQuote({ keyType })).toMatch(/attestation key type/);
  });

  it('of another vendor’s quoting enclave are refused', () => {
    expect(withQuote({ vendor: new Uint8Array(16) })).toMatch(/QE vendor id/);
  });

  it('are refused when a length is wrong', () => {
    for (const request of [{}, v4, v5]) {
      for (const falsehoods of [
        { section: 1 },
        { section: -1 },
        { section: 0x7fffffff },
        { auth: 0xfff0 },
        { certification: 1 },
        { certification: 0x7ffffff0 },
      ])
        expect(withQuote({ falsehoods }, request), JSON.stringify({ ...request, falsehoods })).toBeDefined();
    }
    expect(withQuote({ falsehoods: { outer: 1 } }, v4)).toBeDefined();
    expect(withQuote({ falsehoods: { outer: -1 } }, v4)).toBeDefined();
    expect(withQuote({ falsehoods: { certification: -1 } }, v4)).toMatch(/trailing/);
  });

  it('of version 3 may leave bytes over inside the section', () => {
    expect(withQuote({ falsehoods: { certification: -1 } })).toBeUndefined();
  });

  it.each([0, 6, 7, 0xffff])('with certification data of type %i are refused', (type) => {
    expect(withQuote({ certification: { type, bytes: new Uint8Array(10) } })).toMatch(
      /certification data type: type \d+ is not known/,
    );
  });

  it('of version 4 wrap the QE report in certification data of type 6', () => {
    expect(withQuote({ outerType: 5 }, v4)).toMatch(/certification data type/);
  });

  it('may be padded', async () => {
    expect(await faultsOf({ quote: { trailing: new Uint8Array(3065) } })).toEqual({});
  });

  it.each([0, 20, 32, 64, 65535])('with %i bytes of QE authentication data hold', async (length) => {
    expect(await faultsOf({ quote: { qeAuthenticationData: new Uint8Array(length) } })).toEqual({});
  });
});

describe('the chain of signatures in a quote', () => {
  const stranger = p256Key('stranger');

  it('breaks when another key signed header and body', async () => {
    expect(await faultsOf({ quote: { attestationKey: stranger, claimedKey: p256Key('attestation key') } })).toEqual({
      'dcap.quote.signature': 'fail',
    });
  });

  it('breaks when the QE report does not bind the attestation key', async () => {
    const found = await faultsOf({ quote: { qeReportData: new Uint8Array(64) } });
    expect(found).toEqual({ 'dcap.qe-report.attestation-key': 'fail' });
  });

  it('breaks when anything stands after the digest that binds it', async () => {
    const { evidence } = makeCase({ now: NOW });
    const { reportData } = readQuote(evidence).signature.qeReport;
    const busy = reportData.map((byte, at) => (at === 63 ? 1 : byte));
    expect(await faultsOf({ quote: { qeReportData: busy } })).toEqual({ 'dcap.qe-report.attestation-key': 'fail' });
  });

  it('breaks when another key than the PCK signed the QE report', async () => {
    expect(await faultsOf({ quote: { pckKey: stranger } })).toEqual({ 'dcap.qe-report.signature': 'fail' });
  });

  it.each([
    ['MISCSELECT', { miscSelect: Uint8Array.of(1, 0, 0, 0) }],
    ['ATTRIBUTES', { attributes: Uint8Array.of(0x13, ...new Uint8Array(15)) }],
    ['ATTRIBUTES', { attributes: Uint8Array.of(0x01, ...new Uint8Array(15)) }],
    ['MRSIGNER', { mrSigner: new Uint8Array(32) }],
    ['ISVPRODID', { isvProdId: 2 }],
  ] as const)('breaks when the quoting enclave is another one by its %s', async (field, change) => {
    const result = await appraiseIntelCase({ quote: { qe: { ...QUOTING_ENCLAVE('sgx'), ...change } } });
    expect(result.findings).toContainEqual({ check: 'dcap.qe-report.identity', outcome: 'fail', facts: { because: field } });
    expect(result.claims).toBeNull();
  });

  it('yields no claims when any of them is broken', async () => {
    for (const quote of [
      { pckKey: stranger },
      { qeReportData: new Uint8Array(64) },
      { attestationKey: stranger, claimedKey: p256Key('attestation key') },
    ])
      expect((await appraiseIntelCase({ quote })).claims).toBeNull();
  });
});
