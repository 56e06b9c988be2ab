import { parseRfc3339, unlessMalformed } from '../../verifier/index.ts';

/**
 * Reads values that anyone may have written: stored records after an update, messages, imported files. Each reader returns the
 * value under its type or throws `InvalidRecord`; nothing is converted.
 */
export class InvalidRecord extends Error {
  readonly path: string;

  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = 'InvalidRecord';
    this.path = path;
  }
}

/** Members of an object by name; a missing or wrong one is an `InvalidRecord` with its path. */
export type Fields = {
  readonly string: (name: string, most?: number) => string;
  readonly boolean: (name: string) => boolean;
  /** A whole number from 0 to `most`. */
  readonly natural: (name: string, most?: number) => number;
  readonly oneOf: <const T extends string>(name: string, values: readonly T[]) => T;
  readonly nullOr: <T>(name: string, read: (name: string) => T) => T | null;
  readonly value: (name: string) => unknown;
  readonly fields: (name: string) => Fields;
  readonly list: <T>(name: string, read: (item: unknown, path: string) => T, most?: number) => readonly T[];
  /** An object of texts, e.g. registers; its names must match. */
  readonly texts: (name: string, pattern: RegExp) => Readonly<Record<string, string>>;
  /** RFC 3339 in UTC as `toRfc3339` writes it. */
  readonly date: (name: string) => string;
};

const MAX_TEXT_CHARACTERS = 4096;
const MAX_ITEMS = 10_000;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a plain object. @throws InvalidRecord */
export function fieldsOf(value: unknown, path: string): Fields {
  if (!isPlain(value)) throw new InvalidRecord(path, 'not an object');
  const at = (name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);
  const wrong = (name: string, why: string): InvalidRecord => new InvalidRecord(`${path}.${name}`, why);

  const string = (name: string, most = MAX_TEXT_CHARACTERS): string => {
    const found = at(name);
    if (typeof found !== 'string') throw wrong(name, 'not a text');
    if (found.length > most) throw wrong(name, 'too long');
    return found;
  };
  const list = <T>(name: string, read: (item: unknown, path: string) => T, most = MAX_ITEMS): readonly T[] => {
    const found = at(name);
    if (!Array.isArray(found)) throw wrong(name, 'not a list');
    if (found.length > most) throw wrong(name, 'too long');
    return found.map((item: unknown, index) => read(item, `${path}.${name}[${String(index)}]`));
  };

  return {
    string,
    list,
    value: at,
    fields: (name) => fieldsOf(at(name), `${path}.${name}`),
    nullOr: (name, read) => (at(name) === null ? null : read(name)),
    boolean(name) {
      const found = at(name);
      if (typeof found !== 'boolean') throw wrong(name, 'not a boolean');
      return found;
    },
    natural(name, most = Number.MAX_SAFE_INTEGER) {
      const found = at(name);
      if (typeof found !== 'number' || !Number.isSafeInteger(found) || found < 0 || found > most)
        throw wrong(name, 'not a number');
      return found;
    },
    oneOf(name, values) {
      const found = values.find((one) => one === at(name));
      if (found === undefined) throw wrong(name, 'not one of its values');
      return found;
    },
    texts(name, pattern) {
      const found = at(name);
      if (!isPlain(found)) throw wrong(name, 'not an object');
      const entries = Object.entries(found).map(([key, text]) => {
        if (!pattern.test(key) || typeof text !== 'string' || text.length > MAX_TEXT_CHARACTERS)
          throw wrong(name, 'not texts by name');
        return [key, text] as const;
      });
      return Object.fromEntries(entries);
    },
    date(name) {
      const found = string(name, 40);
      // By the parser that later reads it: V8 takes 30 February for a date, and what then throws would take all records along.
      if (!DATE.test(found) || unlessMalformed(() => parseRfc3339(found, name), null) === null) throw wrong(name, 'not a date');
      return found;
    },
  };
}

/** The fields of an exported file's text: a JSON object of at most `most` characters. @throws InvalidRecord */
export function fieldsOfFile(text: string, most: number): Fields {
  if (text.length > most) throw new InvalidRecord('file', 'too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidRecord('file', 'not JSON');
  }
  return fieldsOf(value, 'file');
}

/** An item that must be a text. @throws InvalidRecord */
export function asText(item: unknown, path: string): string {
  if (typeof item !== 'string' || item.length > 64 * 1024) throw new InvalidRecord(path, 'not a text');
  return item;
}
