import { Certificate } from 'pkijs';
import { toHex } from '../../verifier/index.ts';

/** A certificate as the viewer draws it. */
export type Shown = {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Of the key and of the signature, by their usual names or their OIDs. */
  readonly key: string;
  readonly signature: string;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  readonly extensions: readonly { readonly name: string; readonly critical: boolean }[];
  /** For arranging chains. */
  readonly parsed: Certificate;
};

const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '1.2.840.10045.2.1': 'EC',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '2.5.29.14': 'subject key identifier',
  '2.5.29.15': 'key usage',
  '2.5.29.19': 'basic constraints',
  '2.5.29.31': 'CRL distribution points',
  '2.5.29.35': 'authority key identifier',
  '1.2.840.113741.1.13.1': 'Intel SGX extensions',
  '1.3.6.1.4.1.3704.1.1': 'AMD structure version',
  '1.3.6.1.4.1.3704.1.2': 'AMD product name',
  '1.3.6.1.4.1.3704.1.4': 'AMD hardware id',
};

const named = (oid: string): string => new Map(Object.entries(NAMES)).get(oid) ?? oid;

/** Reads one certificate with PKI.js, only to draw it; null when it cannot. Verdicts use a stricter reader. */
export async function readForShow(der: Uint8Array): Promise<Shown | null> {
  let parsed: Certificate;
  try {
    parsed = Certificate.fromBER(Uint8Array.from(der).buffer);
  } catch {
    return null;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(der)));
  const { algorithm } = parsed.subjectPublicKeyInfo;
  return {
    subject: nameOf(parsed.subject),
    issuer: nameOf(parsed.issuer),
    serial: toHex(new Uint8Array(parsed.serialNumber.valueBlock.valueHexView)),
    notBefore: parsed.notBefore.value.toISOString(),
    notAfter: parsed.notAfter.value.toISOString(),
    key: named(algorithm.algorithmId),
    signature: named(parsed.signatureAlgorithm.algorithmId),
    fingerprint: toHex(digest),
    extensions: (parsed.extensions ?? []).map(({ extnID, critical }) => ({ name: named(extnID), critical })),
    parsed,
  };
}

function nameOf({ typesAndValues }: Certificate['subject']): string {
  return typesAndValues.map(({ type, value }) => `${named(type)}=${value.valueBlock.value}`).join(', ');
}
