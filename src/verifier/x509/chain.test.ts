import { describe, expect, it } from 'vitest';
import type { CryptoPort } from '../crypto/port.ts';
import { fromHex } from '../bytes/hex.ts';
import { issue, selfSigned, type CertificateRequest } from '../testing/authority.ts';
import { bitString, boolean, element, implicit, integer, name, octetString, sequence } from '../testing/der-writer.ts';
import { p256Key, p384Key } from '../testing/keys.ts';
import { cert, make, now, port, PROFILE, verify, type ChainRequest } from '../testing/three-certificates.ts';
import { instant, parseRfc3339 } from '../time.ts';
import { verifyChain, type ChainProfile } from './chain.ts';
import { OID } from './extensions.ts';

const critical = (oid: string, value = octetString(new Uint8Array())): Pick<CertificateRequest, 'extensions'> => ({
  extensions: [{ oid, critical: true, value }],
});
const extension = (oid: string, value: Uint8Array, isCritical = true): Partial<CertificateRequest> => ({
  without: [oid],
  extensions: [{ oid, critical: isCritical, value }],
});

describe('a chain', () => {
  it('holds from the latest start to the earliest end of its certificates', async () => {
    const verdict = await verify({
      ca: { notBefore: '2025-05-05T00:00:00Z', notAfter: '2030-01-01T00:00:00Z' },
      leaf: { notBefore: '2025-01-01T00:00:00Z', notAfter: '2031-01-01T00:00:00Z' },
    });
    expect(verdict).toEqual({
      holds: true,
      since: parseRfc3339('2025-05-05T00:00:00Z', 'since'),
      until: parseRfc3339('2030-01-01T00:00:00Z', 'until'),
    });
  });

  it('may end before its anchor does, or after', async () => {
    const verdict = await verify({ root: { notBefore: '2025-12-31T00:00:00Z', notAfter: '2026-02-01T00:00:00Z' } });
    expect(verdict).toEqual({
      holds: true,
      since: parseRfc3339('2025-12-31T00:00:00Z', 'since'),
      until: parseRfc3339('2026-02-01T00:00:00Z', 'until'),
    });
  });

  it.each<[string, ChainRequest, object]>([
    [
      'a leaf signed by another key',
      { leafSigner: selfSigned({ subject: 'CA', key: p256Key('other') }) },
      { fault: 'signature', at: 0 },
    ],
    [
      'a CA signed by another key',
      { caSigner: selfSigned({ subject: 'Root', key: p256Key('other') }) },
      { fault: 'signature', at: 1 },
    ],
    ['a leaf that is a CA', { leaf: { ca: true } }, { fault: 'leaf-is-a-ca', at: 0 }],
    [
      'a leaf that may sign certificates',
      { leaf: extension(OID.keyUsage, bitString(Uint8Array.of(0x84), 2)) },
      { fault: 'key-usage', at: 0 },
    ],
    [
      'a leaf that may not sign data',
      { leaf: extension(OID.keyUsage, bitString(Uint8Array.of(0x40), 6)) },
      { fault: 'key-usage', at: 0 },
    ],
    ['a leaf without key usage', { leaf: { without: [OID.keyUsage] } }, { fault: 'key-usage', at: 0 }],
    [
      'a leaf whose key usage is empty',
      { leaf: extension(OID.keyUsage, bitString(new Uint8Array())) },
      { fault: 'key-usage', at: 0 },
    ],
    [
      'a leaf whose key usage is not DER',
      { leaf: extension(OID.keyUsage, Uint8Array.of(3, 2, 0)) },
      { fault: 'malformed', at: 0 },
    ],
    ['a leaf with a path length', { leaf: extension(OID.basicConstraints, sequence(integer(0))) }, { fault: 'malformed', at: 0 }],
    ['a leaf with an unknown critical extension', { leaf: critical('1.2.3.5') }, { fault: 'unknown-critical-extension', at: 0 }],
    ['a CA with an unknown critical extension', { ca: critical('1.2.3.5') }, { fault: 'unknown-critical-extension', at: 1 }],
    [
      'an anchor with an unknown critical extension',
      { root: critical('1.2.3.5') },
      { fault: 'unknown-critical-extension', at: 2 },
    ],
    [
      'name constraints that are not critical',
      { ca: extension(OID.nameConstraints, sequence(), false) },
      { fault: 'unknown-critical-extension', at: 1 },
    ],
    [
      'policy constraints that are not critical',
      { ca: extension(OID.policyConstraints, sequence(), false) },
      { fault: 'unknown-critical-extension', at: 1 },
    ],
    ['a CA that is none', { ca: { ca: false } }, { fault: 'not-a-ca', at: 1 }],
    ['a CA without basic constraints', { ca: { without: [OID.basicConstraints] } }, { fault: 'not-a-ca', at: 1 }],
    [
      'a CA whose basic constraints are not critical',
      { ca: extension(OID.basicConstraints, sequence(boolean(true)), false) },
      { fault: 'not-a-ca', at: 1 },
    ],
    [
      'a CA flag that spells out its default',
      { ca: extension(OID.basicConstraints, sequence(boolean(false))) },
      { fault: 'malformed', at: 1 },
    ],
    [
      'a negative path length',
      { ca: extension(OID.basicConstraints, sequence(boolean(true), element(2, Uint8Array.of(0xff)))) },
      { fault: 'malformed', at: 1 },
    ],
    [
      'bytes behind the basic constraints',
      { ca: extension(OID.basicConstraints, fromHex('30030101ff00', 'hex')) },
      { fault: 'malformed', at: 1 },
    ],
    [
      'a CA that may not sign certificates',
      { ca: extension(OID.keyUsage, bitString(Uint8Array.of(0x82), 1)) },
      { fault: 'key-usage', at: 1 },
    ],
    ['a CA without key usage', { ca: { without: [OID.keyUsage] } }, { fault: 'key-usage', at: 1 }],
    ['an anchor that is no CA', { root: { ca: false } }, { fault: 'not-a-ca', at: 2 }],
    ['an anchor too short for the chain', { root: { pathLength: 0 } }, { fault: 'path-length', at: 2 }],
    ['a CA without a name', { ca: { subject: sequence() } }, { fault: 'names-do-not-chain', at: 1 }],
    [
      'a leaf issued under another name',
      { leaf: { alter: (parts) => ({ ...parts, issuer: name({ CN: 'Other' }) }) } },
      { fault: 'names-do-not-chain', at: 0 },
    ],
    [
      'a CA issued under another name',
      { ca: { alter: (parts) => ({ ...parts, issuer: name({ CN: 'Other' }) }) } },
      { fault: 'names-do-not-chain', at: 1 },
    ],
    [
      'a leaf that names another issuer key',
      { leaf: extension(OID.authorityKeyIdentifier, sequence(implicit(0, Uint8Array.of(1, 2))), false) },
      { fault: 'key-identifiers-do-not-chain', at: 0 },
    ],
    [
      'an authority key identifier that is not DER',
      { leaf: extension(OID.authorityKeyIdentifier, Uint8Array.of(0x30, 5), false) },
      { fault: 'malformed', at: 0 },
    ],
    [
      'a subject key identifier that is not DER',
      { ca: extension(OID.subjectKeyIdentifier, octetString(Uint8Array.of(1)).slice(1), false) },
      { fault: 'malformed', at: 0 },
    ],
    ['a leaf that has ended', { leaf: { notAfter: '2025-12-31T23:59:59Z' } }, { fault: 'expired', at: 0 }],
    ['a CA that has ended', { ca: { notAfter: '2025-12-31T23:59:59Z' } }, { fault: 'expired', at: 1 }],
    ['an anchor that has ended', { root: { notAfter: '2025-12-31T23:59:59Z' } }, { fault: 'expired', at: 2 }],
    ['a leaf of tomorrow', { leaf: { notBefore: '2026-01-02T00:00:00Z' } }, { fault: 'not-yet-valid', at: 0 }],
    ['an anchor of tomorrow', { root: { notBefore: '2026-01-02T00:00:00Z' } }, { fault: 'not-yet-valid', at: 2 }],
    [
      'a leaf whose dates are reversed',
      { leaf: { notBefore: '2027-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' } },
      { fault: 'not-yet-valid', at: 0 },
    ],
    ['a leaf signed on another curve', { ca: { key: p384Key('ca') } }, { fault: 'algorithm', at: 0 }],
  ])('does not hold with %s', async (_, ask, verdict) => {
    expect(await verify(ask)).toEqual({ holds: false, ...verdict });
  });

  it.each<[string, ChainRequest]>([
    ['without key identifiers', { leaf: { without: [OID.authorityKeyIdentifier] }, ca: { without: [OID.subjectKeyIdentifier] } }],
    ['with a critical extension that its reader understands', { leaf: critical('1.2.3.4') }],
    [
      'with an unknown extension that is not critical',
      { leaf: { extensions: [{ oid: '1.2.3.5', value: octetString(new Uint8Array()) }] } },
    ],
    [
      'with an authority key identifier that names issuer and serial only',
      { leaf: extension(OID.authorityKeyIdentifier, sequence(implicit(2, Uint8Array.of(1))), false) },
    ],
    ['with a leaf without basic constraints, as AMD’s', { leaf: { without: [OID.basicConstraints] } }],
    ['with a CA without a path length', { ca: extension(OID.basicConstraints, sequence(boolean(true))) }],
  ])('holds %s', async (_, ask) => {
    expect(await verify(ask)).toMatchObject({ holds: true });
  });

  it('holds from the first to the last millisecond of its dates', async () => {
    const ask: ChainRequest = { leaf: { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-06-01T00:00:00Z' } };
    const begin = parseRfc3339('2026-01-01T00:00:00Z', 'begin');
    const end = parseRfc3339('2026-06-01T00:00:00Z', 'end');
    expect(await verify(ask, begin)).toMatchObject({ holds: true });
    expect(await verify(ask, end)).toMatchObject({ holds: true });
    expect(await verify(ask, instant(begin - 1))).toMatchObject({ fault: 'not-yet-valid' });
    expect(await verify(ask, instant(end + 1))).toMatchObject({ fault: 'expired' });
  });

  it('needs no key usage in the leaf where its profile requires none, but then still allows no certificate signing', async () => {
    const profile = { ...PROFILE, leafUsage: undefined };
    expect(await verify({ leaf: { without: [OID.keyUsage] } }, now, profile)).toMatchObject({ holds: true });
    const signing = { leaf: extension(OID.keyUsage, bitString(Uint8Array.of(0x04), 2)) };
    expect(await verify(signing, now, profile)).toMatchObject({ fault: 'key-usage' });
  });

  it('has exactly the length of its profile', async () => {
    const { root, ca, leaf } = make({});
    const chain = [cert(leaf), cert(ca)];
    const shorter: ChainProfile = { ...PROFILE, algorithms: ['ecdsa-p256-sha256'] };
    expect(await verifyChain(chain, cert(root), shorter, now, port)).toEqual({ holds: false, fault: 'length', at: 2 });
    expect(await verifyChain([cert(leaf)], cert(ca), PROFILE, now, port)).toEqual({ holds: false, fault: 'length', at: 1 });
    expect(await verifyChain([], cert(root), PROFILE, now, port)).toEqual({ holds: false, fault: 'length', at: 0 });
    expect(await verifyChain([cert(ca), cert(ca)], cert(root), PROFILE, now, port)).toMatchObject({
      holds: false,
      fault: 'leaf-is-a-ca',
    });
  });

  it('counts CAs against a path length', async () => {
    const root = selfSigned({ subject: 'Root', key: p256Key('root') });
    const upper = issue(root, { subject: 'Upper', key: p256Key('upper'), ca: true, pathLength: 0 });
    const lower = issue(upper, { subject: 'Lower', key: p256Key('lower'), ca: true });
    const leaf = issue(lower, { subject: 'Leaf', key: p256Key('leaf') });
    const profile: ChainProfile = { ...PROFILE, algorithms: [...PROFILE.algorithms, 'ecdsa-p256-sha256'] };
    const verdict = await verifyChain([leaf, lower, upper].map(cert), cert(root), profile, now, port);
    expect(verdict).toEqual({ holds: false, fault: 'path-length', at: 2 });
  });

  it('names the certificate nearest to the leaf first, and dates before signatures', async () => {
    const verdict = await verify({
      leaf: { notAfter: '2021-01-01T00:00:00Z' },
      leafSigner: selfSigned({ subject: 'CA', key: p256Key('other') }),
      ca: { notAfter: '2021-01-01T00:00:00Z' },
    });
    expect(verdict).toEqual({ holds: false, fault: 'expired', at: 0 });
  });

  it('passes on the failure of the platform', async () => {
    const broken: CryptoPort = { ...port, verifySignature: () => Promise.reject(new Error('no crypto')) };
    await expect(verify({}, now, PROFILE, broken)).rejects.toThrow('no crypto');
  });
});

describe('an anchor', () => {
  it('is not what a chain brings along: another root of the same name and key identifier does not help', async () => {
    const { root, ca, leaf } = make({});
    const impostor = selfSigned({ subject: 'Root', key: p256Key('impostor'), without: [OID.subjectKeyIdentifier] });
    expect(await verifyChain([cert(leaf), cert(ca)], cert(impostor), PROFILE, now, port)).toMatchObject({
      fault: 'signature',
      at: 1,
    });
    const three: ChainProfile = { ...PROFILE, algorithms: [...PROFILE.algorithms, 'ecdsa-p256-sha256'] };
    const brought = await verifyChain([leaf, ca, root].map(cert), cert(impostor), three, now, port);
    expect(brought).toMatchObject({ holds: false });
  });
});
