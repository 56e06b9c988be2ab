import { compactOf, concat, toAscii, toHex, u32Of } from '../../../verifier/substrate/index.ts';

/** A SCALE list: its length, then its items. */
export const list = (items: readonly Uint8Array[]): Uint8Array => concat(compactOf(items.length), ...items);

/** A SCALE str; names here are ASCII. */
export const text = (value: string): Uint8Array => {
  const bytes = toAscii(value, 'name');
  return concat(compactOf(bytes.length), bytes);
};

/** Vec<u8> in SCALE. */
export const bytesOf = (value: Uint8Array): Uint8Array => concat(compactOf(value.length), value);

const NONE = Uint8Array.of(0);

/** Option in SCALE. */
export const option = (value: Uint8Array | null): Uint8Array => (value === null ? NONE : concat(Uint8Array.of(1), value));

/** A type's number in the registry. */
export type TypeId = number;

/** Fields in order; names that are numbers (`0`, `1`) make the type tuple-like, and are left out. */
export type Fields = Readonly<Record<string, TypeId>>;

const PRIMITIVES = ['bool', 'char', 'str', 'u8', 'u16', 'u32', 'u64', 'u128'] as const;

/** One of those primitives. */
export type Primitive = (typeof PRIMITIVES)[number];

/** Variants by name; the index is the position unless `at` overrides it. */
export type Variants = Readonly<Record<string, { readonly at?: number; readonly fields?: Fields }>>;

function encodeFields(fields: Fields): Uint8Array {
  return list(
    Object.entries(fields).map(([name, type]) =>
      concat(option(/^\d+$/.test(name) ? null : text(name)), compactOf(type), NONE, list([])),
    ),
  );
}

/**
 * A runtime's types as they are added (scale-info's PortableRegistry); adding a type twice yields the same number. Paths matter:
 * clients map `H256`, `AccountId32` and the like to classes of their own by path.
 */
export class TypeTable {
  readonly #types: Uint8Array[] = [];
  readonly #known = new Map<string, TypeId>();

  #add(path: string, kind: number, definition: Uint8Array, parameters: Fields = {}): TypeId {
    const names = path === '' ? [] : path.split('::').map(text);
    const encoded = Object.entries(parameters).map(([name, type]) => concat(text(name), option(compactOf(type))));
    const body = concat(list(names), list(encoded), Uint8Array.of(kind), definition, list([]));
    const key = toHex(body);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.#types.length;
    this.#types.push(concat(compactOf(id), body));
    this.#known.set(key, id);
    return id;
  }

  /** @param parameters type parameters by name; clients look into those of `Option` and of the extrinsic */
  composite(path: string, fields: Fields, parameters?: Fields): TypeId {
    return this.#add(path, 0, encodeFields(fields), parameters);
  }

  variant(path: string, variants: Variants, parameters?: Fields): TypeId {
    const encoded = Object.entries(variants).map(([name, { at, fields }], position) =>
      concat(text(name), encodeFields(fields ?? {}), Uint8Array.of(at ?? position), list([])),
    );
    return this.#add(path, 1, list(encoded), parameters);
  }

  sequence(of: TypeId): TypeId {
    return this.#add('', 2, compactOf(of));
  }

  array(length: number, of: TypeId): TypeId {
    return this.#add('', 3, concat(u32Of(length), compactOf(of)));
  }

  tuple(...of: readonly TypeId[]): TypeId {
    return this.#add('', 4, list(of.map(compactOf)));
  }

  primitive(name: Primitive): TypeId {
    return this.#add('', 5, Uint8Array.of(PRIMITIVES.indexOf(name)));
  }

  compact(of: TypeId): TypeId {
    return this.#add('', 6, compactOf(of));
  }

  option(of: TypeId): TypeId {
    return this.variant('Option', { None: {}, Some: { at: 1, fields: { 0: of } } }, { T: of });
  }

  /** BoundedVec<u8, …>: encoded like Vec<u8>, with a bound that clients need not know. */
  boundedBytes(): TypeId {
    return this.composite('bounded_collections::bounded_vec::BoundedVec', { 0: this.bytes() }, { T: this.primitive('u8') });
  }

  /** Vec<u8>, or [u8; length]. */
  bytes(length?: number): TypeId {
    const byte = this.primitive('u8');
    return length === undefined ? this.sequence(byte) : this.array(length, byte);
  }

  /** The current registry, in SCALE. */
  encode(): Uint8Array {
    return list(this.#types);
  }
}
