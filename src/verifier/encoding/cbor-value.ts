import { Malformed } from '../malformed.ts';

/** CBOR as parsed here: no floats, no tags, no `undefined`, no integer that JavaScript cannot represent exactly. */
export type Cbor = null | boolean | number | string | Uint8Array | CborArray | CborMap;

/** What a map may be keyed by. The number 1 and the text "1" are different keys, as in CBOR. */
export type CborKey = number | string;

/** Returns a value under its type or throws `Malformed` under its path; every getter below uses it. */
function typed<T extends Cbor>(value: Cbor | undefined, path: string, name: string, is: (value: Cbor) => value is T): T {
  if (value === undefined) throw new Malformed(path, 'missing');
  if (!is(value)) throw new Malformed(path, `not ${name}`);
  return value;
}

const isText = (value: Cbor): value is string => typeof value === 'string';
const isNatural = (value: Cbor): value is number => typeof value === 'number' && value >= 0;
const isBytes = (value: Cbor): value is Uint8Array => value instanceof Uint8Array;
const isArray = (value: Cbor): value is CborArray => value instanceof CborArray;
const isMap = (value: Cbor): value is CborMap => value instanceof CborMap;

/** A map's entries, fetched by key and type. Unknown keys are ignored; missing ones are `Malformed`. */
export class CborMap {
  // A Map, not an object: a key `__proto__` is a key like any other.
  readonly #entries: ReadonlyMap<CborKey, Cbor>;
  readonly path: string;

  constructor(entries: ReadonlyMap<CborKey, Cbor>, path: string) {
    this.#entries = entries;
    this.path = path;
  }

  /** In the order in which they arrived. */
  get keys(): readonly CborKey[] {
    return [...this.#entries.keys()];
  }

  has(key: CborKey): boolean {
    return this.#entries.has(key);
  }

  /** The entry's value whatever it is, or undefined. */
  value(key: CborKey): Cbor | undefined {
    return this.#entries.get(key);
  }

  text(key: CborKey): string {
    return typed(this.value(key), this.#at(key), 'text', isText);
  }

  /** A whole number from 0 to 2^53 − 1. */
  natural(key: CborKey): number {
    return typed(this.value(key), this.#at(key), 'an unsigned integer', isNatural);
  }

  /** A byte string of `least` to `most` bytes. */
  bytes(key: CborKey, least: number, most: number): Uint8Array {
    return sized(typed(this.value(key), this.#at(key), 'a byte string', isBytes), this.#at(key), least, most);
  }

  /** A byte string of `least` to `most` bytes; null when the entry is null or absent. */
  bytesOrNull(key: CborKey, least: number, most: number): Uint8Array | null {
    const value = this.value(key);
    return value === undefined || value === null ? null : this.bytes(key, least, most);
  }

  array(key: CborKey): CborArray {
    return typed(this.value(key), this.#at(key), 'an array', isArray);
  }

  map(key: CborKey): CborMap {
    return typed(this.value(key), this.#at(key), 'a map', isMap);
  }

  #at(key: CborKey): string {
    return `${this.path}.${String(key)}`;
  }
}

/** An array whose items are fetched by position and type. */
export class CborArray {
  readonly items: readonly Cbor[];
  readonly path: string;

  constructor(items: readonly Cbor[], path: string) {
    this.items = items;
    this.path = path;
  }

  /** The item whatever it is, or undefined past the end. */
  value(index: number): Cbor | undefined {
    return this.items[index];
  }

  /** A byte string of `least` to `most` bytes. */
  bytes(index: number, least: number, most: number): Uint8Array {
    return sized(typed(this.value(index), this.#at(index), 'a byte string', isBytes), this.#at(index), least, most);
  }

  map(index: number): CborMap {
    return typed(this.value(index), this.#at(index), 'a map', isMap);
  }

  #at(index: number): string {
    return `${this.path}[${String(index)}]`;
  }
}

function sized(bytes: Uint8Array, path: string, least: number, most: number): Uint8Array {
  if (bytes.length < least || bytes.length > most)
    throw new Malformed(path, `${String(bytes.length)} bytes, want ${String(least)} to ${String(most)}`);
  return bytes;
}
