import { describe, expect, it } from 'vitest';
import { suppliedBy } from '../../endorsement.ts';
import { octetString } from '../../testing/der-writer.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { deviceChain } from '../../testing/nvidia/devices.ts';
import { answersFor, item, appraised, ocsp, vouchedFor, RIMS, rimAnswers } from '../../testing/nvidia/appraised.ts';
import { delegatedResponder, ocspResponse, type OcspRequest } from '../../testing/nvidia/ocsp-writer.ts';
import { p384Key } from '../../testing/keys.ts';

const chain = deviceChain();
const others = [...RIMS, ...rimAnswers()];
const terminal = { policy: vouchedFor };
const PAIRS = [
  ['boot ROM', chain.brom, chain.provisioner, 1],
  ['provisioner', chain.provisioner, chain.identity, 2],
  ['identity authority', chain.identity, chain.root, 3],
] as const;

/** Good answers about all but one certificate, and this one about it. */
const exceptFor = (location: number, change: Partial<OcspRequest> | null) => ({
  endorsements: [
    ...others,
    ...PAIRS.flatMap(([, about, issuer, at]) =>
      at === location && change === null ? [] : [ocsp(ocspResponse({ about, issuer, ...(at === location ? change : {}) }))],
    ),
  ],
});

describe('stapled answers about a device', () => {
  it('by the issuers or their delegates pass', async () => {
    expect(troubles(await appraised([item()], { endorsements: [...others, ...answersFor(chain)] }))).toEqual({});
    const responder = delegatedResponder(chain.identity);
    expect(troubles(await appraised([item()], exceptFor(2, { responder })))).toEqual({});
  });

  it('pass as NVIDIA makes them: by a responder for each level, named by SHA-256, with a nonce, for a day', async () => {
    const made = PAIRS.map(([, about, issuer]) =>
      ocsp(
        ocspResponse({
          about,
          issuer,
          responder: delegatedResponder(issuer),
          hash: 'sha-256',
          thisUpdate: '2026-06-01T11:00:00Z',
          nextUpdate: '2026-06-02T11:00:00Z',
          extensions: [{ oid: '1.3.6.1.5.5.7.48.1.2', value: octetString(new Uint8Array(32)) }],
        }),
      ),
    );
    const result = await appraised([item()], { endorsements: [...others, ...made] });
    expect(troubles(result)).toEqual({});
    expect(result.goodUntil).toBe('2026-06-02T11:00:00.000Z');
  });

  it.each(PAIRS)('that revoke its %s are red', async (_, _about, _issuer, location) => {
    for (const status of ['revoked', 'hold'] as const) {
      const result = await appraised([item()], exceptFor(location, { status }));
      expect(troubles(result)).toEqual({ 'nvidia.chain.revocation': 'fail' });
      expect(fact(result, 'nvidia.chain.revocation', 'because')).toBe(status);
      expect(fact(result, 'nvidia.chain.revocation', 'certificate')).toBe(location);
    }
  });

  it.each(PAIRS)('without one about its %s leave it open', async (_, _about, _issuer, location) => {
    const result = await appraised([item()], exceptFor(location, null));
    expect(troubles(result)).toEqual({ 'nvidia.chain.revocation': 'unknown' });
    expect(fact(result, 'nvidia.chain.revocation', 'because')).toBe('none');
  });

  it.each([
    ['stale', { nextUpdate: '2026-06-01T11:00:00Z' }],
    ['not-yet-valid', { thisUpdate: '2026-06-02T00:00:00Z' }],
    ['unknown', { status: 'unknown' }],
    ['signature', { signWith: p384Key('stranger') }],
  ] as const)('that are %s leave it open, and never red from a site', async (because, change) => {
    const result = await appraised([item()], exceptFor(1, change));
    const forged = because === 'signature' ? { 'nvidia.ocsp.signature': 'unknown' } : {};
    expect(troubles(result)).toEqual({ 'nvidia.chain.revocation': 'unknown', ...forged });
    expect(fact(result, 'nvidia.chain.revocation', 'because')).toBe(because);
  });

  it('that nobody signed, or nobody can read, are refused at a terminal', async () => {
    const forged = await appraised([item()], { ...exceptFor(1, { signWith: p384Key('stranger') }), ...terminal });
    expect(troubles(forged)).toMatchObject({ 'nvidia.ocsp.signature': 'fail' });
    const endorsements = [...others, ...answersFor(chain), ocsp(new TextEncoder().encode('<html>'))];
    expect(troubles(await appraised([item()], { endorsements, ...terminal }))).toEqual({ 'nvidia.ocsp.signature': 'fail' });
    const stapled = await appraised([item()], { endorsements: suppliedBy('site', endorsements) });
    expect(troubles(stapled)).toEqual({ 'nvidia.ocsp.signature': 'unknown' });
    expect(fact(stapled, 'nvidia.ocsp.signature', 'from')).toBe('site');
  });

  it('about one device are not answers about another', async () => {
    const other = deviceChain({ device: '1' });
    const result = await appraised([item(), item(other)], { endorsements: [...others, ...answersFor(chain)] });
    expect(troubles(result)).toEqual({ 'nvidia.chain.revocation': 'unknown' });
    expect(fact(result, 'nvidia.chain.revocation', 'device')).toBe(1);
  });

  it('limit the result’s validity to their own', async () => {
    const endorsements = [...others, ...answersFor(chain, { nextUpdate: '2026-06-01T13:00:00Z' })];
    expect((await appraised([item()], { endorsements })).goodUntil).toBe('2026-06-01T13:00:00.000Z');
  });
});
