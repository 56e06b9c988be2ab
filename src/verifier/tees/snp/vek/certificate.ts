import type { AmdProductLine } from '../../../anchors/anchor.ts';
import { Reader } from '../../../bytes/reader.ts';
import { DerReader, TAG } from '../../../encoding/der.ts';
import { fromAscii } from '../../../bytes/text.ts';
import { Malformed } from '../../../malformed.ts';
import { onceRead } from '../../../parsed.ts';
import { commonNames, readCertificate, type Certificate } from '../../../x509/certificate.ts';
import type { Extensions } from '../../../x509/extensions.ts';
import { productLine } from '../product.ts';
import type { Tcb } from '../tcb.ts';

/** Which key signs reports: the chip's own (versioned chip), or one that AMD gave a cloud provider (versioned loaded). */
export type VekKind = 'vcek' | 'vlek';

/** A versioned endorsement key's certificate (AMD 57230), read but not yet verified. */
export type Vek = {
  readonly certificate: Certificate;
  /** The kind and line according to its subject and issuer; null when those are not AMD's names. */
  readonly named: { readonly kind: VekKind; readonly line: AmdProductLine } | null;
  readonly productName: string;
  /** The TCB for which this key was derived. */
  readonly tcb: Tcb;
  /** The chip's identity: 64 bytes, on Turin 8; undefined in a VLEK. */
  readonly hardwareId: Uint8Array | undefined;
  /** The cloud provider of a VLEK. */
  readonly provider: string | undefined;
};

/** AMD 57230, certificate extensions. */
const EXTENSION = {
  structVersion: '1.3.6.1.4.1.3704.1.1',
  productName: '1.3.6.1.4.1.3704.1.2',
  bootloader: '1.3.6.1.4.1.3704.1.3.1',
  tee: '1.3.6.1.4.1.3704.1.3.2',
  snp: '1.3.6.1.4.1.3704.1.3.3',
  microcode: '1.3.6.1.4.1.3704.1.3.8',
  fmc: '1.3.6.1.4.1.3704.1.3.9',
  hardwareId: '1.3.6.1.4.1.3704.1.4',
  provider: '1.3.6.1.4.1.3704.1.5',
} as const;

/** Common names of the subjects (AMD 57230): every VCEK has the same, and so has every VLEK. */
export const VCEK_SUBJECT = 'SEV-VCEK';

/** The subject's common name in every VLEK certificate (AMD 57230). */
export const VLEK_SUBJECT = 'SEV-VLEK';

/** DER → the certificate by itself, read once: choosing among several asks for each one's dates first. @throws Malformed */
export const readVekCertificate = onceRead((bytes) => readCertificate(bytes, 'VEK'));

/**
 * DER → VCEK or VLEK certificate with AMD's extensions. structVersion, productName and the four patch levels must be present, FMC
 * on Turin, the hardware id in a VCEK, the provider in a VLEK: a missing one must not compare as equal. @throws Malformed, also
 * for a duplicate extension.
 */
export function readVek(bytes: Uint8Array): Vek {
  const certificate = readVekCertificate(bytes);
  const { extensions } = certificate;
  const named = nameOf(certificate);
  integer(extensions, 'structVersion');
  const tcb: Tcb = {
    fmc: named?.line === 'Turin' || extensions.has(EXTENSION.fmc) ? level(extensions, 'fmc') : undefined,
    bootloader: level(extensions, 'bootloader'),
    tee: level(extensions, 'tee'),
    snp: level(extensions, 'snp'),
    microcode: level(extensions, 'microcode'),
  };
  return {
    certificate,
    named,
    productName: text(extensions, 'productName'),
    tcb,
    hardwareId: named?.kind === 'vlek' ? undefined : hardwareId(extensions),
    provider: named?.kind === 'vlek' ? text(extensions, 'provider') : undefined,
  };
}

/** Subject `SEV-VCEK` under `SEV-<line>`, or `SEV-VLEK` under `SEV-VLEK-<line>`; one common name each. */
function nameOf({ subject, issuer }: Certificate): Vek['named'] {
  const [name, ...moreNames] = commonNames(subject, 'VEK.subject');
  const [issuerName = '', ...moreIssuers] = commonNames(issuer, 'VEK.issuer');
  if (moreNames.length > 0 || moreIssuers.length > 0) return null;
  const kind = name === VCEK_SUBJECT ? 'vcek' : name === VLEK_SUBJECT ? 'vlek' : undefined;
  const prefix = kind === 'vlek' ? 'SEV-VLEK-' : 'SEV-';
  const line = issuerName.startsWith(prefix) ? productLine(issuerName.slice(prefix.length)) : undefined;
  return kind === undefined || line === undefined ? null : { kind, line };
}

function extension(extensions: Extensions, name: keyof typeof EXTENSION): Uint8Array {
  const found = extensions.get(EXTENSION[name]);
  if (found === undefined) throw new Malformed(`VEK.extensions.${name}`, 'missing');
  return found.value;
}

function integer(extensions: Extensions, name: keyof typeof EXTENSION): number {
  const reader = new DerReader(extension(extensions, name), 'VEK.extensions');
  const value = reader.small(name);
  reader.end();
  return value;
}

function level(extensions: Extensions, name: keyof typeof EXTENSION): number {
  const value = integer(extensions, name);
  if (value > 255) throw new Malformed(`VEK.extensions.${name}`, 'patch level over 255');
  return value;
}

function text(extensions: Extensions, name: keyof typeof EXTENSION): string {
  const reader = new DerReader(extension(extensions, name), 'VEK.extensions');
  const value = fromAscii(reader.content(name, TAG.ia5String), `VEK.extensions.${name}`);
  reader.end();
  return value;
}

/**
 * AMD writes the identity bare, without a DER header; some certificates wrap it in an OCTET STRING. The whole length decides,
 * never the first byte, because a bare identity may also begin with 04.
 */
function hardwareId(extensions: Extensions): Uint8Array {
  const value = extension(extensions, 'hardwareId');
  if (value.length === 64 || value.length === 8) return value;
  const reader = new Reader(value, 'VEK.extensions.hardwareId');
  const wrapped = value.length === 66 || value.length === 10;
  if (!wrapped || reader.u8('tag') !== TAG.octetString || reader.u8('length') !== value.length - 2)
    throw new Malformed('VEK.extensions.hardwareId', 'neither 64 nor 8 bytes');
  return reader.rest('identity');
}
