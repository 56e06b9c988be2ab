import { toBase64Url } from '../../../src/verifier/bytes/base64.ts';
import { concat } from '../../../src/verifier/bytes/equal.ts';
import { toHex } from '../../../src/verifier/bytes/hex.ts';
import { evidenceMediaType } from '../../../src/verifier/protocol/index.ts';
import type { Attester } from '../../../src/verifier/testing/attester.ts';
import * as cbor from '../../../src/verifier/testing/cbor-writer.ts';
import { utf8 as utf8String } from '../../../src/verifier/testing/der-writer.ts';
import { instant, type Instant } from '../../../src/verifier/time.ts';
import { padded, sha256, utf8 } from './digests.ts';
import type { Form, InCertificate } from './form.ts';

/** The port of SecretVM's attestation server, next to the application's own. */
export const SECRETVM_PORT = 29343;

const quoteOver = (attester: Attester, reportData: Uint8Array, now: Instant): Uint8Array =>
  attester.attest({ reportData, nonce: new Uint8Array(), now }).evidence;

/** SecretVM: the digest of the key, followed by somebody else's nonce. */
export const secretvm = (attester: Attester): Form => ({
  path: '/cpu',
  headers: {},
  answer({ spki, now }) {
    const quote = quoteOver(attester, concat(sha256(spki), sha256(utf8('the nonce of the GPUs'))), instant(now));
    return { headers: { 'content-type': 'text/plain' }, body: `${toHex(quote)}\n` };
  },
});

/** Intel's samples, Gramine, Occlum: a bare quote. */
export const quoteInCertificate =
  (attester: Attester): InCertificate =>
  (spki, now) => ({ oid: '1.2.840.113741.1337.6', value: quoteOver(attester, padded(sha256(spki)), now) });

/** Interoperable RA-TLS: a quote over claims, which name the key. */
export const taggedInCertificate =
  (attester: Attester): InCertificate =>
  (spki, now) => {
    const hash = cbor.array(cbor.int(1), cbor.bytes(sha256(spki)));
    const claims = cbor.map([[cbor.text('pubkey-hash'), cbor.bytes(hash)]]);
    const quote = quoteOver(attester, padded(sha256(claims)), now);
    return { oid: '2.23.133.5.4.9', value: cbor.tagged(60_000, cbor.array(cbor.bytes(quote), cbor.bytes(claims))) };
  };

/** id-pe-cmw: a conceptual message with a quote, in JSON. */
export const cmwInCertificate =
  (attester: Attester): InCertificate =>
  (spki, now) => {
    const quote = quoteOver(attester, padded(sha256(spki)), now);
    const record = [evidenceMediaType('dcap-quote'), toBase64Url(quote), 4];
    return { oid: '1.3.6.1.5.5.7.1.35', value: utf8String(JSON.stringify(record)) };
  };
