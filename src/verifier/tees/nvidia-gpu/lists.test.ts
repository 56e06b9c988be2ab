// Covers: certificate-status.ts
import { describe, expect, it } from 'vitest';
import { suppliedBy, type Endorsement } from '../../endorsement.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { p384Key, p384Sha256Key } from '../../testing/keys.ts';
import { deviceChain } from '../../testing/nvidia/devices.ts';
import { crl, item, appraised, listOf, ocsp, RIMS, rimAnswers, vouchedFor } from '../../testing/nvidia/appraised.ts';
import { ocspResponse, type OcspRequest } from '../../testing/nvidia/ocsp-writer.ts';

const chain = deviceChain();
const PROVISIONER = 'nvidia.chain.revocation';
const lists = [listOf(chain, 'identity'), listOf(chain, 'root')];
/** An answer about the boot ROM, for which no list is published, and what goes with it. */
const supplied = (...more: readonly Endorsement[]) => ({
  endorsements: [...RIMS, ...rimAnswers(), ocsp(ocspResponse({ about: chain.brom, issuer: chain.provisioner })), ...more],
});
const answer = (change: Partial<OcspRequest>) =>
  ocsp(ocspResponse({ about: chain.provisioner, issuer: chain.identity, ...change }));

describe('NVIDIA’s published revocation lists', () => {
  it('say about provisioner and identity authority what answers would', async () => {
    expect(troubles(await appraised([item()], supplied(...lists)))).toEqual({});
  });

  it('say nothing about a boot ROM: a device without an answer stays open', async () => {
    const result = await appraised([item()], { endorsements: [...RIMS, ...rimAnswers(), ...lists] });
    expect(troubles(result)).toEqual({ [PROVISIONER]: 'unknown' });
    expect(fact(result, PROVISIONER, 'certificate')).toBe(1);
  });

  it.each([
    ['provisioner', 'identity', chain.provisioner, 2],
    ['identity authority', 'root', chain.identity, 3],
  ] as const)(
    'that name its %s make the device red, whatever an answer says and however old they are',
    async (_, of, revoked, location) => {
      const named = { revoked: [revoked.serial] };
      for (const change of [named, { ...named, nextUpdate: '2026-05-02T00:00:00Z' }]) {
        const good = ocsp(ocspResponse({ about: revoked, issuer: chain[of] }));
        const result = await appraised([item()], supplied(...lists, good, listOf(chain, of, change)));
        expect(troubles(result)).toEqual({ [PROVISIONER]: 'fail' });
        expect([fact(result, PROVISIONER, 'because'), fact(result, PROVISIONER, 'certificate')]).toEqual(['revoked', location]);
      }
    },
  );

  it.each([
    ['ended', { nextUpdate: '2026-06-01T11:00:00Z' }],
    ['begins later', { thisUpdate: '2026-06-02T00:00:00Z' }],
    ['never ends', { nextUpdate: null }],
  ])('of which one %s leave it open', async (_, change) => {
    const result = await appraised([item()], supplied(listOf(chain, 'root'), listOf(chain, 'identity', change)));
    expect(troubles(result)).toEqual({ [PROVISIONER]: 'unknown' });
  });

  it.each([
    ['another key', [listOf(chain, 'identity', {}, p384Sha256Key('stranger'))]],
    ['another hash than NVIDIA’s', [listOf(chain, 'identity', {}, p384Key('identity lab'))]],
    [
      'a part of the whole',
      [listOf(chain, 'identity', { extensions: [{ oid: '2.5.29.28', critical: true, value: Uint8Array.of(0x30, 0) }] })],
    ],
  ])('signed by %s are as good as none, say whose they were, and are refused at a terminal', async (_, forged) => {
    const endorsements = suppliedBy('site', supplied(listOf(chain, 'root'), ...forged).endorsements);
    const result = await appraised([item()], { endorsements });
    expect(troubles(result)).toEqual({ [PROVISIONER]: 'unknown', 'nvidia.ocsp.signature': 'unknown' });
    expect(fact(result, 'nvidia.ocsp.signature', 'from')).toBe('site');
    expect(troubles(await appraised([item()], { endorsements, policy: vouchedFor }))['nvidia.ocsp.signature']).toBe('fail');
  });

  it('that cannot be read are reported', async () => {
    const result = await appraised([item()], supplied(...lists, crl(Uint8Array.of(0x30, 0))));
    expect(troubles(result)).toEqual({ 'nvidia.ocsp.signature': 'unknown' });
  });

  it.each([
    ['hold', 'fail'],
    ['unknown', 'unknown'],
  ] as const)('do not outvote an answer that says “%s”', async (status, outcome) => {
    expect(troubles(await appraised([item()], supplied(...lists, answer({ status }))))).toEqual({ [PROVISIONER]: outcome });
  });

  it('replace an answer that is too old', async () => {
    const stale = answer({ nextUpdate: '2026-06-01T11:00:00Z' });
    expect(troubles(await appraised([item()], supplied(...lists, stale)))).toEqual({});
  });

  it('of another chip’s authority say nothing about this one', async () => {
    const other = deviceChain({ seed: 'other' });
    const result = await appraised(
      [item()],
      supplied(listOf(chain, 'root'), listOf(other, 'identity', {}, p384Sha256Key('identity other'))),
    );
    expect(troubles(result)).toMatchObject({ [PROVISIONER]: 'unknown' });
  });

  it('limit the result’s validity to their own', async () => {
    const soon = listOf(chain, 'identity', { nextUpdate: '2026-06-01T13:00:00Z' });
    expect((await appraised([item()], supplied(listOf(chain, 'root'), soon))).goodUntil).toBe('2026-06-01T13:00:00.000Z');
  });
});
