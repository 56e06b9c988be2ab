import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue, selfSigned, type Issued } from '../src/verifier/testing/authority.ts';
import { implicit, oid, sequence, toPem } from '../src/verifier/testing/der-writer.ts';
import { p256Key, type TestKey } from '../src/verifier/testing/keys.ts';

/** A web server's key and chain, as Node's TLS takes them, and what an enclave attests about it. */
export type ServerCredential = {
  readonly key: string;
  readonly cert: string;
  /** DER of the certificate. */
  readonly certificate: Uint8Array;
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
};

/** An authority of this run's own for web servers. */
export type WebAuthority = {
  /** PEM file of the root, for the browsers to trust. */
  readonly file: string;
  /** A fresh P-256 key and a certificate for these names. */
  readonly credential: (...names: readonly [string, ...string[]]) => ServerCredential;
  /** The same with an extension about its key (SubjectPublicKeyInfo DER): evidence in the certificate. */
  readonly credentialHolding: (holding: Holding, ...names: readonly [string, ...string[]]) => ServerCredential;
};

/** An extension by its dotted identifier, and its value. */
type Holding = (spki: Uint8Array) => { readonly oid: string; readonly value: Uint8Array };

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const DAY = 24 * 60 * 60 * 1000;

/**
 * A web certificate authority for one run. Its key is generated anew each time: the demo may leave a browser open that trusts it,
 * and nobody may know a key that such a browser trusts.
 */
export function webAuthority(folder: string): WebAuthority {
  const root = selfSigned({ subject: 'Sealmark test run web root', key: p256Key(randomUUID()), ca: true, pathLength: 0 });
  const file = join(folder, 'web-root.pem');
  writeFileSync(file, toPem('CERTIFICATE', root.certificate));
  return {
    file,
    credential: (...names) => credentialFor(root, names),
    credentialHolding: (holding, ...names) => credentialFor(root, names, holding),
  };
}

function credentialFor(root: Issued, names: readonly [string, ...string[]], holding?: Holding): ServerCredential {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }));
  const { certificate } = issue(root, {
    subject: names[0],
    key: asTestKey(privateKey, spki),
    notBefore: date(-2 * DAY),
    notAfter: date(30 * DAY),
    extensions: [
      { oid: '2.5.29.17', value: sequence(...names.map((name) => implicit(2, Buffer.from(name)))) },
      { oid: '2.5.29.37', value: sequence(oid(SERVER_AUTHENTICATION)) },
      ...(holding === undefined ? [] : [holding(spki)]),
    ],
  });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key, cert: toPem('CERTIFICATE', certificate), certificate, spki };
}

const date = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();

function asTestKey(privateKey: KeyObject, spki: Uint8Array): TestKey {
  return {
    algorithm: 'ecdsa-p256-sha256',
    spki,
    raw: spki.slice(-64),
    sign: (message) => Uint8Array.from(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  };
}
