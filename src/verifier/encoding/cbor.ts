import { Tokenizer, type Token } from 'cborg';
import { fromUtf8 } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';
import { CborArray, CborMap, type Cbor, type CborKey } from './cbor-value.ts';

/** Deeper nesting than any document here has (a Nitro payload has 2). cborg's own decoder recurses until the stack overflows. */
const MAX_DEPTH = 8;

// Deterministic encoding (RFC 8949 section 4.2.1) for every head: one spelling per number, or two readers could differ.
const STRICT = {
  strict: true,
  allowUndefined: false,
  allowBigInt: false,
  allowNaN: false,
  allowInfinity: false,
  // Text is decoded from these bytes by our own UTF-8 decoder, because cborg replaces invalid UTF-8 with U+FFFD.
  retainStringBytes: true,
} as const;

/** What one document may contain; everything else of CBOR is refused. */
export type CborOptions = {
  /** Cap in bytes. */
  readonly most: number;
  /** May maps and arrays have indefinite length? AWS has sent such payloads since January 2026; nothing else may. */
  readonly indefinite: boolean;
  /** A tag that may precede the whole item. Every other tag is refused. */
  readonly tag?: number;
};

/**
 * One CBOR item (RFC 8949) and nothing after it → value.
 *
 * cborg reads the heads and the strings; the tree is built here, because cborg's tree knows no depth, takes a break for
 * a value, and compares keys of any type. Refused everywhere: floats, tags inside, `undefined`, simple values, chunked
 * strings, integers over 2^53, lengths that are not minimal, keys that are neither text nor integer, and equal keys.
 * @throws Malformed
 */
export function readCbor(bytes: Uint8Array, what: string, options: CborOptions): Cbor {
  if (bytes.length > options.most) throw new Malformed(what, `larger than ${String(options.most)} bytes`);
  return new Builder(bytes, options).whole(what);
}

class Builder {
  readonly #tokens: Tokenizer;
  readonly #size: number;
  readonly #tag: number | undefined;

  constructor(bytes: Uint8Array, { indefinite, tag }: CborOptions) {
    this.#tokens = new Tokenizer(bytes, { ...STRICT, allowIndefinite: indefinite });
    this.#size = bytes.length;
    this.#tag = tag;
  }

  whole(what: string): Cbor {
    let token = this.#next(what);
    if (token.type.name === 'tag' && token.value === this.#tag) token = this.#next(what);
    const value = this.#value(token, what, 0);
    if (!this.#tokens.done()) throw this.#malformed(what, 'bytes after the item');
    return value;
  }

  #malformed(path: string, why: string): Malformed {
    return new Malformed(path, why, this.#tokens.pos());
  }

  #next(path: string): Token {
    if (this.#tokens.done()) throw this.#malformed(path, 'CBOR ends too early');
    try {
      return this.#tokens.next();
    } catch (error) {
      throw this.#malformed(path, error instanceof Error ? error.message : 'not CBOR');
    }
  }

  #value(token: Token, path: string, depth: number): Cbor {
    const value: unknown = token.value;
    switch (token.type.name) {
      case 'null':
        return null;
      case 'true':
      case 'false':
        return token.type.name === 'true';
      case 'uint':
      case 'negint':
        return this.#integer(value, path);
      case 'bytes':
        if (value instanceof Uint8Array) return value;
        break;
      case 'string':
        return this.#text(token, path);
      case 'array':
        return this.#array(this.#count(value, 1, path), path, depth + 1);
      case 'map':
        return this.#map(this.#count(value, 2, path), path, depth + 1);
    }
    throw this.#malformed(path, `CBOR ${token.type.name} has no place here`);
  }

  #integer(value: unknown, path: string): number {
    if (!Number.isSafeInteger(value)) throw this.#malformed(path, 'integer not exact');
    return Number(value);
  }

  #text({ value, byteValue }: Token, path: string): string {
    if (byteValue !== undefined) return fromUtf8(byteValue, path);
    // cborg keeps no bytes for the empty text.
    if (value === '') return '';
    throw this.#malformed(path, 'text without its bytes');
  }

  /**
   * A container's length, refused at once when the input cannot hold it: each item takes `least` bytes or more. (Otherwise 2^63
   * items would be tried one by one.) Infinity stands for indefinite length.
   */
  #count(value: unknown, least: number, path: string): number {
    if (value === Infinity) return value;
    const count = this.#integer(value, path);
    if (count * least > this.#size - this.#tokens.pos()) throw this.#malformed(path, 'more items than bytes');
    return count;
  }

  /** The next item of a container, or undefined at the break that ends an indefinite one. */
  #item(path: string, breakable: boolean): Token | undefined {
    const token = this.#next(path);
    return breakable && token.type.name === 'break' ? undefined : token;
  }

  #deep(path: string, depth: number): void {
    if (depth > MAX_DEPTH) throw this.#malformed(path, 'nested too deep');
  }

  #array(count: number, path: string, depth: number): CborArray {
    this.#deep(path, depth);
    const items: Cbor[] = [];
    while (items.length < count) {
      const at = `${path}[${String(items.length)}]`;
      const token = this.#item(at, count === Infinity);
      if (token === undefined) break;
      items.push(this.#value(token, at, depth));
    }
    return new CborArray(items, path);
  }

  #map(count: number, path: string, depth: number): CborMap {
    this.#deep(path, depth);
    const entries = new Map<CborKey, Cbor>();
    while (entries.size < count) {
      const token = this.#item(path, count === Infinity);
      if (token === undefined) break;
      const key = this.#value(token, path, depth);
      if (typeof key !== 'string' && typeof key !== 'number') throw this.#malformed(path, 'key is neither text nor integer');
      const at = `${path}.${String(key).slice(0, 40)}`;
      if (entries.has(key)) throw this.#malformed(at, 'occurs twice');
      entries.set(key, this.#value(this.#next(at), at, depth));
    }
    return new CborMap(entries, path);
  }
}
