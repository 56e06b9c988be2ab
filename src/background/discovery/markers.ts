import { MARKERS, type Markers } from '../../verifier/protocol/index.ts';
import { ADAPTER_IDS, type AdapterId } from '../api/adapters.ts';

/** How many bytes of a certificate are searched for a marker: Evervault's names take ten thousand. */
const MAX_CERTIFICATE_BYTES = 64 * 1024;

/** The other formats that this release reads. Each has something that announces it, even if only an entry in the directory. */
const markersOf = (id: AdapterId): Markers | null =>
  Object.hasOwn(MARKERS, id) ? ((MARKERS as Readonly<Record<string, Markers>>)[id] ?? null) : null;

/** Does this release read this form? Sites of other forms are not asked, because nobody could read the answer. */
export const isRead = (id: AdapterId): boolean => id === 'sealmark' || markersOf(id) !== null;

const firstWith = (has: (markers: Markers) => boolean): AdapterId | null =>
  ADAPTER_IDS.find((id) => {
    const markers = markersOf(id);
    return markers !== null && has(markers);
  }) ?? null;

/** The form that one of these response fields (names in lower case) indicates; null when none does. */
export function adapterOfFields(fields: readonly string[]): AdapterId | null {
  return firstWith(({ headers = [] }) => headers.some((name) => fields.includes(name)));
}

/**
 * The form of the evidence that this certificate (DER) contains or indicates; null for most certificates. The bytes are searched,
 * not parsed, because this happens on every page; the result is only a hint, and the adapter reads the certificate.
 */
export function adapterOfCertificate(leaf: Uint8Array): AdapterId | null {
  if (leaf.length > MAX_CERTIFICATE_BYTES) return null;
  const text = asLatin1(leaf);
  const names = namesIn(text);
  return firstWith(
    ({ names: form, extensions = [] }) =>
      (form !== undefined && names.some((name) => form.test(name))) ||
      extensions.some((dotted) => text.includes(encodedOid(dotted))),
  );
}

/**
 * DNS names in a certificate: tag [2] of GeneralName (RFC 5280 section 4.2.1.6), a length of one to three bytes, the name. The
 * length matters, because the tag of what follows is also a letter or digit.
 */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\x82(?=([\0-\x7f]|\x81.|\x82..)[A-Za-z0-9.*-]{4})/gs)].flatMap(({ index, 1: length = '' }) => {
    const start = index + 1 + length.length;
    const name = text.slice(start, start + lengthIn(length));
    return /^[A-Za-z0-9.*-]+$/.test(name) ? [name] : [];
  });
}

/** A DER length in its short or long form. */
function lengthIn(bytes: string): number {
  const digits = bytes.length === 1 ? bytes : bytes.slice(1);
  return Array.from(digits, (digit) => digit.charCodeAt(0)).reduce((value, digit) => value * 256 + digit, 0);
}

/** An object identifier as encoded in a certificate (X.690 section 8.19), one character per byte. */
function encodedOid(dotted: string): string {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [40 * first + second, ...rest].flatMap(base128);
  return String.fromCharCode(6, bytes.length, ...bytes);
}

function base128(value: number): readonly number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [...base128(value >> 7).map((byte) => byte | 0x80), low];
}

/** One character per byte. */
function asLatin1(bytes: Uint8Array): string {
  let text = '';
  const CHUNK = 4096;
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
