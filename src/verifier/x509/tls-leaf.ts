import { fromAscii } from '../bytes/text.ts';
import { constructedTag, DerReader, primitiveTag, TAG } from '../encoding/der.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';

/** What is needed of a TLS certificate that evidence is bound to. Byte fields are slices of the input. */
export type TlsLeaf = {
  /** SubjectPublicKeyInfo, header included. */
  readonly spki: Uint8Array;
  readonly dnsNames: readonly string[];
  /** The value of an extension, by its dotted identifier; undefined if absent. */
  extension(oid: string): Uint8Array | undefined;
};

const SUBJECT_ALT_NAME = '2.5.29.17';
const MAX_EXTENSIONS = 64;
const MAX_NAMES = 256;
/** GeneralName, dNSName (RFC 5280 section 4.2.1.6). */
const DNS_NAME = primitiveTag(2);

/**
 * Reads a TLS certificate (RFC 5280 section 4.1). A separate reader, because the strict one knows only the few algorithms and
 * extensions of attestation chains, while a service's certificate may have any: the browser has validated it, or nobody has.
 * @throws Malformed when the bytes are not one DER certificate, or contain an extension twice
 */
export function readTlsLeaf(der: Uint8Array): TlsLeaf {
  const outer = new DerReader(der, 'certificate');
  const certificate = outer.inside('Certificate');
  outer.end();
  const tbs = certificate.inside('tbsCertificate');
  if (tbs.next === constructedTag(0)) tbs.element('version');
  for (const field of ['serialNumber', 'signature', 'issuer', 'validity', 'subject']) tbs.element(field);
  if (tbs.next !== TAG.sequence) throw new Malformed('certificate.subjectPublicKeyInfo', 'not a SEQUENCE');
  const spki = tbs.element('subjectPublicKeyInfo');
  while (tbs.next === primitiveTag(1) || tbs.next === primitiveTag(2)) tbs.element('uniqueID');
  const extensions = tbs.next === constructedTag(3) ? readExtensions(tbs.inside('extensions', constructedTag(3))) : NO_EXTENSIONS;
  return { spki, dnsNames: namesIn(extensions.get(SUBJECT_ALT_NAME)), extension: (oid) => extensions.get(oid) };
}

const NO_EXTENSIONS: ReadonlyMap<string, Uint8Array> = new Map();

function readExtensions(outer: DerReader): ReadonlyMap<string, Uint8Array> {
  const list = outer.inside('extensions');
  const found = new Map<string, Uint8Array>();
  while (list.next !== undefined) {
    const extension = list.inside('extension');
    const oid = extension.oid('extnID');
    if (extension.next === TAG.boolean) extension.element('critical');
    if (found.has(oid) || found.size === MAX_EXTENSIONS) throw new Malformed('certificate.extensions', 'one twice, or too many');
    found.set(oid, extension.content('extnValue', TAG.octetString));
  }
  return found;
}

function namesIn(value: Uint8Array | undefined): readonly string[] {
  if (value === undefined) return [];
  return unlessMalformed(() => {
    const list = new DerReader(value, 'subjectAltName').inside('names');
    const names: string[] = [];
    while (list.next !== undefined && names.length < MAX_NAMES) {
      if (list.next === DNS_NAME) names.push(fromAscii(list.content('dNSName', DNS_NAME), 'dNSName'));
      else list.element('name');
    }
    return names;
  }, []);
}
