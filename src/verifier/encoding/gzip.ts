import { Reader } from '../bytes/reader.ts';
import { Malformed } from '../malformed.ts';

/** Code lengths → the table that canonical Huffman decoding walks (RFC 1951, section 3.2.2). */
type Codes = { readonly counts: readonly number[]; readonly symbols: readonly number[] };

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order of the lengths of the code for lengths (section 3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;

const bad = (why: string): Malformed => new Malformed('gzip', why);

function codesOf(lengths: readonly number[]): Codes {
  const counts = Array.from({ length: MAX_CODE_BITS + 1 }, (_, bits) =>
    bits === 0 ? 0 : lengths.filter((one) => one === bits).length,
  );
  const left = counts.reduce((open, count, bits) => (bits === 0 ? open : open * 2 - count), 1);
  if (left < 0) throw bad('more codes than fit');
  const symbols = Array.from({ length: MAX_CODE_BITS }, (_, index) => index + 1).flatMap((bits) =>
    lengths.flatMap((length, symbol) => (length === bits ? [symbol] : [])),
  );
  return { counts, symbols };
}

const FIXED = {
  literals: codesOf(Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))),
  distances: codesOf(Array.from({ length: 30 }, () => 5)),
};

/** Bits of a deflate stream, least significant first, and the output so far. */
class Inflater {
  readonly #from: Reader;
  readonly #out: Uint8Array;
  #length = 0;
  #held = 0;
  #bits = 0;

  constructor(from: Reader, most: number) {
    this.#from = from;
    this.#out = new Uint8Array(most);
  }

  whole(): Uint8Array {
    let last;
    do {
      last = this.#take(1) === 1;
      const kind = this.#take(2);
      if (kind === 0) this.#stored();
      else if (kind === 1) this.#block(FIXED.literals, FIXED.distances);
      else if (kind === 2) this.#dynamic();
      else throw bad('unknown kind of block');
    } while (!last);
    return this.#out.slice(0, this.#length);
  }

  #take(count: number): number {
    while (this.#bits < count) {
      this.#held |= this.#from.u8('deflate') << this.#bits;
      this.#bits += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#bits -= count;
    return value;
  }

  #put(byte: number): void {
    if (this.#length >= this.#out.length) throw bad(`more than ${String(this.#out.length)} bytes`);
    this.#out[this.#length] = byte;
    this.#length += 1;
  }

  #stored(): void {
    // The rest of the byte is dropped; no whole byte is ever buffered.
    this.#held = 0;
    this.#bits = 0;
    const length = this.#from.u16le('stored length');
    if ((this.#from.u16le('its complement') ^ 0xffff) !== length) throw bad('stored length contradicts itself');
    for (const byte of this.#from.bytes('stored', length)) this.#put(byte);
  }

  #symbol({ counts, symbols }: Codes): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits += 1) {
      code |= this.#take(1);
      const count = counts[bits] ?? 0;
      if (code - count < first) return symbols[index + (code - first)] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw bad('no such code');
  }

  #block(literals: Codes, distances: Codes): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol < END_OF_BLOCK) this.#put(symbol);
      else if (symbol === END_OF_BLOCK) return;
      else this.#copy(symbol - END_OF_BLOCK - 1, this.#symbolOfDistance(distances));
    }
  }

  #symbolOfDistance(distances: Codes): () => number {
    return () => this.#symbol(distances);
  }

  #copy(lengthCode: number, distanceCode: () => number): void {
    const base = LENGTH_BASE[lengthCode];
    if (base === undefined) throw bad('no such length');
    const length = base + this.#take(LENGTH_EXTRA[lengthCode] ?? 0);
    const code = distanceCode();
    const least = DISTANCE_BASE[code];
    if (least === undefined) throw bad('no such distance');
    const distance = least + this.#take(DISTANCE_EXTRA[code] ?? 0);
    if (distance > this.#length) throw bad('a distance before the beginning');
    for (let index = 0; index < length; index += 1) this.#put(this.#out[this.#length - distance] ?? 0);
  }

  #dynamic(): void {
    const [literals, distances, codes] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4];
    if (literals > 286 || distances > 30) throw bad('more codes than there are');
    const lengths = Array.from({ length: 19 }, () => 0);
    for (const symbol of ORDER.slice(0, codes)) lengths[symbol] = this.#take(3);
    const all = this.#lengths(codesOf(lengths), literals + distances);
    this.#block(codesOf(all.slice(0, literals)), codesOf(all.slice(literals)));
  }

  #lengths(codes: Codes, count: number): readonly number[] {
    const lengths: number[] = [];
    while (lengths.length < count) {
      const symbol = this.#symbol(codes);
      if (symbol < 16) lengths.push(symbol);
      else {
        const previous = lengths.at(-1);
        if (symbol === 16 && previous === undefined) throw bad('nothing to repeat');
        const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
        for (let index = 0; index < times; index += 1) lengths.push(symbol === 16 ? (previous ?? 0) : 0);
      }
    }
    if (lengths.length > count) throw bad('more lengths than codes');
    return lengths;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ ((value & 1) === 1 ? 0xedb88320 : 0);
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * One gzip member (RFC 1952) with nothing after it → the unpacked bytes. Our own code, because the input is hostile and the
 * platform's decompressor has no limit: a few kilobytes can hold gigabytes. @param most bytes that may come out @throws Malformed
 */
export function gunzip(bytes: Uint8Array, most: number): Uint8Array {
  const reader = new Reader(bytes, 'gzip');
  if (reader.u16be('magic') !== 0x1f8b) throw bad('not gzip');
  if (reader.u8('method') !== 8) throw bad('not deflate');
  const flags = reader.u8('flags');
  if ((flags & FLAG.reserved) !== 0) throw bad('reserved flags');
  reader.bytes('time, extra flags, system', 6);
  if ((flags & FLAG.extra) !== 0) reader.bytes('extra', reader.u16le('extra length'));
  if ((flags & FLAG.name) !== 0) skipText(reader);
  if ((flags & FLAG.comment) !== 0) skipText(reader);
  if ((flags & FLAG.headerCrc) !== 0) reader.u16le('header CRC');
  const out = new Inflater(reader, most).whole();
  if (reader.u32le('CRC-32') !== crc32(out)) throw bad('CRC-32 differs');
  if (reader.u32le('length') !== out.length) throw bad('length differs');
  reader.end();
  return out;
}

function skipText(reader: Reader): void {
  while (reader.u8('text') !== 0);
}
