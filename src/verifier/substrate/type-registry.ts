import type { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';

/** A named field of a composite or variant: its type, by id. */
export type FieldType = { readonly name: string | null; readonly type: number };

/** One case of an enum, by the index byte that SCALE writes for it. */
export type VariantType = { readonly name: string; readonly index: number; readonly fields: readonly FieldType[] };

/** A type of a runtime, as its metadata describes it (scale-info, `TypeDef`). */
export type TypeDef =
  | { readonly kind: 'composite'; readonly fields: readonly FieldType[] }
  | { readonly kind: 'variant'; readonly variants: readonly VariantType[] }
  | { readonly kind: 'sequence'; readonly of: number }
  | { readonly kind: 'array'; readonly length: number; readonly of: number }
  | { readonly kind: 'tuple'; readonly of: readonly number[] }
  /** Fixed size in bytes, or `text` for str. */
  | { readonly kind: 'primitive'; readonly size: number | 'text' }
  | { readonly kind: 'compact' }
  | { readonly kind: 'bits'; readonly store: number };

/** The runtime's types by their ids; types refer to each other by id. */
export type TypeRegistry = ReadonlyMap<number, TypeDef>;

/** bool, char, str, u8 … u256, i8 … i256, in scale-info's order. */
const PRIMITIVE_SIZES: readonly (number | 'text')[] = [1, 4, 'text', 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32];

const MAX_ITEMS = 16_384;
const MAX_TEXT_BYTES = 65_536;

function takeFields(reader: ScaleReader): readonly FieldType[] {
  return reader.list('fields', MAX_ITEMS, 4, () => {
    const name = reader.option('field name', () => reader.text('field name', MAX_TEXT_BYTES));
    const type = reader.compact('field type');
    reader.option('field type name', () => reader.text('field type name', MAX_TEXT_BYTES));
    passDocs(reader);
    return { name, type };
  });
}

/** Vec<str> of documentation, skipped. */
export function passDocs(reader: ScaleReader): void {
  reader.list('docs', MAX_ITEMS, 1, () => reader.bytes('docs', MAX_TEXT_BYTES));
}

function takeVariants(reader: ScaleReader): readonly VariantType[] {
  return reader.list('variants', 256, 4, () => {
    const name = reader.text('variant name', MAX_TEXT_BYTES);
    const fields = takeFields(reader);
    const index = reader.u8('variant index');
    passDocs(reader);
    return { name, index, fields };
  });
}

function takePrimitive(reader: ScaleReader): TypeDef {
  const size = PRIMITIVE_SIZES[reader.u8('primitive')];
  if (size === undefined) throw new Malformed('metadata.primitive', 'unknown', reader.offset);
  return { kind: 'primitive', size };
}

function takeBits(reader: ScaleReader): TypeDef {
  const store = reader.compact('bit store');
  reader.compact('bit order');
  return { kind: 'bits', store };
}

function takeDef(reader: ScaleReader): TypeDef {
  const kind = reader.u8('type definition');
  switch (kind) {
    case 0:
      return { kind: 'composite', fields: takeFields(reader) };
    case 1:
      return { kind: 'variant', variants: takeVariants(reader) };
    case 2:
      return { kind: 'sequence', of: reader.compact('item type') };
    case 3: {
      const length = reader.u32('array length');
      return { kind: 'array', length, of: reader.compact('item type') };
    }
    case 4:
      return { kind: 'tuple', of: reader.list('tuple', 256, 1, () => reader.compact('item type')) };
    case 5:
      return takePrimitive(reader);
    case 6:
      reader.compact('compact of');
      return { kind: 'compact' };
    case 7:
      return takeBits(reader);
    default:
      throw new Malformed('metadata.type definition', 'unknown kind', reader.offset);
  }
}

/** PortableRegistry: Vec<{ id, path, params, def, docs }>. @throws Malformed */
export function takeTypes(reader: ScaleReader): TypeRegistry {
  const types = new Map<number, TypeDef>();
  reader.list('types', MAX_ITEMS, 6, () => {
    const id = reader.compact('type id');
    reader.list('path', 256, 1, () => reader.bytes('path', MAX_TEXT_BYTES));
    reader.list('params', 256, 2, () => {
      reader.bytes('param name', MAX_TEXT_BYTES);
      reader.option('param type', () => reader.compact('param type'));
    });
    types.set(id, takeDef(reader));
    passDocs(reader);
  });
  return types;
}
