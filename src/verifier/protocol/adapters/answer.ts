import { fromHex } from '../../bytes/hex.ts';
import { fromHexOrBase64 } from '../../bytes/spelled.ts';
import { fromUtf8, toUtf8 } from '../../bytes/text.ts';
import { parseJson } from '../../encoding/json.ts';
import { JsonArray, JsonObject } from '../../encoding/json-value.ts';
import { Malformed, unlessMalformed } from '../../malformed.ts';
import { OtherFormat, type AdapterReply } from '../adapter.ts';

/** The largest response of a service, in bytes: the largest recorded one has 531,445. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Milliseconds for the whole exchange, and for services that query their GPUs first. */
export const ANSWER_TIMEOUT_MS = 5000;

/** Milliseconds, for services that ask their GPUs for reports before they answer. */
export const GPU_ANSWER_TIMEOUT_MS = 15_000;

/** The response's bytes. @throws OtherFormat where there are none */
export function bodyOf(answer: AdapterReply | undefined): Uint8Array {
  if (answer === undefined) throw new OtherFormat('no answer');
  return answer.bytes;
}

/**
 * A response that is a JSON object. @throws OtherFormat for one that begins otherwise (an HTML page), Malformed for broken JSON
 */
export function jsonOf(answer: AdapterReply | undefined, what: string): JsonObject {
  const text = unlessMalformed(() => fromUtf8(bodyOf(answer), what), '');
  if (!/^\s*\{/.test(text)) throw new OtherFormat('not a JSON object');
  const value = parseJson(text, what);
  if (!(value instanceof JsonObject)) throw new OtherFormat('not a JSON object');
  return value;
}

/** A member of exactly this many bytes in hexadecimal, in either case, with `0x` or without. @throws Malformed */
export function hexOf(object: JsonObject, name: string, length: number): Uint8Array {
  const path = `${object.path}.${name}`;
  const bytes = fromHex(object.string(name).replace(/^0x/i, ''), path);
  if (bytes.length !== length) throw new Malformed(path, `not ${String(length)} bytes`);
  return bytes;
}

/** A member that is evidence, however it is spelled: its signature covers the bytes. @throws Malformed */
export const evidenceIn = (object: JsonObject, name: string): Uint8Array =>
  fromHexOrBase64(object.string(name), `${object.path}.${name}`);

/** The same, or null where the member is absent or null. @throws Malformed */
export const optionalHexOf = (object: JsonObject, name: string, length: number): Uint8Array | null =>
  (object.value(name) ?? null) === null ? null : hexOf(object, name, length);

/**
 * Reports of devices under this name: JSON, or such JSON as text, exactly as it was sent, which a machine may name by its hash.
 * None for what says that there are none; whatever else stands there is read as reports, and proves nothing where it is none.
 */
export function devicesIn(object: JsonObject, name: string): { readonly accelerators?: Uint8Array } {
  const value = object.value(name) ?? null;
  const isEmpty = value === null || value === '' || (value instanceof JsonArray && value.items.length === 0);
  if (isEmpty) return {};
  return { accelerators: toUtf8(typeof value === 'string' ? value : object.source(name), `${object.path}.${name}`) };
}

/** The first member that is none of these. */
export function unknownMember(object: JsonObject, known: readonly string[]): string | undefined {
  return object.names.find((name) => !known.includes(name));
}
