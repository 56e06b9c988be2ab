import { createHash } from 'node:crypto';
import { toBase64 } from '../../../src/verifier/bytes/base64.ts';
import { fromHex, toHex } from '../../../src/verifier/bytes/hex.ts';
import type { Attester, Fault } from '../../../src/verifier/testing/attester.ts';
import { toPem } from '../../../src/verifier/testing/der-writer.ts';
import { instant } from '../../../src/verifier/time.ts';
import type { Form } from './form.ts';

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
};

/** The key for HPKE that an enclave would have made; nothing here uses it. */
const HPKE_KEY = sha256(new TextEncoder().encode('the enclave’s HPKE key'));

/**
 * Tinfoil's third format as it ran in June 2026, member by member in the order of what was recorded: report data is
 * SHA-256(key fingerprint ‖ HPKE key ‖ nonce) and 32 zeros, and the TLS key signs the whole.
 * @param attester a TDX platform
 */
export const tinfoilJune = (attester: Attester, fault?: Fault): Form => ({
  path: '/.well-known/tinfoil-attestation',
  headers: { 'tinfoil-pt': 'https://tinfoil.sh/predicate/tdx-guest/v2' },
  answer({ query, spki, certificate, sign, now }) {
    const nonce = fromHex(query.get('nonce') ?? '', 'nonce');
    const fingerprint = sha256(spki);
    const reportData = new Uint8Array(64);
    reportData.set(sha256(fingerprint, HPKE_KEY, nonce));
    const request = { reportData, nonce, now: instant(now) };
    const { evidence } = attester.attest(fault === undefined ? request : { ...request, fault });
    const body = {
      format: 'https://tinfoil.sh/predicate/attestation/v3',
      report_data: { tls_key_fp: toHex(fingerprint), hpke_key: toHex(HPKE_KEY), nonce: toHex(nonce) },
      cpu: { platform: 'tdx', report: toBase64(evidence) },
      certificate: toPem('CERTIFICATE', certificate),
      signature: '',
    };
    const signature = toBase64(sign(new TextEncoder().encode(JSON.stringify(body))));
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...body, signature }) };
  },
});
