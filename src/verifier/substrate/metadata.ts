import { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { passDocs, takeTypes, type TypeRegistry } from './type-registry.ts';

/** What is needed of a pallet to find its events. */
export type PalletTypes = { readonly name: string; readonly index: number; readonly event: number | null };

/** The part of a runtime's metadata that decoding `System.Events` needs. */
export type RuntimeTypes = {
  readonly types: TypeRegistry;
  readonly pallets: readonly PalletTypes[];
  /** Type of the value of `System.Events`: Vec<EventRecord>. */
  readonly events: number;
};

const MAGIC = 0x6174656d;
const MAX_TEXT_BYTES = 65_536;
const MAX_VALUE_BYTES = 1024 * 1024;

type Storage = ReadonlyMap<string, number>;

function takeStorageType(reader: ScaleReader): number {
  if (reader.oneOf('storage type', ['plain', 'map']) === 'plain') return reader.compact('value type');
  reader.list('hashers', 16, 1, () => reader.u8('hasher'));
  reader.compact('key type');
  return reader.compact('value type');
}

function takeStorage(reader: ScaleReader): Storage {
  reader.text('prefix', MAX_TEXT_BYTES);
  const entries = reader.list('storage', 4096, 6, () => {
    const name = reader.text('item', MAX_TEXT_BYTES);
    reader.u8('modifier');
    const type = takeStorageType(reader);
    reader.bytes('default', MAX_VALUE_BYTES);
    passDocs(reader);
    return [name, type] as const;
  });
  return new Map(entries);
}

function passConstants(reader: ScaleReader): void {
  reader.list('constants', 4096, 4, () => {
    reader.text('constant', MAX_TEXT_BYTES);
    reader.compact('constant type');
    reader.bytes('constant value', MAX_VALUE_BYTES);
    passDocs(reader);
  });
}

function takePallet(reader: ScaleReader, version: number): PalletTypes & { readonly storage: Storage | null } {
  const name = reader.text('pallet', MAX_TEXT_BYTES);
  const storage = reader.option('storage', () => takeStorage(reader));
  reader.option('calls', () => reader.compact('calls'));
  const event = reader.option('event', () => reader.compact('event'));
  passConstants(reader);
  reader.option('error', () => reader.compact('error'));
  const index = reader.u8('pallet index');
  if (version === 15) passDocs(reader);
  return { name, index, event, storage };
}

/**
 * Runtime metadata, version 14 or 15 (frame-metadata), up to its list of pallets; what follows (extrinsics, runtime APIs) is not
 * examined, so a caller that relies on these types must know the whole text by its hash. @throws Malformed
 */
export function readRuntimeTypes(bytes: Uint8Array): RuntimeTypes {
  const reader = new ScaleReader(bytes, 'metadata');
  if (reader.u32('magic') !== MAGIC) throw new Malformed('metadata.magic', 'not metadata', 0);
  const version = reader.u8('version');
  if (version !== 14 && version !== 15) throw new Malformed('metadata.version', 'neither 14 nor 15', 4);
  const types = takeTypes(reader);
  const pallets = reader.list('pallets', 256, 8, () => takePallet(reader, version));
  const events = pallets.find(({ name }) => name === 'System')?.storage?.get('Events');
  if (events === undefined) throw new Malformed('metadata.System.Events', 'missing');
  return { types, pallets: pallets.map(({ name, index, event }) => ({ name, index, event })), events };
}
