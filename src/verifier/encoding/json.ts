import { fromUtf8 } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';
import { parseCanonical } from './canonical-json-text.ts';
import type { JsonLimits } from './json-limits.ts';
import { JsonArray, JsonObject, type Json, type Member, type Members } from './json-value.ts';

/**
 * Deeper nesting, and more values, than documents have that set no limits of their own (Intel's tables have two thousand values): its
 * own library had a stack exhaustion here (CWE-674, 2026-06), and a megabyte of `{},` would take a second.
 */
const USUAL: JsonLimits = { depth: 32, values: 32 * 1024, refusedNames: [], places: true };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** From this length on the end of a string is looked for by the platform, many characters at a time. */
const LONG = 48;
/** Space, tab, line feed, carriage return (section 2). */
const isWhite = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;

/** The platform reads one string literal: strictly, and it holds no keys that could occur twice. */
function literal(quoted: string): string | undefined {
  try {
    // eslint-disable-next-line no-restricted-syntax -- one string literal, not a document
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

/** Members as the parser below read them, with the text in which they stood. */
class ReadMembers implements Members {
  readonly #members: ReadonlyMap<string, Member>;
  readonly text: string;

  constructor(members: ReadonlyMap<string, Member>, text: string) {
    this.#members = members;
    this.text = text;
  }

  get names(): readonly string[] {
    return [...this.#members.keys()];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  value(name: string): Json | undefined {
    return this.#members.get(name)?.value;
  }

  placed(name: string): Member | undefined {
    return this.#members.get(name);
  }
}

/**
 * A strict parser of RFC 8259 that refuses duplicate keys (JSON.parse keeps the last one, silently) and remembers where
 * each member stood, so that what is signed can be verified as it arrived.
 */
class Parser {
  readonly #text: string;
  readonly #what: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #values = 0;
  /** White space skipped so far, in characters. */
  #spaces = 0;

  constructor(text: string, what: string, limits: JsonLimits) {
    this.#text = text;
    this.#what = what;
    this.#limits = limits;
  }

  whole(): Json {
    const value = this.#value(this.#what, 0);
    this.#space();
    if (this.#at !== this.#text.length) throw this.#malformed(this.#what, 'text after the value');
    return value;
  }

  #malformed(path: string, why: string): Malformed {
    return new Malformed(path, why, this.#at);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #space(): void {
    while (isWhite(this.#text.charCodeAt(this.#at))) {
      this.#at += 1;
      this.#spaces += 1;
    }
  }

  #take(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  #value(path: string, depth: number): Json {
    if (depth > this.#limits.depth) throw this.#malformed(path, 'nested too deep');
    this.#values += 1;
    if (this.#values > this.#limits.values) throw this.#malformed(path, 'more values than any document has');
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(path, depth);
    if (first === '[') return this.#array(path, depth);
    if (first === '"') return this.#string(path);
    if (this.#take('true')) return true;
    if (this.#take('false')) return false;
    if (this.#take('null')) return null;
    return this.#number(path);
  }

  #number(path: string): number {
    const text = this.#match(NUMBER);
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) throw this.#malformed(path, 'not JSON');
    // 9007199254740993 would quietly become …992: two readers, two numbers.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw this.#malformed(path, 'integer not exact');
    // 5.0 and 0.5e1 are 5 as well: one spelling per number, so that what is signed or hashed elsewhere has one text.
    if (Number.isInteger(value) && text !== String(value)) throw this.#malformed(path, 'integer in another spelling');
    return value;
  }

  #string(path: string): string {
    const start = this.#at;
    this.#at += 1;
    let escaped = false;
    for (;;) {
      if (this.#at - start === LONG && !escaped && this.#skipPlain()) break;
      const code = this.#text.charCodeAt(this.#at);
      if (code === QUOTE) break;
      // Section 7: no control characters. Past the end charCodeAt is NaN, which is not at least 0x20 either.
      if (!(code >= 0x20)) throw this.#malformed(path, 'unterminated string or control character');
      if (code === BACKSLASH) escaped = true;
      this.#at += code === BACKSLASH ? 2 : 1;
    }
    this.#at += 1;
    return escaped ? this.#unescape(path, start) : this.#text.slice(start + 1, this.#at - 1);
  }

  /** Goes to the quote that ends the string, if nothing before the next one is escaped or a control character. */
  #skipPlain(): boolean {
    const end = this.#text.indexOf('"', this.#at);
    if (end < 0) return false;
    const rest = this.#text.slice(this.#at, end);
    if (rest.includes('\\') || literal(`"${rest}"`) === undefined) return false;
    this.#at = end;
    return true;
  }

  #unescape(path: string, start: number): string {
    const text = literal(this.#text.slice(start, this.#at));
    if (text === undefined) throw this.#malformed(path, 'unknown escape');
    return text;
  }

  #array(path: string, depth: number): JsonArray {
    this.#at += 1;
    const items: Json[] = [];
    this.#space();
    if (this.#take(']')) return new JsonArray(items, path);
    do {
      items.push(this.#value(`${path}[${String(items.length)}]`, depth + 1));
      this.#space();
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#malformed(path, 'array not closed');
    return new JsonArray(items, path);
  }

  #object(path: string, depth: number): JsonObject {
    this.#at += 1;
    const members = new Map<string, Member>();
    this.#space();
    if (this.#take('}')) return new JsonObject(new ReadMembers(members, this.#text), path);
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#malformed(path, 'member without a name');
      const name = this.#string(path);
      if (members.has(name)) throw this.#malformed(`${path}.${name.slice(0, 40)}`, 'occurs twice');
      if (this.#limits.refusedNames.includes(name)) throw this.#malformed(path, `a member named ${name}`);
      this.#space();
      if (!this.#take(':')) throw this.#malformed(path, 'member without a value');
      this.#space();
      const start = this.#at;
      const spaces = this.#spaces;
      const value = this.#value(`${path}.${name.slice(0, 40)}`, depth + 1);
      members.set(name, { value, start, end: this.#at, spaced: this.#spaces > spaces });
      this.#space();
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#malformed(path, 'object not closed');
    return new JsonObject(new ReadMembers(members, this.#text), path);
  }
}

/** JSON text → value. @throws Malformed */
export function parseJson(text: string, what: string, limits = USUAL): Json {
  return (limits.places ? undefined : parseCanonical(text, what, limits)) ?? new Parser(text, what, limits).whole();
}

/** UTF-8 JSON whose outermost value is an object. @param most cap in bytes @throws Malformed */
export function parseJsonObject(bytes: Uint8Array, what: string, most: number, limits = USUAL): JsonObject {
  if (bytes.length > most) throw new Malformed(what, `larger than ${String(most)} bytes`);
  const value = parseJson(fromUtf8(bytes, what), what, limits);
  if (!(value instanceof JsonObject)) throw new Malformed(what, 'not an object');
  return value;
}
