import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { Malformed } from '../malformed.ts';

/** A bare item (RFC 9651, section 3.3) of a kind that signatures use; no decimals, dates or non-ASCII strings. */
export type BareItem =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'token'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'boolean'; readonly value: boolean };

/** In order of appearance; each name once. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** A value with its parameters (RFC 9651, section 3.3). */
export type Item = { readonly kind: 'item'; readonly value: BareItem; readonly parameters: Parameters };

/** Items in parentheses, with parameters of the whole (RFC 9651, section 3.1.1). */
export type InnerList = { readonly kind: 'inner-list'; readonly items: readonly Item[]; readonly parameters: Parameters };

/** Members by name (RFC 9651, section 3.2); a Map, because the names are the site's. */
export type Dictionary = ReadonlyMap<string, Item | InnerList>;

/** Maximum length of a field (characters), lines joined. It bounds everything inside. */
export const MAX_STRUCTURED_FIELD_CHARACTERS = 16 * 1024;

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const INTEGER = /-?[0-9]{1,15}(?![0-9.])/y;
const TOKEN = /[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/y;
const STRING = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y;
const BYTES = /:[A-Za-z0-9+/]*={0,2}:/y;
const BOOLEAN = /\?[01]/y;

/**
 * A dictionary (RFC 9651, section 3.2) in the one spelling that a serialiser writes (section 4.1): the verified text is then
 * exactly the received one, and has one meaning. Names occur once. @param field its name, for the error @throws Malformed for
 * anything else
 */
export function readDictionary(text: string, field: string): Dictionary {
  if (text.length > MAX_STRUCTURED_FIELD_CHARACTERS) throw new Malformed(field, 'too long');
  const members = new Map<string, Item | InnerList>();
  const cursor = new Cursor(text, field);
  if (text === '') return members;
  do {
    const name = cursor.need(KEY, 'not a name');
    if (members.has(name)) throw new Malformed(field, 'a name twice', cursor.at);
    members.set(name, cursor.take('=') ? cursor.member() : { kind: 'item', value: TRUE, parameters: cursor.parameters() });
  } while (cursor.take(', '));
  if (!cursor.ended()) throw new Malformed(field, 'no comma and space between members', cursor.at);
  // For leading zeros, -0, escapes and `=?1` a serialiser would choose another spelling.
  if (writeDictionary(members) !== text) throw new Malformed(field, 'not as a serialiser writes it');
  return members;
}

const TRUE: BareItem = { kind: 'boolean', value: true };

class Cursor {
  readonly #text: string;
  readonly #field: string;
  at = 0;

  constructor(text: string, field: string) {
    this.#text = text;
    this.#field = field;
  }

  ended(): boolean {
    return this.at === this.#text.length;
  }

  take(what: string): boolean {
    if (!this.#text.startsWith(what, this.at)) return false;
    this.at += what.length;
    return true;
  }

  /** What the expression matches exactly here; null if nothing, and nothing is consumed. */
  match(expression: RegExp): string | null {
    expression.lastIndex = this.at;
    const [found = null] = expression.exec(this.#text) ?? [];
    this.at += found?.length ?? 0;
    return found;
  }

  need(expression: RegExp, why: string): string {
    const found = this.match(expression);
    if (found === null) throw new Malformed(this.#field, why, this.at);
    return found;
  }

  member(): Item | InnerList {
    return this.take('(') ? this.innerList() : this.item();
  }

  innerList(): InnerList {
    const items: Item[] = [];
    while (!this.take(')')) {
      if (items.length > 0 && !this.take(' ')) throw new Malformed(this.#field, 'no space between items', this.at);
      items.push(this.item());
    }
    return { kind: 'inner-list', items, parameters: this.parameters() };
  }

  item(): Item {
    const value = this.bare();
    return { kind: 'item', value, parameters: this.parameters() };
  }

  parameters(): Parameters {
    const parameters = new Map<string, BareItem>();
    while (this.take(';')) {
      const name = this.need(KEY, 'not a name');
      if (parameters.has(name)) throw new Malformed(this.#field, 'a parameter twice', this.at);
      parameters.set(name, this.take('=') ? this.bare() : TRUE);
    }
    return parameters;
  }

  bare(): BareItem {
    const integer = this.match(INTEGER);
    if (integer !== null) return { kind: 'integer', value: Number(integer) };
    const string = this.match(STRING);
    if (string !== null) return { kind: 'string', value: string.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') };
    const bytes = this.match(BYTES);
    if (bytes !== null) return { kind: 'bytes', value: fromBase64(bytes.slice(1, -1), this.#field) };
    const boolean = this.match(BOOLEAN);
    if (boolean !== null) return { kind: 'boolean', value: boolean === '?1' };
    return { kind: 'token', value: this.need(TOKEN, 'not an item of a kind that is read') };
  }
}

/** The dictionary as section 4.1.2 serialises it. */
export function writeDictionary(members: Dictionary): string {
  return [...members].map(([name, member]) => `${name}${memberText(member)}`).join(', ');
}

const memberText = (member: Item | InnerList): string =>
  member.kind === 'inner-list'
    ? `=${writeInnerList(member)}`
    : isTrue(member.value)
      ? parametersText(member.parameters)
      : `=${writeItem(member)}`;

/** Section 4.1.1.1. */
export const writeInnerList = ({ items, parameters }: Omit<InnerList, 'kind'>): string =>
  `(${items.map(writeItem).join(' ')})${parametersText(parameters)}`;

/** Section 4.1.3. */
export const writeItem = ({ value, parameters }: Omit<Item, 'kind'>): string => `${bareText(value)}${parametersText(parameters)}`;

const parametersText = (parameters: Parameters): string =>
  [...parameters].map(([name, value]) => `;${name}${isTrue(value) ? '' : `=${bareText(value)}`}`).join('');

const isTrue = (item: BareItem): boolean => item.kind === 'boolean' && item.value;

function bareText(item: BareItem): string {
  switch (item.kind) {
    case 'integer':
      return String(item.value);
    case 'string':
      return `"${item.value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    case 'token':
      return item.value;
    case 'bytes':
      return `:${toBase64(item.value)}:`;
    case 'boolean':
      return item.value ? '?1' : '?0';
  }
}
