import { JsonArray, JsonObject, type Json } from './json-value.ts';

/**
 * JSON in its canonical form (RFC 8785): members sorted by the UTF-16 code units of their names, no white space. The parser has
 * already refused anything with two spellings (duplicate members, inexact integers), so each value has exactly one text.
 */
export function canonicalJson(value: Json): string {
  if (value instanceof JsonArray) return `[${value.items.map(canonicalJson).join(',')}]`;
  if (value instanceof JsonObject) {
    const members = value.names
      // By code units, as the standard says; a locale would sort differently.
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(value.value(name) ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}
