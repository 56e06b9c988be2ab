import { compactOf, concat, toAscii, u32Of } from '../../../verifier/substrate/index.ts';
import { bytesOf, list, option, text, type TypeId, type TypeTable } from './type-table.ts';

/** How a map hashes its keys, by scale-info's numbers for `StorageHasher`. */
const HASHERS = { 'blake2-128-concat': 2, 'twox-64-concat': 5 } as const;

/** A storage entry of a pallet, and how its key is made. */
export type StorageItem = {
  readonly name: string;
  readonly value: TypeId;
  /** Absent for a plain value. */
  readonly map?: { readonly hasher: keyof typeof HASHERS; readonly key: TypeId };
  /** The value of an absent entry; without one, the type is Option. */
  readonly fallback?: Uint8Array;
};

/** A constant of a pallet, as SCALE bytes of its type. */
export type Constant = { readonly name: string; readonly type: TypeId; readonly value: Uint8Array };

/** A pallet, as far as the registry reads it; `index` is its number in events and calls. */
export type Pallet = {
  readonly name: string;
  readonly index: number;
  readonly storage: readonly StorageItem[];
  readonly event: TypeId | null;
  readonly constants: readonly Constant[];
};

/** The types that the metadata's frame refers to: the parts of an extrinsic. Nothing here sends any. */
export type Frame = {
  readonly types: TypeTable;
  readonly pallets: readonly Pallet[];
  readonly runtime: TypeId;
  readonly address: TypeId;
  readonly call: TypeId;
  readonly signature: TypeId;
  readonly extra: TypeId;
  readonly outerEvent: TypeId;
  readonly outerError: TypeId;
};

function encodeStorage(item: StorageItem): Uint8Array {
  const modifier = Uint8Array.of(item.fallback === undefined ? 0 : 1);
  const type =
    item.map === undefined
      ? concat(Uint8Array.of(0), compactOf(item.value))
      : concat(Uint8Array.of(1), list([Uint8Array.of(HASHERS[item.map.hasher])]), compactOf(item.map.key), compactOf(item.value));
  return concat(text(item.name), modifier, type, bytesOf(item.fallback ?? Uint8Array.of(0)), list([]));
}

function encodePallet(pallet: Pallet): Uint8Array {
  const storage = concat(text(pallet.name), list(pallet.storage.map(encodeStorage)));
  const constants = pallet.constants.map(({ name, type, value }) =>
    concat(text(name), compactOf(type), bytesOf(value), list([])),
  );
  return concat(
    text(pallet.name),
    option(pallet.storage.length === 0 ? null : storage),
    option(null),
    option(pallet.event === null ? null : compactOf(pallet.event)),
    list(constants),
    option(null),
    Uint8Array.of(pallet.index),
    list([]),
  );
}

/** Runtime metadata, version 15 (frame-metadata, v15): magic, version, types, pallets, and the frame around them. */
export function encodeMetadata(frame: Frame): Uint8Array {
  const ids = [frame.address, frame.call, frame.signature, frame.extra].map(compactOf);
  const extrinsic = concat(Uint8Array.of(4), ...ids, list([]));
  const outer = [frame.call, frame.outerEvent, frame.outerError].map(compactOf);
  return concat(
    toAscii('meta', 'magic'),
    Uint8Array.of(15),
    frame.types.encode(),
    list(frame.pallets.map(encodePallet)),
    extrinsic,
    compactOf(frame.runtime),
    list([]),
    ...outer,
    list([]),
  );
}

/** A u32 as a constant's value. */
export const u32Constant = (name: string, type: TypeId, value: number): Constant => ({ name, type, value: u32Of(value) });
