import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webCrypto } from '../crypto/webcrypto.ts';
import { readCertificate, type Certificate } from '../x509/certificate.ts';
import { allowsUsage, basicConstraints } from '../x509/extensions.ts';
import { isSignedBy } from '../x509/signature.ts';
import { AMD } from './amd.ts';

const port = webCrypto(webcrypto.subtle);

// The verifier trusts ASK and ASVK by their bytes and does not verify their signatures on every visit; this test does.
describe.each(Object.entries(AMD))('the pinned certificates of %s', (line, { ark, ask, asvk }) => {
  const root = readCertificate(ark.certificate, 'ARK');
  const signers: readonly (readonly [string, Certificate])[] = [
    ['ARK', root],
    ['ASK', readCertificate(ask.certificate, 'ASK')],
    ['ASVK', readCertificate(asvk.certificate, 'ASVK')],
  ];

  it.each(signers)(`%s of ${line} is signed by the ARK`, async (_, certificate) => {
    expect(certificate.algorithm).toBe('rsa-pss-sha384');
    expect(certificate.issuer).toEqual(root.subject);
    expect(await isSignedBy(port, certificate, root.spki)).toBe(true);
  });

  it.each(signers)(`%s of ${line} is an authority`, (name, { extensions }) => {
    expect(basicConstraints(extensions, name)).toEqual({ ca: true, pathLength: name === 'ARK' ? undefined : 0 });
    expect(allowsUsage(extensions, 'keyCertSign', name)).toBe(true);
    expect(allowsUsage(extensions, 'cRLSign', name)).toBe(name === 'ARK');
  });
});
