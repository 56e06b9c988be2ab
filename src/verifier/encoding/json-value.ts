import { Malformed } from '../malformed.ts';

/** JSON as parsed here. Objects are not plain objects, so a key `__proto__` is a key like any other. */
export type Json = null | boolean | number | string | JsonArray | JsonObject;

/**
 * A member's value and its position in the text: start inclusive, end exclusive, in UTF-16 code units. `spaced` says whether
 * there is white space in between, outside of strings.
 */
export type Member = { readonly value: Json; readonly start: number; readonly end: number; readonly spaced: boolean };

/** Where an object's members are: in what our own parser read, or in what the platform did (`canonical-json-text.ts`). */
export type Members = {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** The member's value, or undefined. @param path of the object */
  value(name: string, path: string): Json | undefined;
  /** Where it stood; undefined where there is none, or that was not remembered. */
  placed(name: string): Member | undefined;
  /** The whole text, where places in it were remembered. */
  readonly text: string;
};

/** Returns a value under its type or throws `Malformed` under its path; every getter below uses it. */
function typed<T extends Json>(value: Json | undefined, path: string, name: string, is: (value: Json) => value is T): T {
  if (value === undefined) throw new Malformed(path, 'missing');
  if (!is(value)) throw new Malformed(path, `not ${name}`);
  return value;
}

const isString = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
const isNatural = (value: Json): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isObject = (value: Json): value is JsonObject => value instanceof JsonObject;
const isArray = (value: Json): value is JsonArray => value instanceof JsonArray;

/** An object's members, fetched by name and type. Unknown members are ignored; missing ones are `Malformed`. */
export class JsonObject {
  readonly #members: Members;
  readonly path: string;

  constructor(members: Members, path: string) {
    this.#members = members;
    this.path = path;
  }

  get names(): readonly string[] {
    return this.#members.names;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** The member's value whatever it is, or undefined. */
  value(name: string): Json | undefined {
    return this.#members.value(name, this.path);
  }

  string(name: string): string {
    return typed(this.value(name), `${this.path}.${name}`, 'a string', isString);
  }

  boolean(name: string): boolean {
    return typed(this.value(name), `${this.path}.${name}`, 'a boolean', isBoolean);
  }

  /** A whole number from 0 to 2^53 − 1. */
  natural(name: string): number {
    return typed(this.value(name), `${this.path}.${name}`, 'a natural number', isNatural);
  }

  object(name: string): JsonObject {
    return typed(this.value(name), `${this.path}.${name}`, 'an object', isObject);
  }

  array(name: string): JsonArray {
    return typed(this.value(name), `${this.path}.${name}`, 'an array', isArray);
  }

  /** Is there white space in the member's text, outside of strings? */
  isSpaced(name: string): boolean {
    return this.#members.placed(name)?.spaced ?? false;
  }

  /** The member's text exactly as received: what a signature over a part of a document covers. */
  source(name: string): string {
    const member = this.#members.placed(name);
    if (member === undefined) throw new Malformed(`${this.path}.${name}`, 'missing');
    return this.#members.text.slice(member.start, member.end);
  }

  /**
   * The whole text that contains this object, as received except for surrounding white space, with nothing between the quotes of
   * this string: for a signature that is part of what it signs. @throws Malformed unless it is a string
   */
  textEmptying(name: string): string {
    const member = this.#members.placed(name);
    if (member === undefined || !isString(member.value)) throw new Malformed(`${this.path}.${name}`, 'not a string');
    const { text } = this.#members;
    return (text.slice(0, member.start + 1) + text.slice(member.end - 1)).trim();
  }
}

/** An array whose items are fetched by type. */
export class JsonArray {
  readonly items: readonly Json[];
  readonly path: string;

  constructor(items: readonly Json[], path: string) {
    this.items = items;
    this.path = path;
  }

  strings(): readonly string[] {
    return this.items.map((item, index) => typed(item, `${this.path}[${String(index)}]`, 'a string', isString));
  }

  naturals(): readonly number[] {
    return this.items.map((item, index) => typed(item, `${this.path}[${String(index)}]`, 'a natural number', isNatural));
  }

  arrays(): readonly JsonArray[] {
    return this.items.map((item, index) => typed(item, `${this.path}[${String(index)}]`, 'an array', isArray));
  }

  objects(): readonly JsonObject[] {
    return this.items.map((item, index) => typed(item, `${this.path}[${String(index)}]`, 'an object', isObject));
  }
}
