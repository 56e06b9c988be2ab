import { Malformed } from '../malformed.ts';

/** One read of traced bytes: what was read, under its name in the specification, and its position. */
export type FieldRead = {
  readonly structure: string;
  readonly field: string;
  /** From the start of the traced bytes. */
  readonly offset: number;
  readonly length: number;
  /** How the bytes were read: as they are, or as a number of this kind. */
  readonly as: 'bytes' | 'u8' | 'u16le' | 'u32le' | 'u64le' | 'u16be' | 'u32be' | 'u64be';
};

let trace: { readonly buffer: ArrayBufferLike; readonly start: number; readonly reads: FieldRead[] } | undefined;

/**
 * Runs `work`, which must be synchronous, and lists what it reads of `bytes`, in order. With this a page explains evidence field
 * by field using the very parser that verifies it, without changing what `work` does.
 */
export function traceReads<T>(bytes: Uint8Array, work: () => T): { readonly value: T; readonly reads: readonly FieldRead[] } {
  const reads: FieldRead[] = [];
  trace = { buffer: bytes.buffer, start: bytes.byteOffset, reads };
  try {
    return { value: work(), reads };
  } finally {
    trace = undefined;
  }
}

/**
 * A bounded cursor over bytes from someone else. Why it exists: `subarray` and `slice` clamp silently, and an index past the end
 * is `undefined`, which compares false with everything. Every read here is checked and names its field, so a wrong length
 * surfaces as `Malformed` with the field that caused it. This file is the only caller of `subarray` in the verifier.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  // Created when the first multi-byte number is read: certificates have thousands of structures and few such numbers.
  #lazyView: DataView | undefined;
  readonly #what: string;
  readonly #traced: boolean;
  #at = 0;

  /**
   * @param what name of the structure, as its specification calls it; prefixes the field in errors. @param traced false where the
   * reads are not fields themselves (tags and lengths of DER).
   */
  constructor(bytes: Uint8Array, what: string, traced = true) {
    this.#bytes = bytes;
    this.#what = what;
    this.#traced = traced;
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#at;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  get #view(): DataView {
    this.#lazyView ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    return this.#lazyView;
  }

  #take(field: string, length: number, as: FieldRead['as'] = 'bytes'): number {
    if (!Number.isSafeInteger(length) || length < 0 || length > this.remaining) {
      throw new Malformed(`${this.#what}.${field}`, `needs ${String(length)} bytes, ${String(this.remaining)} left`, this.#at);
    }
    const start = this.#at;
    this.#at += length;
    if (trace?.buffer === this.#bytes.buffer && this.#traced)
      trace.reads.push({ structure: this.#what, field, offset: this.#bytes.byteOffset + start - trace.start, length, as });
    return start;
  }

  /** The next `length` bytes, as a view of the input (not a copy). */
  bytes(field: string, length: number): Uint8Array {
    const start = this.#take(field, length);
    return this.#bytes.subarray(start, start + length);
  }

  /** All remaining bytes, possibly none. */
  rest(field: string): Uint8Array {
    return this.bytes(field, this.remaining);
  }

  /** What was read between two offsets of this reader: the slice that a signature covers, exactly as it arrived. */
  since(start: number): Uint8Array {
    if (!Number.isSafeInteger(start) || start < 0 || start > this.#at) throw new RangeError('since: start lies ahead');
    return this.#bytes.subarray(start, this.#at);
  }

  u8(field: string): number {
    // In range: `#take` has checked.
    return this.#bytes[this.#take(field, 1, 'u8')] ?? 0;
  }

  u16le(field: string): number {
    return this.#view.getUint16(this.#take(field, 2, 'u16le'), true);
  }

  u32le(field: string): number {
    return this.#view.getUint32(this.#take(field, 4, 'u32le'), true);
  }

  u64le(field: string): bigint {
    return this.#view.getBigUint64(this.#take(field, 8, 'u64le'), true);
  }

  u16be(field: string): number {
    return this.#view.getUint16(this.#take(field, 2, 'u16be'), false);
  }

  u32be(field: string): number {
    return this.#view.getUint32(this.#take(field, 4, 'u32be'), false);
  }

  u64be(field: string): bigint {
    return this.#view.getBigUint64(this.#take(field, 8, 'u64be'), false);
  }

  /** A reader over the next `length` bytes: a structure inside this one, closed by its own `end()`. */
  nested(field: string, length: number): Reader {
    return new Reader(this.bytes(field, length), `${this.#what}.${field}`);
  }

  /** Reads `length` reserved bytes; a non-zero byte is Malformed. */
  zeros(field: string, length: number): void {
    const start = this.#at;
    if (!isZero(this.bytes(field, length))) throw new Malformed(`${this.#what}.${field}`, 'reserved bytes are not zero', start);
  }

  /** Closes the structure: unread bytes are an error, because a parser that ignores bytes lets two readers disagree. */
  end(): void {
    if (this.remaining > 0) throw new Malformed(this.#what, `${String(this.remaining)} trailing bytes`, this.#at);
  }
}

/** True when every byte is zero (and for no bytes at all). */
export function isZero(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let at = 0; at < length; at += 1) if (bytes[at] !== 0) return false;
  return true;
}
