import { concat } from '../bytes/equal.ts';
import { TAG } from '../encoding/der.ts';

/** A DER writer (X.690) that can also write invalid elements: a test chooses every length and tag. */

type Bytes = Uint8Array<ArrayBuffer>;

function bigEndian(value: number | bigint): Bytes {
  const hex = value.toString(16);
  return Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

/** Minimal definite length octets. */
export function derLength(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = bigEndian(length);
  return concat(Uint8Array.of(0x80 | octets.length), octets);
}

/** One element: tag, length, the contents one after the other. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag), derLength(content.length), content);
}

/** SEQUENCE of complete elements. */
export const sequence = (...contents: readonly Uint8Array[]): Bytes => element(TAG.sequence, ...contents);

/** SET, in the order supplied: DER would sort them. */
export const set = (...contents: readonly Uint8Array[]): Bytes => element(TAG.set, ...contents);

/** OCTET STRING, primitive. */
export const octetString = (content: Uint8Array): Bytes => element(TAG.octetString, content);

/** BIT STRING; `unused` is the number of bits that do not count in its last byte. */
export const bitString = (bits: Uint8Array, unused = 0): Bytes => element(TAG.bitString, Uint8Array.of(unused), bits);

/** BOOLEAN; DER has ff for true. */
export const boolean = (value: boolean): Bytes => element(TAG.boolean, Uint8Array.of(value ? 0xff : 0x00));

/** NULL. */
export const nothing = (): Bytes => element(TAG.null);

/** UTF8String. */
export const utf8 = (text: string): Bytes => element(TAG.utf8String, new TextEncoder().encode(text));

/** PrintableString; nothing checks its alphabet. */
export const printable = (text: string): Bytes => element(TAG.printableString, new TextEncoder().encode(text));

/** IA5String; nothing checks its alphabet. */
export const ia5 = (text: string): Bytes => element(TAG.ia5String, new TextEncoder().encode(text));
/** `[n] EXPLICIT`, or IMPLICIT over a constructed type. */
export const explicit = (n: number, ...contents: readonly Uint8Array[]): Bytes => element(0xa0 | n, ...contents);
/** `[n] IMPLICIT` over a primitive type. */
export const implicit = (n: number, content: Uint8Array): Bytes => element(0x80 | n, content);

/** A number, or magnitude bytes (big-endian), as a minimal non-negative INTEGER. */
export function integer(value: number | bigint | Uint8Array, tag: number = TAG.integer): Bytes {
  const magnitude = typeof value === 'object' ? value : bigEndian(value);
  const first = magnitude.findIndex((byte) => byte !== 0);
  const minimal = first < 0 ? Uint8Array.of(0) : magnitude.filter((_, index) => index >= first);
  return element(tag, (minimal[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), minimal) : minimal);
}

/** ENUMERATED, as INTEGER is written. */
export const enumerated = (value: number): Bytes => integer(value, TAG.enumerated);

/** Dotted OID. */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const arcs = [40 * first + second, ...others].map((arc) => {
    const groups = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift(0x80 | (rest % 128));
    return Uint8Array.from(groups);
  });
  return element(TAG.oid, ...arcs);
}

/** RFC 3339 in UTC → UTCTime until 2049, otherwise GeneralizedTime (RFC 5280 section 4.1.2.5). */
export function time(rfc3339: string): Bytes {
  const digits = rfc3339.replace(/\.\d+/, '').replace(/[-:TZ]/g, '');
  const late = Number(digits.slice(0, 4)) >= 2050;
  const text = new TextEncoder().encode(`${late ? digits : digits.slice(2)}Z`);
  return element(late ? TAG.generalizedTime : TAG.utcTime, text);
}

const ATTRIBUTE = { CN: '2.5.4.3', C: '2.5.4.6', L: '2.5.4.7', ST: '2.5.4.8', O: '2.5.4.10', OU: '2.5.4.11' } as const;

/** A Name: one attribute per relative distinguished name, in the order supplied. Countries are PrintableString. */
export function name(attributes: Readonly<Partial<Record<keyof typeof ATTRIBUTE, string>>>): Bytes {
  const pairs = Object.entries(attributes).map(([type, value]) => {
    const dotted = Object.entries(ATTRIBUTE).find(([key]) => key === type)?.[1] ?? '2.5.4.3';
    return set(sequence(oid(dotted), type === 'C' ? printable(value) : utf8(value)));
  });
  return sequence(...pairs);
}

/** PEM (RFC 7468), 64 characters per line, one block after the other. */
export function toPem(label: string, ...blocks: readonly Uint8Array[]): string {
  return blocks
    .map((der) => {
      const lines =
        Buffer.from(der)
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
    })
    .join('');
}
