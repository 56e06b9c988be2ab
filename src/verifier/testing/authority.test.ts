import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noble } from '../crypto/noble.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { parseRfc3339 } from '../time.ts';
import { readCertificate } from '../x509/certificate.ts';
import { verifyChain } from '../x509/chain.ts';
import { isRevoked, readRevocationList, verifyRevocationList } from '../x509/crl.ts';
import { issue, revocationList, selfSigned } from './authority.ts';
import { ed25519Key, ed25519Sha3Key, p256Key, p384Key, rsaKey } from './keys.ts';

const ports = { webcrypto: webCrypto(webcrypto.subtle), noble };
const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
const keys = [
  p256Key('a'),
  p384Key('a'),
  ed25519Key('a'),
  ed25519Sha3Key('a'),
  rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256'),
  rsaKey('rsa-4096-a', 'rsa-pss-sha384'),
];

describe.each(Object.entries(ports))('test keys under %s', (_, port) => {
  it.each(keys)('$algorithm signs what the port verifies, deterministically', async (key) => {
    const message = Uint8Array.of(1, 2, 3);
    const signature = key.sign(message);
    expect(key.sign(message)).toEqual(signature);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, message)).toBe(true);
    expect(await port.verifySignature(key.algorithm, key.spki, signature, Uint8Array.of(1, 2, 4))).toBe(false);
  });
});

describe.each([
  ['ecdsa-p256-sha256', p256Key('root'), p256Key('ca'), p256Key('leaf')],
  ['ecdsa-p384-sha384', p384Key('root'), p384Key('ca'), p384Key('leaf')],
  ['rsa-pss-sha384', rsaKey('rsa-4096-a', 'rsa-pss-sha384'), rsaKey('rsa-4096-b', 'rsa-pss-sha384'), p384Key('leaf')],
] as const)('an authority of %s', (algorithm, rootKey, caKey, leafKey) => {
  const root = selfSigned({ subject: 'Root', key: rootKey });
  const ca = issue(root, { subject: 'CA', key: caKey, ca: true, pathLength: 0 });
  const leaf = issue(ca, { subject: 'Leaf', key: leafKey });
  const profile = { algorithms: [algorithm, algorithm], leafUsage: 'digitalSignature', understood: [] } as const;
  const read = [leaf, ca].map(({ certificate }) => readCertificate(certificate, 'test'));
  const anchor = readCertificate(root.certificate, 'root');

  it('issues valid chains', async () => {
    expect(await verifyChain(read, anchor, profile, now, ports.webcrypto)).toMatchObject({ holds: true });
  });

  it('issues valid lists that revoke', async () => {
    const bytes = revocationList(ca, {
      thisUpdate: '2025-12-01T00:00:00Z',
      nextUpdate: '2026-02-01T00:00:00Z',
      revoked: [leaf.serial],
    });
    const list = readRevocationList(bytes, 'list');
    const [leafRead, caRead] = read;
    if (leafRead === undefined || caRead === undefined) throw new Error('no chain');
    const verdict = await verifyRevocationList(
      list,
      caRead,
      { algorithm, issuerNeedsCrlSign: true, namesIssuerKey: true },
      now,
      ports.webcrypto,
    );
    expect(verdict).toMatchObject({ holds: true });
    expect(isRevoked(list, leafRead)).toBe(true);
    expect(isRevoked(list, caRead)).toBe(false);
  });
});
