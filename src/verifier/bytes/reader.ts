import { Malformed } from '../malformed.ts';

/** One read of traced bytes: what was read, under the names of its specification, and where it stands. */
export type FieldRead = {
  readonly structure: string;
  readonly field: string;
  /** From the start of the traced bytes. */
  readonly offset: number;
  readonly length: number;
  /** How the bytes were taken: as they are, or as a number of this kind. */
  readonly as: 'bytes' | 'u8' | 'u16le' | 'u32le' | 'u64le' | 'u16be' | 'u32be' | 'u64be';
};

let trace: { readonly buffer: ArrayBufferLike; readonly start: number; readonly reads: FieldRead[] } | undefined;

/**
 * Runs `work`, which must be synchronous, and lists what was read of `bytes` meanwhile, in order. It is how a page
 * explains evidence field by field with the very parser that judges it, and changes nothing in what `work` does.
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
 * A bounded cursor over bytes that came from somebody else.
 *
 * Why it exists: `subarray` and `slice` clamp silently, and an index past the end is `undefined`, which compares false
 * with everything. Every read here is checked and named by its field, so a lying length surfaces as `Malformed` with
 * the field that lied. This file is the only caller of `subarray` in the verifier.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  // Made when the first number of several bytes is read: certificates have thousands of structures and few such numbers.
  #lazyView: DataView | undefined;
  readonly #what: string;
  readonly #traced: boolean;
  #at = 0;

  /**
   * @param what name of the structure, as its specification calls it; prefixes the field in errors.
   * @param traced false where the reads are no fields of their own (tags and lengths of DER).
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

  /** Everything that is left, possibly nothing. */
  rest(field: string): Uint8Array {
    return this.bytes(field, this.remaining);
  }

  /** What was read between two offsets of this reader: the slice a signature covers, exactly as it arrived. */
  since(start: number): Uint8Array {
    if (!Number.isSafeInteger(start) || start < 0 || start > this.#at) throw new RangeError('since: start lies ahead');
    return this.#bytes.subarray(start, this.#at);
  }

  u8(field: string): number {
    // In range: `#take` has looked.
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

  /** Reads `length` reserved bytes; any that is not zero is Malformed. */
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
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}
