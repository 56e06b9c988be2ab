import { equalBytes } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { Reader } from '../bytes/reader.ts';
import { fromAscii, fromUtf8 } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';
import { parseGeneralizedTime, parseUtcTime, type Instant } from '../time.ts';

/** Universal and context tags used by X.509 (X.690 section 8.1.2); single-byte tags only. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific tag `[n]`, constructed (EXPLICIT, or IMPLICIT over a constructed type). */
export const constructedTag = (n: number): number => 0xa0 | n;
/** Context-specific tag `[n]`, primitive (IMPLICIT over a primitive type). */
export const primitiveTag = (n: number): number => 0x80 | n;

/**
 * A strict reader of DER (X.690 section 10): only definite, minimal lengths and single-byte tags. It reads the few structures
 * that this verifier needs and is not an ASN.1 library. Nesting is as deep as the caller's own code, so there is no depth to
 * attack. Every error is `Malformed` under the field's name.
 */
export class DerReader {
  readonly #reader: Reader;
  readonly #bytes: Uint8Array;
  readonly #what: string;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#reader = new Reader(bytes, what, false);
    this.#what = what;
  }

  /** Tag of the next element, or undefined at the end. */
  get next(): number | undefined {
    return this.#reader.remaining === 0 ? undefined : this.#bytes[this.#reader.offset];
  }

  #malformed(field: string, why: string): Malformed {
    return new Malformed(`${this.#what}.${field}`, why, this.#reader.offset);
  }

  #length(field: string): number {
    const first = this.#reader.u8(field);
    if (first < 0x80) return first;
    const count = first & 0x7f;
    // 0x80 is BER's indefinite form; no input of ours needs more than four length bytes.
    if (count === 0 || count > 4) throw this.#malformed(field, 'length is not DER');
    let length = 0;
    for (let read = 0; read < count; read += 1) length = length * 256 + this.#reader.u8(field);
    const least = count === 1 ? 0x80 : 256 ** (count - 1);
    if (length < least) throw this.#malformed(field, 'length is not minimal');
    return length;
  }

  /** The content of the next element, which must carry `tag`. */
  content(field: string, tag: number): Uint8Array {
    const found = this.#reader.u8(field);
    if (found !== tag) throw this.#malformed(field, `tag ${toHex(Uint8Array.of(found))}, want ${toHex(Uint8Array.of(tag))}`);
    return this.#reader.bytes(field, this.#length(field));
  }

  /** The next element of any kind, including its header: the slice that a signature covers. */
  element(field: string): Uint8Array {
    const start = this.#reader.offset;
    const tag = this.#reader.u8(field);
    if ((tag & 0x1f) === 0x1f) throw this.#malformed(field, 'multi-byte tag');
    this.#reader.bytes(field, this.#length(field));
    return this.#reader.since(start);
  }

  /** A reader over the content of the next element (a SEQUENCE unless stated otherwise). Close it with `end()`. */
  inside(field: string, tag: number = TAG.sequence): DerReader {
    return new DerReader(this.content(field, tag), `${this.#what}.${field}`);
  }

  /** INTEGER as its canonical content bytes (two's complement, big-endian, minimal). */
  integer(field: string, tag: number = TAG.integer): Uint8Array {
    const content = this.content(field, tag);
    // By index: taking an array apart runs its iterator.
    const first = content[0];
    const second = content[1];
    if (first === undefined) throw this.#malformed(field, 'empty integer');
    const padded = second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (padded) throw this.#malformed(field, 'integer is not minimal');
    return content;
  }

  /** A non-negative INTEGER, as its magnitude bytes without the sign byte. */
  unsigned(field: string): Uint8Array {
    const content = this.integer(field);
    if ((content[0] ?? 0) >= 0x80) throw this.#malformed(field, 'negative integer');
    return content[0] === 0 && content.length > 1 ? afterFirst(content) : content;
  }

  /** INTEGER or ENUMERATED from 0 to 2^31 − 1. */
  small(field: string, tag: number = TAG.integer): number {
    const content = this.integer(field, tag);
    if (content.length > 4 || (content[0] ?? 0) >= 0x80) throw this.#malformed(field, 'integer out of range');
    let value = 0;
    const { length } = content;
    for (let at = 0; at < length; at += 1) value = value * 256 + (content[at] ?? 0);
    return value;
  }

  boolean(field: string): boolean {
    const content = this.content(field, TAG.boolean);
    if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) throw this.#malformed(field, 'boolean is not DER');
    return content[0] === 0xff;
  }

  null(field: string): void {
    if (this.content(field, TAG.null).length !== 0) throw this.#malformed(field, 'NULL has content');
  }

  octetString(field: string): Uint8Array {
    return this.content(field, TAG.octetString);
  }

  /** BIT STRING of whole octets (keys and signatures). */
  octets(field: string): Uint8Array {
    const { bits, unused } = this.bitString(field);
    if (unused !== 0) throw this.#malformed(field, 'bit string is not whole octets');
    return bits;
  }

  /** BIT STRING: its octets, and how many of the last bits are unused (and zero, X.690 section 11.2.1). */
  bitString(field: string): { readonly bits: Uint8Array; readonly unused: number } {
    const inner = new Reader(this.content(field, TAG.bitString), `${this.#what}.${field}`);
    const unused = inner.u8('unused bits');
    const bits = inner.rest('bits');
    const last = bits.at(-1) ?? 0;
    if (unused > 7 || (bits.length === 0 && unused > 0) || (last & ((1 << unused) - 1)) !== 0)
      throw this.#malformed(field, 'unused bits');
    return { bits, unused };
  }

  /** OBJECT IDENTIFIER in dotted form. */
  oid(field: string): string {
    return dotted(this.content(field, TAG.oid), `${this.#what}.${field}`);
  }

  /** Is the OBJECT IDENTIFIER here this one? DER gives each a single form, so the bytes decide. @param known its content */
  isOid(field: string, known: Uint8Array): boolean {
    return equalBytes(this.content(field, TAG.oid), known);
  }

  /** UTCTime or GeneralizedTime, whichever is there. */
  time(field: string): Instant {
    const tag = this.next;
    const name = `${this.#what}.${field}`;
    if (tag === TAG.utcTime) return parseUtcTime(fromAscii(this.content(field, tag), name), name);
    return parseGeneralizedTime(fromAscii(this.content(field, TAG.generalizedTime), name), name);
  }

  /** PrintableString, IA5String or UTF8String. */
  text(field: string): string {
    const tag = this.next;
    const name = `${this.#what}.${field}`;
    if (tag === TAG.utf8String) return fromUtf8(this.content(field, tag), name);
    return fromAscii(this.content(field, tag === TAG.ia5String ? tag : TAG.printableString), name);
  }

  /** Closes the structure; trailing elements are Malformed. */
  end(): void {
    this.#reader.end();
  }
}

function afterFirst(content: Uint8Array): Uint8Array {
  const reader = new Reader(content, 'integer');
  reader.u8('sign byte');
  return reader.rest('magnitude');
}

/** Content bytes of an OID → dotted text. Overlong arcs are refused: they could be made to look like another OID. */
export function dotted(content: Uint8Array, field: string): string {
  // Certificates are full of these: written as it is read, without lists and iterators.
  let text = '';
  let arc = 0;
  let started = false;
  const { length } = content;
  for (let at = 0; at < length; at += 1) {
    const byte = content[at] ?? 0;
    if (!started && byte === 0x80) throw new Malformed(field, 'OID arc is not minimal');
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new Malformed(field, 'OID arc too large');
    started = byte >= 0x80;
    if (started) continue;
    text = text === '' ? firstTwo(arc) : `${text}.${String(arc)}`;
    arc = 0;
  }
  if (started || text === '') throw new Malformed(field, 'truncated OID');
  return text;
}

/** The first two arcs, which share a number (X.690 section 8.19.4). */
function firstTwo(joint: number): string {
  const first = joint < 40 ? 0 : joint < 80 ? 1 : 2;
  return `${String(first)}.${String(joint - 40 * first)}`;
}
