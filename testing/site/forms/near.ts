import { concat } from '../../../src/verifier/bytes/equal.ts';
import { fromHex, toHex } from '../../../src/verifier/bytes/hex.ts';
import type { Attester } from '../../../src/verifier/testing/attester.ts';
import { instant } from '../../../src/verifier/time.ts';
import { sha256, utf8 } from './digests.ts';
import type { Form } from './form.ts';

/** The key with which the enclave would sign its answers; unused here. */
const SIGNING_KEY = sha256(utf8('the enclave’s signing key'));

/**
 * NEAR AI's model hosts, without GPUs and without dstack's log: report data is SHA-256(signing key ‖ key fingerprint) ‖ nonce.
 * @param attester a TDX platform
 */
export const nearReport = (attester: Attester): Form => ({
  path: '/v1/attestation/report',
  headers: {},
  answer({ query, spki, now }) {
    const nonce = fromHex(query.get('nonce') ?? '', 'nonce');
    const fingerprint = sha256(spki);
    const reportData = concat(sha256(SIGNING_KEY, fingerprint), nonce);
    const { evidence } = attester.attest({ reportData, nonce, now: instant(now) });
    const body = {
      signing_address: toHex(SIGNING_KEY),
      signing_algo: query.get('signing_algo'),
      request_nonce: toHex(nonce),
      intel_quote: toHex(evidence),
      tls_cert_fingerprint: toHex(fingerprint),
    };
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  },
});
