import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRfc3339, toRfc3339, type Need } from '../../verifier/index.ts';
import { revocationList, selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { crlExpiry } from './expiry.ts';
import { intelPcs } from './intel-pcs.ts';

const asked = vi.fn<typeof fetch>();
beforeEach(() => {
  vi.stubGlobal('fetch', asked);
  asked.mockReset();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const signal = new AbortController().signal;
const TCB: Need = { kind: 'dcap.tcb-info', tee: 'sgx', fmspc: '00906ed50000' };
const tcbInfo = JSON.stringify({ tcbInfo: { nextUpdate: '2026-12-25T00:00:00Z' }, signature: '00' });
const json = (body: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'content-type': 'application/json', ...headers } });

describe("Intel's certification service", () => {
  it.each<[string, Need]>([
    ['https://api.trustedservices.intel.com/sgx/certification/v4/tcb?fmspc=00906ed50000', TCB],
    [
      'https://api.trustedservices.intel.com/tdx/certification/v4/tcb?fmspc=50806f000000',
      { kind: 'dcap.tcb-info', tee: 'tdx', fmspc: '50806f000000' },
    ],
    ['https://api.trustedservices.intel.com/sgx/certification/v4/qe/identity', { kind: 'dcap.qe-identity', tee: 'sgx' }],
    ['https://api.trustedservices.intel.com/tdx/certification/v4/qe/identity', { kind: 'dcap.qe-identity', tee: 'tdx' }],
    [
      'https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform&encoding=der',
      { kind: 'dcap.pck-crl', ca: 'platform' },
    ],
    [
      'https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=processor&encoding=der',
      { kind: 'dcap.pck-crl', ca: 'processor' },
    ],
    ['https://certificates.trustedservices.intel.com/IntelSGXRootCA.der', { kind: 'dcap.root-crl' }],
  ])('is asked at %s', async (url, need) => {
    asked.mockResolvedValue(new Response('', { status: 404 }));
    expect(intelPcs.answers(need)).toBe(true);
    await intelPcs.fetch(need, signal);
    expect(asked.mock.calls[0]?.[0]).toBe(url);
  });

  it('is not asked for what is not its own', async () => {
    expect(intelPcs.answers({ kind: 'snp.crl' })).toBe(false);
    expect(await intelPcs.fetch({ kind: 'snp.crl' }, signal)).toMatchObject({ code: 'endorsement.unavailable' });
    expect(asked).not.toHaveBeenCalled();
  });

  it('cannot be led to another path by a name in the evidence', async () => {
    asked.mockResolvedValue(new Response('', { status: 404 }));
    await intelPcs.fetch({ ...TCB, fmspc: '../../x?y#z&a=b' }, signal);
    expect(asked.mock.calls[0]?.[0]).toMatch(/\/sgx\/certification\/v4\/tcb\?fmspc=[^/?#&]*$/);
  });

  it('gives the document, its signer’s chain decoded, and when it expires', async () => {
    asked.mockResolvedValue(
      json(tcbInfo, { 'TCB-Info-Issuer-Chain': encodeURIComponent('-----BEGIN CERTIFICATE-----\nAA==\n') }),
    );
    const answer = await intelPcs.fetch(TCB, signal);
    if (!('endorsement' in answer)) throw new Error(answer.code);
    expect(new TextDecoder().decode(answer.endorsement.bytes)).toBe(tcbInfo);
    expect(new TextDecoder().decode(answer.endorsement.issuerChain)).toBe('-----BEGIN CERTIFICATE-----\nAA==\n');
    expect(toRfc3339(answer.expires)).toBe('2026-12-25T00:00:00.000Z');
  });

  it('returns the document without a chain when the header cannot be read: the known signers are pinned', async () => {
    asked.mockResolvedValue(json(tcbInfo));
    const answer = await intelPcs.fetch(TCB, signal);
    expect('endorsement' in answer ? answer.endorsement.issuerChain : 'none').toBeUndefined();
  });

  it.each([
    ['no date', json('{"tcbInfo":{}}')],
    ['a date that never was', json('{"tcbInfo":{"nextUpdate":"2026-02-30T00:00:00Z"}}')],
    ['no JSON', json('hello')],
    ['a chain that is not URL-encoded', json(tcbInfo, { 'TCB-Info-Issuer-Chain': '%zz' })],
    ['a chain that is not ASCII', json(tcbInfo, { 'TCB-Info-Issuer-Chain': encodeURIComponent('é') })],
  ])('is a problem with %s', async (_, response) => {
    asked.mockResolvedValue(response);
    expect(await intelPcs.fetch(TCB, signal)).toMatchObject({ code: 'endorsement.unavailable', fault: 'vendor' });
  });

  it('is a problem of the network when it does not answer', async () => {
    asked.mockRejectedValue(new TypeError());
    expect(await intelPcs.fetch(TCB, signal)).toMatchObject({ code: 'net.unreachable', fault: 'network' });
  });
});

describe('crlExpiry', () => {
  const ca = selfSigned({ subject: 'CA', key: p256Key('ca'), ca: true });

  it('reads nextUpdate', () => {
    const list = revocationList(ca, { thisUpdate: '2026-11-01T00:00:00Z', nextUpdate: '2026-12-01T00:00:00Z' });
    expect(crlExpiry(list)).toBe(parseRfc3339('2026-12-01T00:00:00Z', 'test'));
  });

  it('refuses anything but a list', () => {
    expect(() => crlExpiry(Uint8Array.of(0x30, 0))).toThrow();
    expect(() => crlExpiry(new TextEncoder().encode('<html>'))).toThrow();
  });
});
