import { toHex, type Hex } from '../bytes/hex.ts';
import { DerReader, primitiveTag, TAG } from '../encoding/der.ts';
import { Malformed } from '../malformed.ts';

/** An extension's content (inside the OCTET STRING), and whether a reader that does not know it must refuse. */
export type Extension = { readonly critical: boolean; readonly value: Uint8Array };

/** By dotted OID; each occurs once (RFC 5280 section 4.2). */
export type Extensions = ReadonlyMap<string, Extension>;

/** The extensions that some profile reads, by RFC 5280's names. */
export const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  nameConstraints: '2.5.29.30',
  policyConstraints: '2.5.29.36',
  inhibitAnyPolicy: '2.5.29.54',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** Extensions SEQUENCE (RFC 5280 section 4.1.2.9), read to its end. @throws Malformed, also for duplicates. */
export function readExtensions(wrapper: DerReader, what: string): Extensions {
  const list = wrapper.inside('Extensions');
  wrapper.end();
  const extensions = new Map<string, Extension>();
  while (list.next !== undefined) {
    const one = list.inside('Extension');
    const oid = one.oid('extnID');
    const critical = isTrue(one, 'critical');
    const value = one.octetString('extnValue');
    one.end();
    if (extensions.has(oid)) throw new Malformed(`${what}.extensions`, `extension ${oid} occurs twice`);
    extensions.set(oid, { critical, value });
  }
  return extensions;
}

/** BOOLEAN DEFAULT FALSE: in DER it is TRUE or absent (X.690 section 11.5). */
function isTrue(reader: DerReader, field: string): boolean {
  if (reader.next !== TAG.boolean) return false;
  if (!reader.boolean(field)) throw new Malformed(field, 'default value spelled out');
  return true;
}

/** BasicConstraints (section 4.2.1.9); not a CA when the extension is absent. @throws Malformed */
export function basicConstraints(
  extensions: Extensions,
  what: string,
): { readonly ca: boolean; readonly pathLength: number | undefined } {
  const extension = extensions.get(OID.basicConstraints);
  if (extension === undefined) return { ca: false, pathLength: undefined };
  const outer = new DerReader(extension.value, `${what}.basicConstraints`);
  const inner = outer.inside('BasicConstraints');
  outer.end();
  const ca = isTrue(inner, 'cA');
  const pathLength = inner.next === TAG.integer ? inner.small('pathLenConstraint') : undefined;
  inner.end();
  if (!ca && pathLength !== undefined) throw new Malformed(`${what}.basicConstraints`, 'path length without CA');
  return { ca, pathLength };
}

/** The uses that a profile may require (RFC 5280, section 4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'keyCertSign' | 'cRLSign';

const USAGE_BIT: Readonly<Record<KeyUsage, number>> = { digitalSignature: 0, keyCertSign: 5, cRLSign: 6 };

/** Does KeyUsage (section 4.2.1.3) allow this? False when the extension is absent. @throws Malformed */
export function allowsUsage(extensions: Extensions, usage: KeyUsage, what: string): boolean {
  const extension = extensions.get(OID.keyUsage);
  if (extension === undefined) return false;
  const outer = new DerReader(extension.value, `${what}.keyUsage`);
  const { bits } = outer.bitString('KeyUsage');
  outer.end();
  const bit = USAGE_BIT[usage];
  return ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** SubjectKeyIdentifier (section 4.2.1.2) as hex; undefined when absent. @throws Malformed */
export function subjectKeyIdentifier(extensions: Extensions, what: string): Hex | undefined {
  const extension = extensions.get(OID.subjectKeyIdentifier);
  if (extension === undefined) return undefined;
  const outer = new DerReader(extension.value, `${what}.subjectKeyIdentifier`);
  const key = outer.octetString('KeyIdentifier');
  outer.end();
  return toHex(key);
}

/** keyIdentifier of AuthorityKeyIdentifier (section 4.2.1.1) as hex; undefined when absent. @throws Malformed */
export function authorityKeyIdentifier(extensions: Extensions, what: string): Hex | undefined {
  const extension = extensions.get(OID.authorityKeyIdentifier);
  if (extension === undefined) return undefined;
  const outer = new DerReader(extension.value, `${what}.authorityKeyIdentifier`);
  const inner = outer.inside('AuthorityKeyIdentifier');
  outer.end();
  const key = inner.next === primitiveTag(0) ? toHex(inner.content('keyIdentifier', primitiveTag(0))) : undefined;
  while (inner.next !== undefined) inner.element('issuer and serial');
  return key;
}
