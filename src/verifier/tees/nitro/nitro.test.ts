// Covers: authenticate.ts
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { noAnchors } from '../../testing/attester.ts';
import type { CertificateRequest } from '../../testing/authority.ts';
import * as cbor from '../../testing/cbor-writer.ts';
import { name } from '../../testing/der-writer.ts';
import { appraiseCase, troubles } from '../../testing/appraise-case.ts';
import { p256Key, p384Key } from '../../testing/keys.ts';
import { anchors, evidenceOf, appraised, minutes, now, zeros, type Change } from '../../testing/nitro-appraised.ts';
import { NITRO_PCRS, nitroChain, nitroDocument, nitroParts, type Tier } from '../../testing/nitro-document.ts';
import { toRfc3339 } from '../../time.ts';
import { OID } from '../../x509/extensions.ts';

const tier = (tier: Tier, request: Partial<CertificateRequest>): Change => ({ alter: { [tier]: request } });

describe('a good document', () => {
  it('authenticates, with its registers, its fields and its time', async () => {
    const userData = new Uint8Array(64).fill(7);
    const result = await appraised({ userData, nonce: Uint8Array.of(1, 2), publicKey: Uint8Array.of(3) });
    expect(troubles(result)).toEqual({});
    expect(result.tee).toBe('nitro');
    expect(result.evidenceFormat).toBe('AWS Nitro Enclaves attestation document');
    expect(result.claims).toMatchObject({
      reportData: toHex(userData),
      nonce: '0102',
      debug: false,
      madeAt: toRfc3339(now),
      details: { module_id: 'i-0test-enc0test', public_key: '03' },
    });
    expect(result.claims?.measurements.map(({ register }) => register)).toEqual(
      Object.keys(NITRO_PCRS).map((index) => `PCR${index}`),
    );
    expect(result.claims?.measurements[2]?.value).toBe('12'.repeat(48));
    expect(result.simulated).toEqual(['test root']);
  });

  it('is good until its leaf expires', async () => {
    expect((await appraised()).goodUntil).toBe(toRfc3339(minutes(2.9 * 60)));
  });

  it.each<[string, Change]>([
    ['an indefinite payload', { indefinite: true }],
    ['no optional field', { fields: (fields) => Object.fromEntries(Object.entries(fields).slice(0, 6)) }],
    ['a field that AWS added since', { fields: (fields) => ({ ...fields, extra: cbor.map([]) }) }],
    ['fields in another order', { fields: (fields) => Object.fromEntries(Object.entries(fields).reverse()) }],
    ['1024 bytes of user data', { userData: new Uint8Array(1024).fill(1), nonce: new Uint8Array(1024).fill(2) }],
    ['user data of no bytes', { userData: new Uint8Array() }],
    ['registers of 32 or 64 bytes', { pcrs: { ...NITRO_PCRS, 15: new Uint8Array(32).fill(1), 14: new Uint8Array(64).fill(1) } }],
  ])('may have %s', async (_, change) => {
    expect(troubles(await appraised(change))).toEqual({});
  });

  it('may carry the tag of COSE_Sign1', async () => {
    const bytes = cbor.tagged(18, nitroDocument({ now }));
    expect(troubles(await appraiseCase({ evidence: evidenceOf(bytes), anchors, now }))).toEqual({});
  });

  it('may have its signature re-encoded with the other s, which is just as valid', async () => {
    const order = 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
    const other = (signature: Uint8Array): Uint8Array => {
      const hex = toHex(signature);
      return fromHex(hex.slice(0, 96) + (order - BigInt(`0x${hex.slice(96)}`)).toString(16).padStart(96, '0'), 's');
    };
    expect(troubles(await appraised({ signature: other }))).toEqual({});
  });
});

const noCurve = p256Key('nitro leaf');
const stranger = p384Key('stranger');

