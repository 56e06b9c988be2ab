import { gzipSync } from 'node:zlib';
import { toBase64 } from '../../../src/verifier/bytes/base64.ts';
import { concat } from '../../../src/verifier/bytes/equal.ts';
import { fromHex, toHex } from '../../../src/verifier/bytes/hex.ts';
import type { Attester, Fault } from '../../../src/verifier/testing/attester.ts';
import { toPem } from '../../../src/verifier/testing/der-writer.ts';
import { instant } from '../../../src/verifier/time.ts';
import { padded, sha256, utf8 } from './digests.ts';
import type { Form } from './form.ts';

/** The HPKE key that an enclave would have made; unused here. */
const HPKE_KEY = sha256(utf8('the enclave’s HPKE key'));

/**
 * Tinfoil's third format as it ran in June 2026, with members in recorded order: report data is SHA-256(key fingerprint ‖ HPKE
 * key ‖ nonce) and 32 zeros, and the TLS key signs the whole. @param attester a TDX platform
 */
export const tinfoilJune = (attester: Attester, fault?: Fault): Form => ({
  path: '/.well-known/tinfoil-attestation',
  headers: { 'tinfoil-pt': 'https://tinfoil.sh/predicate/tdx-guest/v2' },
  answer({ query, spki, certificate, sign, now }) {
    const nonce = fromHex(query.get('nonce') ?? '', 'nonce');
    const fingerprint = sha256(spki);
    const reportData = padded(sha256(fingerprint, HPKE_KEY, nonce));
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

/** Tinfoil's form without a nonce: the compressed quote, with its keys in its report data. @param attester a TDX platform */
export const tinfoilV2 = (attester: Attester): Form => ({
  path: '/.well-known/tinfoil-attestation',
  headers: { 'tinfoil-pt': 'https://tinfoil.sh/predicate/tdx-guest/v2' },
  answer({ spki, now }) {
    const reportData = concat(sha256(spki), HPKE_KEY);
    const { evidence } = attester.attest({ reportData, nonce: new Uint8Array(), now: instant(now) });
    const body = { format: 'https://tinfoil.sh/predicate/tdx-guest/v2', body: toBase64(gzipSync(evidence)) };
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  },
});

/** The third form as in its source since August 2026, without devices. @param attester a TDX platform */
export const tinfoilAugust = (attester: Attester): Form => ({
  path: '/.well-known/tinfoil-attestation',
  headers: { 'tinfoil-pt': 'https://tinfoil.sh/predicate/tdx-guest/v2' },
  answer({ query, spki, now }) {
    const nonce = fromHex(query.get('nonce') ?? '', 'nonce');
    const algorithm = 'https://tinfoil.sh/report-data/v1';
    const items = [
      { id: 'tls', format: 'https://tinfoil.sh/key/spki-fp-sha256/v1', data: toHex(sha256(spki)) },
      { id: 'hpke', format: 'https://tinfoil.sh/key/x25519-hpke/v1', data: toHex(HPKE_KEY) },
    ];
    const material = utf8(JSON.stringify({ format: 'https://tinfoil.sh/crypto-material/v1', items }));
    const devices = utf8(JSON.stringify({ format: 'https://tinfoil.sh/device-evidence/v1', items: [] }));
    const hashes = [sha256(material), sha256(devices)] as const;
    const reportData = padded(sha256(utf8(algorithm), nonce, ...hashes));
    const { evidence } = attester.attest({ reportData, nonce, now: instant(now) });
    const [crypto_material_hash, device_evidence_hash] = hashes.map(toHex);
    const body = {
      format: 'https://tinfoil.sh/predicate/attestation/v3',
      challenge: { nonce: toHex(nonce), report_data: toHex(reportData), report_data_algorithm: algorithm },
      cpu_evidence: {
        format: 'https://tinfoil.sh/format/tdx-quote/v1',
        report_base64: toBase64(evidence),
        endorsed: { crypto_material_hash, device_evidence_hash },
      },
      crypto_material: toBase64(material),
      device_evidence: toBase64(devices),
      collateral: [],
    };
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  },
});
