import { constructedTag, DerReader, TAG, unlessMalformed } from '../../../verifier/index.ts';
import { bytesOf } from './text.ts';
import type { Inner } from './piece.ts';

const MAX_DEPTH = 12;
const MAX_ELEMENTS = 2048;
/** Evidence is longer; in bytes. */
const MIN_VALUE_BYTES = 64;

const HOLDERS: readonly number[] = [TAG.sequence, TAG.set, constructedTag(0), constructedTag(1), constructedTag(3)];
const CONTEXT_STRINGS = [1, 2, 6].map((tag) => 0x80 | tag);
const STRINGS: readonly number[] = [TAG.utf8String, TAG.printableString, TAG.ia5String, ...CONTEXT_STRINGS];

/**
 * Where a certificate may contain evidence: extensions (RA-TLS of Intel, interoperable RA-TLS, id-pe-cmw, dstack; Netscape's
 * comment) and names, whose labels some services fill with hexadecimal. @returns undefined for anything but a certificate
 */
export function certificateValues(der: Uint8Array): readonly Inner[] | undefined {
  if (!looksLikeCertificate(der)) return undefined;
  const found: Inner[] = [];
  let elements = 0;
  const visit = (bytes: Uint8Array, depth: number): void => {
    const reader = new DerReader(bytes, 'certificate');
    for (let tag = reader.next; tag !== undefined && depth < MAX_DEPTH && elements < MAX_ELEMENTS; tag = reader.next) {
      elements += 1;
      const content = reader.content('element', tag);
      if (HOLDERS.includes(tag)) visit(content, depth + 1);
      else if (content.length >= MIN_VALUE_BYTES && tag === TAG.octetString) octets(content, depth);
      else if (content.length >= MIN_VALUE_BYTES && STRINGS.includes(tag)) found.push(inName(content));
    }
  };
  // An extension's value is DER again, or the evidence itself.
  const octets = (content: Uint8Array, depth: number): void => {
    const before = found.length;
    const isDer = unlessMalformed(() => {
      visit(content, depth + 1);
      return true;
    }, false);
    if (!isDer) found.length = before;
    if (found.length === before) found.push({ bytes: content, name: 'a certificate' });
  };
  unlessMalformed(() => {
    visit(der, 0);
    return true;
  }, false);
  return found;
}

/** SEQUENCE of SEQUENCE of `[0]` INTEGER 2: version 3 (RFC 5280, section 4.1). */
export const looksLikeCertificate = (der: Uint8Array): boolean =>
  unlessMalformed(() => {
    const whole = new DerReader(der, 'certificate');
    const certificate = whole.inside('certificate');
    whole.end();
    return certificate.inside('signed part').next === constructedTag(0);
  }, false);

/** A name's labels without their dots, up to the first that is not hexadecimal. */
function inName(content: Uint8Array): Inner {
  const labels = new TextDecoder('latin1').decode(content).split('.');
  const end = labels.findIndex((label) => !/^[0-9a-fA-F]+$/.test(label));
  const digits = (end < 0 ? labels : labels.slice(0, end)).join('');
  const bytes = digits.length >= MIN_VALUE_BYTES ? bytesOf(digits) : content;
  return { bytes, name: 'a certificate' };
}
