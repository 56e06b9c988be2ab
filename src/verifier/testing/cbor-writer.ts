import { concat } from '../bytes/equal.ts';

/** A CBOR writer (RFC 8949) that can also write invalid items: a test chooses every head. */

type Bytes = Uint8Array<ArrayBuffer>;

/** The head of an item: major type and argument; `size` (1, 2, 4 or 8 bytes) makes it longer than necessary. */
export function head(major: number, argument: number | bigint, size?: 1 | 2 | 4 | 8): Bytes {
  const value = BigInt(argument);
  const shortest = value < 24n ? 0 : value < 0x100n ? 1 : value < 0x10000n ? 2 : value < 0x100000000n ? 4 : 8;
  const width = size ?? shortest;
  const info = { 0: Number(value), 1: 24, 2: 25, 4: 26, 8: 27 }[width];
  const octets = Uint8Array.from({ length: width }, (_, index) => Number((value >> BigInt(8 * (width - 1 - index))) & 0xffn));
  return concat(Uint8Array.of((major << 5) | info), octets);
}

/** A whole number, including negative ones. */
export const int = (value: number | bigint): Bytes => (value < 0 ? head(1, -1n - BigInt(value)) : head(0, value));

/** Major type 2. */
export const bytes = (content: Uint8Array): Bytes => concat(head(2, content.length), content);

/** Major type 3; its length counts bytes of UTF-8. */
export const text = (content: string): Bytes => {
  const encoded = new TextEncoder().encode(content);
  return concat(head(3, encoded.length), encoded);
};

/** Major type 4, of complete items. */
export const array = (...items: readonly Uint8Array[]): Bytes => concat(head(4, items.length), ...items);

/** Major type 6. */
export const tagged = (tag: number, item: Uint8Array): Bytes => concat(head(6, tag), item);

/** The simple value null. */
export const nil: Bytes = Uint8Array.of(0xf6);

/** The end of anything of indefinite length. */
export const breakCode: Bytes = Uint8Array.of(0xff);

/** A map's entries in the order supplied, each key and value complete items. */
export type Entries = readonly (readonly [key: Uint8Array, value: Uint8Array])[];

/** Major type 5; a key may occur twice, and in any order. */
export const map = (entries: Entries): Bytes => concat(head(5, entries.length), ...entries.flat());
/** The form in which AWS has written payloads since January 2026. */
export const indefiniteMap = (entries: Entries): Bytes => concat(Uint8Array.of(0xbf), ...entries.flat(), breakCode);

/** An array that does not say its length. */
export const indefiniteArray = (...items: readonly Uint8Array[]): Bytes => concat(Uint8Array.of(0x9f), ...items, breakCode);
