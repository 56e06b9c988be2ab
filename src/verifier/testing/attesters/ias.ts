import { sha512 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../../bytes/base64.ts';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { instant, toRfc3339 } from '../../time.ts';
import { noAnchors, PROCESSOR_FAULTS, testAnchor, type Attested, type Attester, type AttestRequest } from '../attester.ts';
import { issue, selfSigned, type Issued } from '../authority.ts';
import { name, toPem } from '../der-writer.ts';
import { midnight } from '../intel/case.ts';
import { ENCLAVE, enclaveReport, filler, u16, u32, type EnclaveFields } from '../intel/quote-writer.ts';
import { rsaKey } from '../keys.ts';

const HOUR = 60 * 60 * 1000;

/** Names in the service's order, which differs from the other chains. */
const iasName = (commonName: string): Uint8Array =>
  name({ C: 'US', ST: 'CA', L: 'Santa Clara', O: 'Intel Corporation', CN: commonName });

/** A signing authority under Intel's name; RSA-3072, like the pinned one. */
export const iasCa = (key = rsaKey('rsa-3072-a', 'rsa-pkcs1-sha256')): Issued =>
  selfSigned({ subject: iasName('Intel SGX Attestation Report Signing CA'), key, pathLength: 0 });

/** The certificate that signs reports, RSA-2048, issued by that authority. */
export const iasLeaf = (
  ca: Issued,
  notAfter = '2049-12-31T23:59:59Z',
  commonName = 'Intel SGX Attestation Report Signing',
): Issued => issue(ca, { subject: iasName(commonName), key: rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256'), notAfter });

/** The 432 bytes of an EPID quote's body. */
export const epidQuote = (fields: EnclaveFields, version = 2, signType = 1): Uint8Array<ArrayBuffer> =>
  concat(
    u16(version),
    u16(signType),
    u32(0x0c50),
    u16(14),
    u16(13),
    new Uint8Array(4),
    new Uint8Array(32),
    enclaveReport(fields),
  );

/** A report's body as text; members may be changed or added. */
export const iasReport = (timestamp: string, fields: EnclaveFields, changes: object = {}): string =>
  JSON.stringify({
    id: '142090828149453720542199954221331392599',
    timestamp,
    version: 5,
    isvEnclaveQuoteStatus: 'OK',
    isvEnclaveQuoteBody: toBase64(epidQuote(fields)),
    tcbEvaluationDataNumber: 16,
    ...changes,
  });

/** The wire form that a site serves. */
export function iasWire(report: Uint8Array, signature: Uint8Array, ...chain: readonly Issued[]): Uint8Array {
  const certificates = toPem('CERTIFICATE', ...chain.map(({ certificate }) => certificate));
  const members = { report: toBase64(report), signature: toBase64(signature), certificates };
  return new TextEncoder().encode(JSON.stringify(members));
}

function attest({ reportData, now, fault }: AttestRequest): Attested {
  const strangers = fault === 'wrong-root' ? rsaKey('rsa-4096-a', 'rsa-pkcs1-sha256') : undefined;
  const ca = iasCa(strangers);
  const leaf = iasLeaf(ca, fault === 'expired' ? midnight(now, 0) : undefined);
  const fields: EnclaveFields = {
    ...ENCLAVE,
    reportData: fault === 'wrong-report-data' ? sha512(concat(reportData, reportData)) : reportData,
    ...(fault === 'debug' ? { attributes: fromHex('0700000000000000e700000000000000', 'attributes') } : {}),
    ...(fault === 'host-chosen' ? { configId: filler('host chose this', 64) } : {}),
    ...(fault === 'other-code' ? { mrEnclave: filler('other enclave', 32) } : {}),
  };
  // An expired certificate is appraised as of the day before, when it was valid.
  const made = instant(fault === 'expired' ? now - 36 * HOUR : now - HOUR);
  const status = fault === 'revoked' ? 'GROUP_REVOKED' : fault === 'out-of-date' ? 'GROUP_OUT_OF_DATE' : 'OK';
  const text = iasReport(toRfc3339(made).replace('Z', ''), fields, { isvEnclaveQuoteStatus: status });
  const report = new TextEncoder().encode(text);
  const signer = fault === 'wrong-key' ? rsaKey('rsa-2048-b', 'rsa-pkcs1-sha256') : leaf.key;
  const signature = signer.sign(report);
  const served = fault === 'tampered' ? new TextEncoder().encode(text.replace('"version":5', '"version":4')) : report;
  const whole = iasWire(served, signature, leaf, ca);
  const evidence = fault === 'truncated' ? whole.filter((_, at) => at < whole.length / 2) : whole;
  return { evidence, parameters: {}, endorsements: [] };
}

/** A simulated attestation service: genuine enclaves would send it their quotes, had it not closed. */
export const iasAttester: Attester = {
  tee: 'ias',
  evidenceType: 'ias-report',
  faults: PROCESSOR_FAULTS,
  anchors: { ...noAnchors, intelIasSigningCa: [testAnchor('simulated Intel report signing CA', iasCa().certificate)] },
  reference: { MRENCLAVE: toHex(ENCLAVE.mrEnclave) },
  attest,
};
