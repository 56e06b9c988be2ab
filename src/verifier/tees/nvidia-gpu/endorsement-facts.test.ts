// Covers: reference-files.ts, revocation.ts, certificate-status.ts, rim-signature.ts
import { describe, expect, it } from 'vitest';
import { suppliedBy, type Endorsement } from '../../endorsement.ts';
import type { AttestationResult } from '../../result.ts';
import { p384Key } from '../../testing/keys.ts';
import { troubles } from '../../testing/appraise-case.ts';
import { deviceChain } from '../../testing/nvidia/devices.ts';
import { answersFor, appraised, item, listOf, ocsp, rim, RIMS, rimAnswers, vouchedFor } from '../../testing/nvidia/appraised.ts';
import { ocspResponse } from '../../testing/nvidia/ocsp-writer.ts';
import { DRIVER_RIM, rimChain, rimFile, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';
import { parseRfc3339 } from '../../time.ts';

const chain = deviceChain();
const { signer, issuer, authority } = rimChain();
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = [rim(rimFile(VBIOS_RIM)), rim(rimFile(DRIVER_RIM))];
const whole: readonly Endorsement[] = [...RIMS, ...answersFor(chain), ...rimAnswers()];
const found = ({ findings }: AttestationResult, check: string) => findings.find((one) => one.check === check);
const fromSite = (...endorsements: readonly Endorsement[]) => ({ endorsements: suppliedBy('site', endorsements) });

describe('reference files', () => {
  it('that nobody supplied leave nothing to ask about them', async () => {
    const result = await appraised([item()], { endorsements: answersFor(chain) });
    for (const check of ['nvidia.rim.signature', 'nvidia.rim.dates', 'nvidia.rim.revocation'])
      expect(found(result, check)?.outcome, check).toBe('not-applicable');
  });

  it('that all hold pass all three', async () => {
    const result = await appraised();
    for (const check of ['nvidia.rim.signature', 'nvidia.rim.dates', 'nvidia.rim.revocation'])
      expect(found(result, check)?.outcome, check).toBe('pass');
  });

  it.each([
    ['cannot be read', ascii('<html>'), 'malformed'],
    ['has a changed value', rimFile({ ...VBIOS_RIM, alter: (text) => text.replace(/Hash0="../, 'Hash0="00') }), 'digest'],
    ['somebody else signed', rimFile({ ...VBIOS_RIM, signWith: p384Key('stranger') }), 'document-signature'],
    ['is under another root', rimFile({ ...VBIOS_RIM, chain: rimChain({ seed: 'somebody else' }) }), 'root'],
    [
      'has an issuer that somebody else certified',
      rimFile({ ...VBIOS_RIM, chain: rimChain({ signWith: { issuer: p384Key('stranger') } }) }),
      'signature',
    ],
  ])('of which the only one %s say why, and who sent it', async (_, bytes, because) => {
    const result = await appraised([item()], fromSite(...answersFor(chain), rim(bytes)));
    expect(found(result, 'nvidia.rim.signature')).toMatchObject({ outcome: 'unknown', facts: { because, from: 'site' } });
  });

  it('that do not hold are nothing next to one that does, unless the caller vouches for them', async () => {
    const endorsements = [...whole, rim(ascii('<html>'))];
    expect(troubles(await appraised([item()], { endorsements }))).toEqual({});
    const caller = await appraised([item()], { endorsements, policy: vouchedFor });
    expect(found(caller, 'nvidia.rim.signature')).toMatchObject({
      outcome: 'fail',
      facts: { because: 'malformed', from: 'caller' },
    });
  });

  it('whose signer’s time is over, or has not begun, say which, until when and since when', async () => {
    const period = { version: '96.00.5E.00.01', from: '2025-06-01T00:00:00.000Z', until: '2027-06-01T00:00:00.000Z' };
    const at = async (time: string) =>
      found(
        await appraised([item()], { now: parseRfc3339(time, 'now'), endorsements: [rim(rimFile(VBIOS_RIM))] }),
        'nvidia.rim.dates',
      );
    expect(await at('2027-06-01T00:00:01Z')).toMatchObject({ outcome: 'warn', facts: { because: 'expired', ...period } });
    expect(await at('2025-05-31T23:59:59Z')).toMatchObject({ outcome: 'unknown', facts: { because: 'clock-behind', ...period } });
    expect((await at('2027-06-01T00:00:00Z'))?.outcome).toBe('pass');
    expect((await at('2025-06-01T00:00:00Z'))?.outcome).toBe('pass');
  });

  it('limit the result’s validity to their signers’', async () => {
    const brief = rimChain({ alter: { signer: { notAfter: '2026-06-01T12:30:00Z' } } });
    const endorsements = [...whole, rim(rimFile({ ...VBIOS_RIM, chain: brief }))];
    expect((await appraised([item()], { endorsements })).goodUntil).toBe('2026-06-01T12:30:00.000Z');
  });

  it.each([
    ['signer', signer, issuer],
    ['issuer', issuer, authority],
    ['authority', authority, rimChain().root],
  ] as const)('whose %s is revoked or on hold are left out, and say so', async (_, about, above) => {
    for (const status of ['revoked', 'hold'] as const) {
      const bad = ocsp(ocspResponse({ about, issuer: above, status }));
      const result = await appraised([item()], fromSite(...answersFor(chain), bad, ...files));
      expect(found(result, 'nvidia.rim.revocation')).toMatchObject({
        outcome: 'unknown',
        facts: { because: status, from: 'site' },
      });
      expect(found(result, 'nvidia.rim.vbios')?.outcome).toBe('unknown');
    }
  });

  it('of whose signers nothing is known count, and say what is missing; an answer limits their validity', async () => {
    const open = await appraised([item()], { endorsements: [...answersFor(chain), ...files] });
    expect(found(open, 'nvidia.rim.revocation')).toMatchObject({ outcome: 'unknown', facts: { because: 'none' } });
    expect(found(open, 'nvidia.rim.vbios')?.outcome).toBe('pass');
    const soon = rimAnswers(rimChain(), { nextUpdate: '2026-06-01T12:45:00Z' });
    const limited = await appraised([item()], { endorsements: [...answersFor(chain), ...files, ...soon] });
    expect(limited.goodUntil).toBe('2026-06-01T12:45:00.000Z');
  });
});

describe('answers and lists', () => {
  it('that nobody supplied have no signature to ask about; one answer or one list has', async () => {
    const outcome = async (...endorsements: readonly Endorsement[]) =>
      found(await appraised([item()], { endorsements }), 'nvidia.ocsp.signature')?.outcome;
    expect(await outcome()).toBe('not-applicable');
    expect(await outcome(...answersFor(chain).slice(0, 1))).toBe('pass');
    expect(await outcome(listOf(chain, 'root'))).toBe('pass');
    expect(await outcome(...answersFor(chain).slice(0, 1), listOf(chain, 'root'))).toBe('pass');
  });

  it('that cannot be read say who sent them, and the others count', async () => {
    const result = await appraised([item()], fromSite(...whole, ocsp(ascii('x'))));
    expect(found(result, 'nvidia.ocsp.signature')).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'malformed', from: 'site' },
    });
    expect(found(result, 'nvidia.chain.revocation')?.outcome).toBe('pass');
  });

  it('about one of several devices name it and its certificate', async () => {
    const second = deviceChain({ device: '1' });
    const bad = (status: 'revoked' | 'hold') => ocsp(ocspResponse({ about: second.brom, issuer: second.provisioner, status }));
    const forged = ocsp(ocspResponse({ about: second.brom, issuer: second.provisioner, signWith: p384Key('stranger') }));
    const revocation = async (...more: readonly Endorsement[]) =>
      found(await appraised([item(), item(second)], { endorsements: [...whole, ...more] }), 'nvidia.chain.revocation');
    const at = { device: 1, certificate: 1 };
    expect(await revocation(bad('revoked'))).toMatchObject({ outcome: 'fail', facts: { because: 'revoked', ...at } });
    expect(await revocation(bad('hold'))).toMatchObject({ outcome: 'fail', facts: { because: 'hold', ...at } });
    expect(await revocation()).toMatchObject({ outcome: 'unknown', facts: { because: 'none', ...at } });
    expect(await revocation(forged)).toMatchObject({ outcome: 'unknown', facts: { because: 'signature', ...at } });
    const result = await appraised([item(), item(second)], { endorsements: [...whole, forged] });
    expect(found(result, 'nvidia.ocsp.signature')).toMatchObject({ outcome: 'unknown', facts: { because: 'signature', ...at } });
  });
});
