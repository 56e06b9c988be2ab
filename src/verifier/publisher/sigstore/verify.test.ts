import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webCrypto } from '../../crypto/webcrypto.ts';
import { selfSigned } from '../../testing/authority.ts';
import { p256Key, p384Key } from '../../testing/keys.ts';
import { bundleOf, SIGNED_AT, writtenBundle, type BundleRequest } from '../../testing/publisher/sigstore/bundle.ts';
import { signerCertificate, TEST_INSTANCE, USUAL_CLAIMS, type SignerRequest } from '../../testing/publisher/sigstore/instance.ts';
import { instant } from '../../time.ts';
import type { SigstoreInstance } from './trust.ts';
import { verifySigstoreBundle } from './verify.ts';

const crypto = webCrypto(webcrypto.subtle);
const now = instant(Date.parse('2026-11-29T00:00:00Z'));
const written = (bundle: object): Uint8Array => new TextEncoder().encode(JSON.stringify(bundle));

const verify = (bytes: Uint8Array, instances: readonly SigstoreInstance[] = [TEST_INSTANCE]) =>
  verifySigstoreBundle({ bytes, instances, now, crypto });

/** A part of the bundle by its path, to be changed in place. */
function part(bundle: Record<string, unknown>, ...path: readonly (string | number)[]): Record<string, unknown> {
  let at: unknown = bundle;
  for (const name of path) at = (at as Record<string | number, unknown>)[name];
  return at as Record<string, unknown>;
}

const ENTRY = ['verificationMaterial', 'tlogEntries', 0] as const;

/** Why the bundle is refused after one part of it was changed. */
async function faultAfter(change: (bundle: Record<string, unknown>) => void, request: BundleRequest = {}): Promise<string> {
  const bundle = bundleOf(request);
  change(bundle);
  const proof = await verify(written(bundle));
  return proof.holds ? 'holds' : proof.fault;
}

const signedBy = (changes: Partial<SignerRequest>): BundleRequest => {
  const key = p256Key('workflow');
  const usual = { key, notBefore: '2026-06-01T11:59:00Z', notAfter: '2026-06-01T12:09:00Z' };
  return { key, signer: signerCertificate({ ...usual, ...changes }) };
};

describe.each(['v1', 'v2'] as const)('a bundle of Rekor %s', (log) => {
  it('holds, and names its source and since when it is logged', async () => {
    const proof = await verify(writtenBundle({ log }));
    const source = { repository: USUAL_CLAIMS.repository, commit: USUAL_CLAIMS.commit, workflow: USUAL_CLAIMS.identity };
    expect(proof).toMatchObject({ holds: true, test: true, since: Date.parse(SIGNED_AT), signer: { source } });
  });

  it('holds in a tree of any size', async () => {
    for (const others of [0, 1, 2, 3, 6, 7]) expect(await verify(writtenBundle({ log, others }))).toMatchObject({ holds: true });
  });

  it('is refused with any byte flipped', async () => {
    const good = writtenBundle({ log });
    for (let at = log === 'v1' ? 3 : 5; at < good.length; at += 29) {
      const flipped = good.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte));
      expect(await verify(flipped), `byte ${String(at)}`).toMatchObject({ holds: false });
    }
  });

  it('is refused truncated anywhere', async () => {
    const good = writtenBundle({ log });
    for (let length = 0; length < good.length; length += 211)
      expect(await verify(good.slice(0, length))).toEqual({ holds: false, fault: 'malformed' });
  });

  it('is refused without its log entry', async () => {
    expect(await faultAfter((bundle) => delete part(bundle, 'verificationMaterial')['tlogEntries'], { log })).toBe('not-logged');
  });

  it('is refused with the envelope of another bundle', async () => {
    const other = bundleOf({ log, statement: { _type: 'https://in-toto.io/Statement/v1' } });
    const fault = await faultAfter((bundle) => (bundle['dsseEnvelope'] = other['dsseEnvelope']), { log });
    expect(fault).toBe(log === 'v1' ? 'entry-differs' : 'timestamp');
  });

  it('is refused with the inclusion proof of another entry', async () => {
    const other = bundleOf({ log, statement: { other: true } });
    const change = (bundle: Record<string, unknown>): unknown =>
      (part(bundle, ...ENTRY)['inclusionProof'] = part(other, ...ENTRY)['inclusionProof']);
    expect(await faultAfter(change, { log })).toBe('inclusion');
  });

  it('is refused under another instance', async () => {
    expect(await verify(writtenBundle({ log }), [])).toEqual({ holds: false, fault: 'log-unknown' });
  });

  it('is refused with the logs of one instance and the authorities of another', async () => {
    const other = selfSigned({ subject: 'Other', key: p384Key('other'), ca: true });
    const stranger = {
      ...TEST_INSTANCE,
      certificateAuthorities: [{ ...TEST_INSTANCE.certificateAuthorities[0], chain: [other.certificate] }],
    };
    expect(await verify(writtenBundle({ log }), [stranger as SigstoreInstance, TEST_INSTANCE])).toEqual({
      holds: false,
      fault: 'certificate',
    });
  });
});

