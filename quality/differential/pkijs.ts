import { webcrypto } from 'node:crypto';
import { Certificate, CertificateChainValidationEngine, CertificateRevocationList, CryptoEngine, setEngine } from 'pkijs';
import type { Case } from '../conformance/limbo.ts';

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto as Crypto })); // Node's is the browsers' interface

const der = (pem: string): ArrayBuffer =>
  Uint8Array.from(Buffer.from(pem.replaceAll(/-----[A-Z0-9 ]+-----/g, '').replaceAll(/\s/g, ''), 'base64')).buffer;

/** Cycles of intermediates, and many with one name: PKI.js's search does not end on them in reasonable time. */
const ENDLESS = /^(pathological|cve)::/;

/** What PKI.js's chain engine says about a limbo case; undefined when it was not asked. */
export async function pkijsAccepts(one: Case): Promise<boolean | undefined> {
  if (ENDLESS.test(one.id)) return undefined;
  try {
    const engine = new CertificateChainValidationEngine({
      trustedCerts: one.trusted_certs.map((pem) => Certificate.fromBER(der(pem))),
      // The leaf is the last one.
      certs: [...one.untrusted_intermediates, one.peer_certificate].map((pem) => Certificate.fromBER(der(pem))),
      crls: (one.crls ?? []).map((pem) => CertificateRevocationList.fromBER(der(pem))),
      checkDate: new Date(one.validation_time ?? '2024-01-01T00:00:00Z'),
    });
    return (await engine.verify()).result;
  } catch {
    return false;
  }
}