describe('a document is refused', () => {
  it.each<[string, Change, string]>([
    ['under another algorithm', { protectedHeader: fromHex('a10126', 'h') }, 'nitro.cose.algorithm'],
    [
      'under an algorithm named in text',
      { protectedHeader: cbor.map([[cbor.int(1), cbor.text('ES384')]]) },
      'nitro.cose.algorithm',
    ],
    ['under no algorithm', { protectedHeader: cbor.map([]) }, 'nitro.cose.algorithm'],
    ['under a header of no bytes', { protectedHeader: new Uint8Array() }, 'nitro.cose.algorithm'],
    [
      'with a critical header',
      {
        protectedHeader: cbor.map([
          [cbor.int(1), cbor.int(-35)],
          [cbor.int(2), cbor.array(cbor.int(5))],
        ]),
      },
      'nitro.cose.algorithm',
    ],
    ['with an unsigned header', { unprotected: cbor.map([[cbor.int(1), cbor.int(-35)]]) }, 'nitro.cose.unprotected'],
    ['under another root of the same name', { seed: 'other' }, 'nitro.chain.root'],
    [
      'with its chain the other way round',
      { fields: (fields) => ({ ...fields, cabundle: cbor.array(...bundle().reverse()) }) },
      'nitro.chain.root',
    ],
    ['when a stranger signed a certificate', { signWith: { zonal: stranger } }, 'nitro.chain.certificates'],
    ['when a stranger signed the leaf', { signWith: { leaf: stranger } }, 'nitro.chain.certificates'],
    ['when the leaf is a CA', tier('leaf', { ca: true }), 'nitro.chain.certificates'],
    ['when the leaf may not sign', tier('leaf', { without: [OID.keyUsage] }), 'nitro.chain.certificates'],
    ['when an intermediate is no CA', tier('instance', { ca: false }), 'nitro.chain.certificates'],
    ['when an intermediate may not sign certificates', tier('zonal', { without: [OID.keyUsage] }), 'nitro.chain.certificates'],
    ['when a path is longer than its CA allows', tier('regional', { pathLength: 1 }), 'nitro.chain.certificates'],
    [
      'when a certificate names another issuer',
      tier('instance', { alter: (parts) => ({ ...parts, issuer: name({ CN: 'somebody' }) }) }),
      'nitro.chain.certificates',
    ],
    [
      'when it carries a critical extension that nobody here knows',
      tier('leaf', { extensions: [{ oid: '1.2.3', critical: true, value: Uint8Array.of(5, 0) }] }),
      'nitro.chain.certificates',
    ],
    [
      'when an intermediate is left out',
      { fields: (f) => ({ ...f, cabundle: cbor.array(...bundle().toSpliced(2, 1)) }) },
      'nitro.chain.certificates',
    ],
    [
      'when a certificate stands twice',
      { fields: (f) => ({ ...f, cabundle: cbor.array(...bundle().toSpliced(2, 0, bundle()[2] ?? cbor.nil)) }) },
      'nitro.chain.certificates',
    ],
    [
      'when an unrelated certificate is added',
      { fields: (f) => ({ ...f, cabundle: cbor.array(...bundle(), otherCertificate()) }) },
      'nitro.chain.certificates',
    ],
    ['when the leaf is of another curve', tier('leaf', { key: noCurve }), 'nitro.leaf.key'],
    ['when somebody else signed it', { documentKey: stranger }, 'nitro.document.signature'],
    ['when its signature is short', { signature: (s) => s.filter((_, index) => index > 0) }, 'nitro.document.signature'],
    ['when its signature is all zero', { signature: () => new Uint8Array(96) }, 'nitro.document.signature'],
    ['when it was made before its leaf', { timestamp: minutes(-60) }, 'nitro.document.timestamp'],
    ['when it was made after its leaf', { timestamp: minutes(175) }, 'nitro.document.timestamp'],
    ['in debug mode', { pcrs: { ...NITRO_PCRS, ...zeros(0, 1, 2) } }, 'evidence.debug'],
    ['when PCR0 alone is zero', { pcrs: { ...NITRO_PCRS, ...zeros(0) } }, 'evidence.debug'],
    ['when PCR1 alone is zero', { pcrs: { ...NITRO_PCRS, ...zeros(1) } }, 'evidence.debug'],
    ['when PCR2 alone is zero', { pcrs: { ...NITRO_PCRS, ...zeros(2) } }, 'evidence.debug'],
  ])('%s', async (_, change, check) => {
    const result = await appraised(change);
    expect(troubles(result)[check]).toBe('fail');
    expect(result.tier).toBe('contraindicated');
    // Only what is about the evidence's own statements leaves the claims in place.
    const authentic = ['nitro.document.timestamp', 'evidence.debug', 'nitro.cose.unprotected'];
    expect(result.claims !== null).toBe(authentic.includes(check));
  });

  it('when a signature covers other bytes', async () => {
    const [header, unprotected, , signature] = nitroParts({ now });
    const [, , payload] = nitroParts({ now, nonce: Uint8Array.of(9) });
    const bytes = cbor.array(header, unprotected, payload, signature);
    expect(troubles(await appraiseCase({ evidence: evidenceOf(bytes), anchors, now }))['nitro.document.signature']).toBe('fail');
  });

  it('when no anchor is known at all', async () => {
    expect(troubles(await appraised({}, { anchors: noAnchors }))['nitro.chain.root']).toBe('fail');
  });
});

function bundle(): Uint8Array[] {
  const { root, intermediates } = nitroChain({ now });
  return [root, ...intermediates].map(({ certificate }) => cbor.bytes(certificate));
}

const otherCertificate = (): Uint8Array => cbor.bytes(nitroChain({ now, seed: 'other' }).leaf.certificate);