describe('who signed', () => {
  it('is refused where another authority of the same name issued the certificate', async () => {
    const issuer = selfSigned({ subject: 'Test Sigstore authority', key: p384Key('forger'), ca: true });
    expect(await verify(writtenBundle(signedBy({ issuer })))).toEqual({ holds: false, fault: 'certificate' });
  });

  it('is refused where no certificate log contains the certificate', async () => {
    expect(await verify(writtenBundle(signedBy({ shownTo: null })))).toEqual({ holds: false, fault: 'certificate-not-logged' });
    const forged = signedBy({ shownTo: p256Key('another log') });
    expect(await verify(writtenBundle(forged))).toEqual({ holds: false, fault: 'certificate-not-logged' });
  });

  it('is refused where the certificate was not valid when it signed', async () => {
    const ended = signedBy({ notBefore: '2026-06-01T11:40:00Z', notAfter: '2026-06-01T11:50:00Z' });
    const notBegun = signedBy({ notBefore: '2026-06-01T12:01:00Z', notAfter: '2026-06-01T12:10:00Z' });
    for (const request of [ended, notBegun])
      expect(await verify(writtenBundle(request))).toEqual({ holds: false, fault: 'outside-validity' });
  });

  it('is refused where the signing key is not the certificate’s', async () => {
    expect(await verify(writtenBundle({ ...signedBy({ key: p256Key('another') }), key: p256Key('workflow') }))).toEqual({
      holds: false,
      fault: 'signature',
    });
  });

  it.each([
    ['repository', 'https://github.com/example/enclave/../other'],
    ['repository', 'https://github.com.example/a/b'],
    ['commit', 'main'],
    ['identity', 'https://github.com/\u0001'],
  ] as const)('is refused with a %s that could be misread (%s)', async (name, value) => {
    expect(await verify(writtenBundle({ claims: { [name]: value } }))).toEqual({ holds: false, fault: 'malformed' });
  });

  it('has a source only where GitHub says so', async () => {
    const proof = await verify(writtenBundle({ claims: { issuer: 'https://accounts.example' } }));
    expect(proof).toMatchObject({ holds: true, signer: { issuer: 'https://accounts.example', source: undefined } });
  });

  it('accepts only the holder of a key that the caller names', async () => {
    const bytes = writtenBundle();
    const proof = await verifySigstoreBundle({ bytes, instances: [TEST_INSTANCE], now, crypto, key: p256Key('workflow').spki });
    expect(proof).toEqual({ holds: false, fault: 'signature' });
  });
});

