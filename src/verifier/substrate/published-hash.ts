import { toHex, type Hex } from '../bytes/hex.ts';
import { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import type { PalletTypes, RuntimeTypes } from './metadata.ts';
import { storageKey } from './storage-key.ts';
import { ValueSkipper } from './skip-value.ts';
import type { FieldType } from './type-registry.ts';

/** `EnclaveBridge.PublishedHash`: a sovereign enclave published a hash on the chain. Only the enclave knows what was hashed. */
export type PublishedHash = {
  /** `enclave_fingerprint`, the MRENCLAVE under which the sender was registered. */
  readonly mrEnclave: Hex;
  readonly hash: Hex;
  /** Up to 100 bytes. */
  readonly data: Hex;
};

/** The storage key of the newest block's events; they disappear from the state with the next block. */
export const EVENTS_KEY = storageKey('System', 'Events');

/** More events than any block has. */
const MAX_EVENTS = 100_000;

/** `MaxDataLength` of publish_hash. */
const MAX_DATA_BYTES = 100;

function itemType(types: RuntimeTypes): number {
  const def = types.types.get(types.events);
  if (def?.kind !== 'sequence') throw new Malformed('metadata.System.Events', 'not a list');
  return def.of;
}

/**
 * The parts of an event record, in order. Box<EventRecord> may be described as a composite of one nameless field, and boxes may
 * be nested; since the metadata's author may also have made a circle, no type is visited twice.
 */
function recordFields(types: RuntimeTypes): readonly FieldType[] {
  const walked = new Set<number>();
  let id = itemType(types);
  for (;;) {
    const def = types.types.get(id);
    if (def?.kind !== 'composite' || walked.has(id)) throw new Malformed('metadata.EventRecord', 'not a record');
    const [only, ...others] = def.fields;
    if (only === undefined || others.length > 0) return def.fields;
    walked.add(id);
    id = only.type;
  }
}

function isPublishedHash(types: RuntimeTypes, pallet: PalletTypes, variant: number): boolean {
  const def = pallet.event === null ? undefined : types.types.get(pallet.event);
  if (pallet.name !== 'EnclaveBridge' || def?.kind !== 'variant') return false;
  return def.variants.some(({ index, name }) => index === variant && name === 'PublishedHash');
}

function readEvent(reader: ScaleReader, types: RuntimeTypes): PublishedHash | null {
  const index = reader.u8('pallet');
  const pallet = types.pallets.find((one) => one.index === index);
  if (pallet === undefined || !isPublishedHash(types, pallet, reader.u8('event'))) return null;
  const mrEnclave = toHex(reader.fixed('enclave fingerprint', 32));
  const hash = toHex(reader.fixed('hash', 32));
  const data = toHex(reader.bytes('data', MAX_DATA_BYTES));
  return { mrEnclave, hash, data };
}

/** Reads the record's fields in order; the event is read twice, for its length and for its content. */
function readRecord(
  reader: ScaleReader,
  passer: ValueSkipper,
  types: RuntimeTypes,
  fields: readonly FieldType[],
): PublishedHash | null {
  let found: PublishedHash | null = null;
  for (const { name, type } of fields) {
    const start = reader.offset;
    passer.pass(type);
    if (name === 'event') {
      const event = new ScaleReader(reader.since(start), 'event');
      found = readEvent(event, types);
      if (found !== null) event.end();
    }
  }
  return found;
}

/**
 * The event at `index` (from 0) in a proven value of `System.Events`, if it is a PublishedHash; null when there is none
 * at that place or it is another event. Records have no lengths of their own, so the types of the whole runtime are
 * needed to find one: `types` must be known by hash, or a lying node could shift the reading. @throws Malformed
 */
export function publishedHashAt(events: Uint8Array, index: number, types: RuntimeTypes): PublishedHash | null {
  const reader = new ScaleReader(events, 'System.Events');
  const passer = new ValueSkipper(reader, types.types);
  const fields = recordFields(types);
  const records = reader.list('events', MAX_EVENTS, 3, () => readRecord(reader, passer, types, fields));
  reader.end();
  return records[index] ?? null;
}
