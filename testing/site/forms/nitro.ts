import { fromHex } from '../../../src/verifier/bytes/hex.ts';
import { toBase64 } from '../../../src/verifier/bytes/base64.ts';
import { concat } from '../../../src/verifier/bytes/equal.ts';
import { nitroAttester } from '../../../src/verifier/testing/attesters/nitro.ts';
import { instant } from '../../../src/verifier/time.ts';
import type { SiteResponse } from '../answer.ts';
import { sha256, utf8 } from './digests.ts';
import type { Form } from './form.ts';

const json = (body: object): SiteResponse => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

type Fields = { readonly userData?: Uint8Array; readonly nonce?: Uint8Array; readonly publicKey?: Uint8Array };

/** A document of the simulated enclave with these fields, in base64. */
function documentWith({ userData = new Uint8Array(), nonce = new Uint8Array(), publicKey }: Fields, now: number): string {
  const request = { reportData: userData, nonce, now: instant(now) };
  return toBase64(nitroAttester.attest(publicKey === undefined ? request : { ...request, publicKey }).evidence);
}

/** Evervault's enclaves: the whole key of the connection, and a nonce of their own. */
export const evervault: Form = {
  path: '/.well-known/attestation',
  headers: {},
  answer: ({ spki, now }) => json({ attestation_doc: documentWith({ userData: spki, nonce: utf8('the enclave’s own') }, now) }),
};

/** OpenSecret: the UUID from the path, and an encryption key used inside TLS. */
export const maple: Form = {
  path: '/attestation/',
  headers: {},
  answer({ path, now }) {
    const nonce = utf8(path.slice('/attestation/'.length));
    return json({ attestation_document: documentWith({ nonce, publicKey: sha256(utf8('X25519 key')) }, now) });
  },
};

/** Brave's nitriding: hashes of the certificate and of the application's own key, and the first 20 bytes of our nonce. */
export const nitriding: Form = {
  path: '/enclave/attestation',
  headers: {},
  answer({ query, certificate, now }) {
    const sha256Of = Uint8Array.of(0x12, 0x20);
    const userData = concat(sha256Of, sha256(certificate), sha256Of, new Uint8Array(32));
    const nonce = fromHex(query.get('nonce') ?? '', 'nonce');
    return { headers: { 'content-type': 'text/plain' }, body: `${documentWith({ userData, nonce }, now)}\n` };
  },
};