describe('when', () => {
  it('is refused where nobody vouches for the time', async () => {
    expect(await faultAfter((bundle) => delete part(bundle, ...ENTRY)['inclusionPromise'])).toBe('no-time');
    const unstamped = (bundle: Record<string, unknown>): unknown =>
      delete part(bundle, 'verificationMaterial')['timestampVerificationData'];
    expect(await faultAfter(unstamped, { log: 'v2' })).toBe('no-time');
  });

  it('is refused with a time that the log did not promise', async () => {
    expect(await faultAfter((bundle) => (part(bundle, ...ENTRY)['integratedTime'] = '1780315201'))).toBe('promise');
  });

  it('is refused where it is ahead of our clock', async () => {
    expect(await verify(writtenBundle({ at: '2026-11-29T00:30:00Z' }))).toEqual({ holds: false, fault: 'from-the-future' });
  });

  it('is refused outside the period in which the log’s key was in use', async () => {
    const until = instant(Date.parse('2026-05-01T00:00:00Z'));
    const retired = { ...TEST_INSTANCE, logs: TEST_INSTANCE.logs.map((log) => ({ ...log, until })) };
    for (const log of ['v1', 'v2'] as const)
      expect(await verify(writtenBundle({ log }), [retired])).toEqual({ holds: false, fault: 'log-unknown' });
  });

  it('is refused with a stamp by a retired authority', async () => {
    const until = instant(Date.parse('2026-05-01T00:00:00Z'));
    const retired = {
      ...TEST_INSTANCE,
      timestampAuthorities: TEST_INSTANCE.timestampAuthorities.map((one) => ({ ...one, until })),
    };
    expect(await verify(writtenBundle({ log: 'v2' }), [retired])).toEqual({ holds: false, fault: 'timestamp' });
  });
});

describe('what arrives', () => {
  it.each([
    ['a version of tomorrow', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.9+json' }, 'newer'],
    ['another file', { mediaType: 'application/json' }, 'malformed'],
    ['two kinds of content', { messageSignature: { signature: 'AAAA' } }, 'malformed'],
  ] as const)('is refused as %s', async (_, changes, fault) => {
    expect(await verify(written({ ...bundleOf(), ...changes }))).toEqual({ holds: false, fault });
  });

  it('is refused with a root that the sender would like to be trusted', async () => {
    const root = selfSigned({ subject: 'Root', key: p384Key('root'), ca: true });
    const change = (bundle: Record<string, unknown>): void => {
      const material = part(bundle, 'verificationMaterial');
      const chain = [material['certificate'], { rawBytes: Buffer.from(root.certificate).toString('base64') }];
      delete material['certificate'];
      material['x509CertificateChain'] = { certificates: chain };
      bundle['mediaType'] = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
    };
    expect(await faultAfter(change)).toBe('certificate');
  });

  it('is refused with a member that occurs twice', async () => {
    const text = new TextDecoder().decode(writtenBundle()).replace('{"mediaType"', '{"mediaType":"x","mediaType"');
    expect(await verify(new TextEncoder().encode(text))).toEqual({ holds: false, fault: 'malformed' });
  });

  it('is refused larger than any bundle', async () => {
    expect(await verify(new Uint8Array(600_000).fill(0x20))).toEqual({ holds: false, fault: 'malformed' });
  });

  it('is refused with more entries or hashes than a log needs', async () => {
    const entries = (bundle: Record<string, unknown>): void => {
      const material = part(bundle, 'verificationMaterial');
      material['tlogEntries'] = Array.from({ length: 5 }, () => part(bundle, ...ENTRY));
    };
    expect(await faultAfter(entries)).toBe('malformed');
    const hashes = (bundle: Record<string, unknown>): void => {
      part(bundle, ...ENTRY, 'inclusionProof')['hashes'] = Array.from({ length: 54 }, () => 'A'.repeat(43) + '=');
    };
    expect(await faultAfter(hashes)).toBe('malformed');
  });

  it('holds with everything twice only while each copy holds', async () => {
    const twice = (bundle: Record<string, unknown>): void => {
      const material = part(bundle, 'verificationMaterial');
      material['tlogEntries'] = [part(bundle, ...ENTRY), { ...part(bundle, ...ENTRY), integratedTime: '1780315201' }];
    };
    expect(await faultAfter(twice)).toBe('promise');
  });
});
