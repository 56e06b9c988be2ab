import { fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { Malformed } from '../malformed.ts';
import { CborArray, CborMap, type Cbor } from '../encoding/cbor-value.ts';
import { JsonArray, JsonObject, type Json } from '../encoding/json-value.ts';
import { parseMediaType, writeMediaType, type MediaType } from '../encoding/media-type.ts';

/** Bits of a CMW record's indicator (RFC 9999, section 3.1). */
export const CMW_INDICATOR = { endorsements: 2, evidence: 4 } as const;

/** A conceptual message and its declared type. */
export type CmwRecord = { readonly type: MediaType; readonly bytes: Uint8Array; readonly indicator: number };

/** The same in JSON: media type, base64url without padding, indicator. */
export type CmwRecordJson = readonly [mediaType: string, value: string, indicator: number];

/**
 * `[media type, base64url, indicator]` (RFC 9999, section 3.1); null for a nested collection.
 * @throws Malformed
 */
export function readCmwRecord(value: Json | undefined, path: string): CmwRecord | null {
  if (value instanceof JsonObject) return null;
  if (!(value instanceof JsonArray) || value.items.length !== 3) throw new Malformed(path, 'not a CMW record of three');
  const [type, text, indicator] = value.items;
  if (typeof type !== 'string' || typeof text !== 'string') throw new Malformed(path, 'not [media type, base64url, indicator]');
  if (typeof indicator !== 'number' || !Number.isInteger(indicator) || indicator < 0 || indicator > 15)
    throw new Malformed(path, 'not a CMW indicator');
  return { type: parseMediaType(type, path), bytes: fromBase64Url(text, path), indicator };
}

/**
 * The same in CBOR: `[media type or number of a content format, bytes, ? indicator]`; null for a collection, and for a type that
 * is named by its number. @throws Malformed
 */
export function readCborRecord(value: Cbor, path: string): CmwRecord | null {
  if (value instanceof CborMap) return null;
  if (!(value instanceof CborArray) || value.items.length < 2 || value.items.length > 3)
    throw new Malformed(path, 'not a CMW record of two or three');
  const [type, bytes, indicator = CMW_INDICATOR.evidence] = value.items;
  if (!(bytes instanceof Uint8Array)) throw new Malformed(path, 'not [type, bytes, indicator]');
  if (typeof indicator !== 'number' || indicator < 0 || indicator > 15) throw new Malformed(path, 'not a CMW indicator');
  if (typeof type === 'number') return null;
  if (typeof type !== 'string') throw new Malformed(path, 'not a media type');
  return { type: parseMediaType(type, path), bytes, indicator };
}

/** A record for the document. @throws RangeError for a media type that cannot be written */
export function writeCmwRecord({ type, bytes, indicator }: CmwRecord): CmwRecordJson {
  return [writeMediaType(type), toBase64Url(bytes), indicator];
}
