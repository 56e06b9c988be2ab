import { Reader } from '../bytes/reader.ts';
import { fromUtf8 } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';

/**
 * A strict reader of SCALE (Polkadot specification, appendix A.2 "SCALE codec"): little-endian integers, minimal compact
 * integers, exact enum indices. Every error is `Malformed` under the field's name; nothing is allocated for a length
 * that the input cannot hold.
 */
export class ScaleReader {
  readonly #reader: Reader;
  readonly #what: string;

  /** @param what name of the structure; prefixes the field in errors. */
  constructor(bytes: Uint8Array, what: string) {
    this.#reader = new Reader(bytes, what);
    this.#what = what;
  }

  get offset(): number {
    return this.#reader.offset;
  }

  get remaining(): number {
    return this.#reader.remaining;
  }

  #malformed(field: string, why: string): Malformed {
    return new Malformed(`${this.#what}.${field}`, why, this.#reader.offset);
  }

  /** The next `length` bytes as they stand. */
  fixed(field: string, length: number): Uint8Array {
    return this.#reader.bytes(field, length);
  }

  /** What was read between two offsets, exactly as it arrived. */
  since(start: number): Uint8Array {
    return this.#reader.since(start);
  }

  u8(field: string): number {
    return this.#reader.u8(field);
  }

  u16(field: string): number {
    return this.#reader.u16le(field);
  }

  u32(field: string): number {
    return this.#reader.u32le(field);
  }

  u64(field: string): bigint {
    return this.#reader.u64le(field);
  }

  /** A u64 that must be exact as a JavaScript number: milliseconds, block numbers, indices. */
  safeU64(field: string): number {
    const value = this.#reader.u64le(field);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.#malformed(field, 'number not exact');
    return Number(value);
  }

  /**
   * Compact integer up to 2^30 − 1: lengths, block numbers, type ids. Longer spellings of small numbers are refused, and so are
   * larger numbers, which do not occur here.
   */
  compact(field: string): number {
    const first = this.#reader.u8(field);
    const mode = first & 3;
    if (mode === 0) return first >> 2;
    if (mode === 1) {
      const value = (first >> 2) | (this.#reader.u8(field) << 6);
      if (value < 1 << 6) throw this.#malformed(field, 'compact integer is not minimal');
      return value;
    }
    if (mode === 3) throw this.#malformed(field, 'compact integer too large');
    const value = ((first >> 2) | (this.#reader.u16le(field) << 6)) + this.#reader.u8(field) * 2 ** 22;
    if (value < 1 << 14) throw this.#malformed(field, 'compact integer is not minimal');
    return value;
  }

  /** Skips a compact integer of any size (up to 2^536 − 1). */
  skipCompact(field: string): void {
    const first = this.#reader.u8(field);
    const more = [0, 1, 3, 4 + (first >> 2)][first & 3] ?? 0;
    this.#reader.bytes(field, more);
  }

  /** bool, 0 or 1. */
  bool(field: string): boolean {
    return this.oneOf(field, [false, true]);
  }

  /** An enum without fields, by its index into `names`. */
  oneOf<const T>(field: string, names: readonly T[]): T {
    const index = this.#reader.u8(field);
    const found = names[index];
    if (index >= names.length || found === undefined) throw this.#malformed(field, `unknown variant ${String(index)}`);
    return found;
  }

  /** Option<T>; null for None. */
  option<T>(field: string, read: () => T): T | null {
    return this.bool(field) ? read() : null;
  }

  /** Vec<u8> of at most `most` bytes. */
  bytes(field: string, most: number): Uint8Array {
    const length = this.compact(`${field} length`);
    if (length > most) throw this.#malformed(field, `longer than ${String(most)} bytes`);
    return this.#reader.bytes(field, length);
  }

  /** str: UTF-8 of at most `most` bytes. */
  text(field: string, most: number): string {
    return fromUtf8(this.bytes(field, most), `${this.#what}.${field}`);
  }

  /** Vec<T> of at most `most` items, each of at least `least` bytes: a wrong length fails before anything is allocated. */
  list<T>(field: string, most: number, least: number, read: (index: number) => T): readonly T[] {
    const length = this.compact(`${field} length`);
    if (length > most) throw this.#malformed(field, `more than ${String(most)} items`);
    if (length * least > this.remaining) throw this.#malformed(field, 'more items than bytes');
    const items: T[] = [];
    for (let index = 0; index < length; index += 1) items.push(read(index));
    return items;
  }

  /** All remaining bytes, possibly none. */
  rest(field: string): Uint8Array {
    return this.#reader.rest(field);
  }

  /** Closes the structure; unread bytes are Malformed. */
  end(): void {
    this.#reader.end();
  }
}

/** Compact integer (0 … 2^30 − 1) → its only spelling. @throws RangeError outside: a programmer's mistake. */
export function compactOf(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 30) throw new RangeError('compactOf: out of range');
  if (value < 1 << 6) return Uint8Array.of(value << 2);
  const bytes = new Uint8Array(value < 1 << 14 ? 2 : 4);
  const view = new DataView(bytes.buffer);
  if (bytes.length === 2) view.setUint16(0, (value << 2) | 1, true);
  else view.setUint32(0, value * 4 + 2, true);
  return bytes;
}

/** u32 → 4 bytes, little-endian. */
export function u32Of(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** u64 → 8 bytes, little-endian. */
export function u64Of(value: bigint | number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}
