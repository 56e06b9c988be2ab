import { fromHex, JsonArray, JsonObject, Malformed, toHex } from '../../verifier/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';
import type { Word } from './family.ts';

/** Readers of single fields; each throws RequestError `bad-request` with the field's path. */

export function refuse(path: string, why: string): never {
  throw new RequestError('bad-request', `${path}: ${why}`);
}

/** A text, also an empty one. */
export function text({ value, path }: Word): string {
  return typeof value === 'string' ? value : refuse(path, 'not a string');
}

/** A whole number from 0 to 2^53 - 1. */
export function natural({ value, path }: Word): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(path, 'not a natural number');
}

/** One of these words, typed as such. */
export function oneOf<const W extends string | number>(word: Word, words: readonly W[]): W {
  const found = words.find((one) => one === word.value);
  return found ?? refuse(word.path, `not one of ${words.join(', ')}`);
}

/** An object whose members are read by name. */
export function object({ value, path }: Word): JsonObject {
  return value instanceof JsonObject ? value : refuse(path, 'not an object');
}

/** The items of an array, each with its own path. */
export function items({ value, path }: Word): readonly Word[] {
  if (!(value instanceof JsonArray)) return refuse(path, 'not an array');
  return value.items.map((item, index) => ({ value: item, path: `${path}[${String(index)}]` }));
}

/** Every member of an object as a field of its own. */
export function members(word: Word): readonly (Word & { readonly name: string })[] {
  const whole = object(word);
  return whole.names.map((name) => ({ name, value: whole.value(name) ?? null, path: `${word.path}.${name}` }));
}

/** Hex text, in either case, with or without `0x`. */
export function hexBytes(word: Word): Uint8Array<ArrayBuffer> {
  try {
    return fromHex(text(word).replace(/^0x/i, ''), word.path);
  } catch (error) {
    if (error instanceof Malformed) return refuse(word.path, error.why);
    throw error;
  }
}

/** Hex text in the form that registers are compared in. */
export const hex = (word: Word): string => toHex(hexBytes(word));

/** The bytes of the named file. */
export const file = (word: Word): Promise<Uint8Array<ArrayBuffer>> => readCapped(text(word));
