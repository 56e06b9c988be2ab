import type { JsonLimits } from '../encoding/json-limits.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';

/**
 * What a statement or a list may hold: no nesting that neither needs, and no names that mean something else to JavaScript than to
 * whoever wrote them, which nobody who means well writes. A list at its limits (5000 statements, as many revocations) has some
 * seventy thousand values.
 */
export const SIGNED_LIMITS: JsonLimits = {
  depth: 16,
  values: 128 * 1024,
  refusedNames: ['__proto__', 'constructor', 'prototype'],
  places: false,
};

/** The same for what surrounds a list: almost all of it is one string, which our own parser takes in the least time. */
export const ENVELOPE_LIMITS: JsonLimits = { ...SIGNED_LIMITS, places: true };

/** A member that may be absent; null where it is. */
export function optional<T>(object: JsonObject, name: string, read: (name: string) => T): T | null {
  return object.has(name) ? read(name) : null;
}

/**
 * Characters that would let a text look like another one: controls, marks and overrides of direction (Unicode TR36 section
 * 2.10.3; "Trojan Source"), invisible ones, private use, halves of surrogate pairs.
 */
const DECEPTIVE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\ud800-\udfff\u{e0000}-\u{fffff}]/u;

/** More marks on one letter than any script stacks: they would be drawn over the lines above and below. */
const STACKED = /\p{M}{6}/u;

/**
 * One word of Latin letters and of letters of another alphabet that look like them (Unicode TR39 section 5.2, “mixed scripts”): it
 * would pass for a name that people know. Words next to each other, or joined by a hyphen, may differ.
 */
const LOOKALIKES = String.raw`[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]`;
const MIXED = new RegExp(String.raw`\p{Script=Latin}\p{M}*${LOOKALIKES}|${LOOKALIKES}\p{M}*\p{Script=Latin}`, 'u');

/** Text for people, on one line, not empty. It is drawn as text, never as markup. @param most UTF-16 code units @throws Malformed */
export const lineOf = (object: JsonObject, name: string, most: number): string =>
  lineText(object.string(name), `${object.path}.${name}`, most);

/** The same of a text that stands in a list. @throws Malformed */
export function lineText(text: string, field: string, most: number): string {
  if (text.includes('\n') || text.trim() === '') throw new Malformed(field, 'not one line of text');
  if (MIXED.test(text)) throw new Malformed(field, 'letters of two alphabets in one word');
  return plainText(text, field, most);
}

/** The same, of several lines, or empty. @throws Malformed */
export const linesOf = (object: JsonObject, name: string, most: number): string =>
  plainText(object.string(name), `${object.path}.${name}`, most);

function plainText(text: string, field: string, most: number): string {
  if (text.length > most) throw new Malformed(field, `longer than ${String(most)} characters`);
  if (DECEPTIVE.test(text)) throw new Malformed(field, 'a control or invisible character');
  if (STACKED.test(text)) throw new Malformed(field, 'too many marks on one letter');
  return text;
}

/** Host names in their ASCII form (punycode), so that no letter looks like another alphabet’s; no user names, no fragments of markup. */
const HTTPS =
  /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?(?:[/?#][\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*)?$/;
const HTTPS_ORIGIN = /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/;
const MAX_ADDRESS_CHARACTERS = 1000;

/** The platform's parser of addresses, described here for the same reason as in `bytes/text.ts` (WHATWG URL). */
declare const URL: { readonly canParse: (text: string) => boolean };

/**
 * Is it an address that may be drawn as a link: https, host in ASCII without a user name, no character of markup, at most 1000
 * long? And one that the platform takes for an address (`:99999`, `xn--a` and `1.2.3.4.5` have the form of one): whoever opens,
 * requests or stores it later may rely on that.
 */
export const isHttps = (text: string): boolean => text.length <= MAX_ADDRESS_CHARACTERS && HTTPS.test(text) && URL.canParse(text);

/** A link that may be drawn: https, ASCII. @throws Malformed */
export function httpsOf(object: JsonObject, name: string): string {
  const text = object.string(name);
  if (!isHttps(text)) throw new Malformed(`${object.path}.${name}`, 'not an https address in ASCII');
  return text;
}

/** Serialised https origins. @throws Malformed */
export function originsOf(object: JsonObject, name: string, most: number): readonly string[] {
  const origins = object.array(name).strings();
  if (origins.length > most) throw new Malformed(`${object.path}.${name}`, 'too many origins');
  if (!origins.every((origin) => HTTPS_ORIGIN.test(origin) && isHttps(origin) && !origin.endsWith(':443')))
    throw new Malformed(`${object.path}.${name}`, 'not a serialised https origin');
  return origins;
}

/** A word that a program defines: no text for people, and nothing that could look like one. */
export const WORD = /^[A-Za-z0-9_.:-]{1,60}$/;

/** Names that this release does not know, of members that it must not overlook; they are shown. @throws Malformed */
export function unknownNames({ names, path }: JsonObject, known: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !known.includes(name));
  if (!unknown.every((name) => WORD.test(name))) throw new Malformed(path, 'a member whose name is not a word');
  return unknown;
}

/** At most `most` objects of a list. @throws Malformed */
export function objectsOf(object: JsonObject, name: string, most: number): readonly JsonObject[] {
  if (!object.has(name)) return [];
  const items = object.array(name);
  if (items.items.length > most) throw new Malformed(`${object.path}.${name}`, `more than ${String(most)}`);
  return items.objects();
}

/** At most `most` texts of a list; none where it is absent. @throws Malformed */
export function textsOf(object: JsonObject, name: string, most: number): readonly string[] {
  if (!object.has(name)) return [];
  const texts = object.array(name).strings();
  if (texts.length > most) throw new Malformed(`${object.path}.${name}`, `more than ${String(most)}`);
  return texts;
}
