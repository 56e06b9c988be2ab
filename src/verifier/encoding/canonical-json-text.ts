import type { JsonLimits } from './json-limits.ts';
import { JsonArray, JsonObject, type Json, type Members } from './json-value.ts';

/** What the platform makes of JSON. */
type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;
type PlainObject = { readonly [name: string]: Plain };

/**
 * A text that is what the platform itself would write of what it read, as most that programs sign are: it holds no member twice, and
 * each number and string in one spelling, or it would have been written otherwise. So the platform may read it, which takes a
 * fraction of the time and memory of our own parser: a list holds thousands of statements.
 * @returns undefined for every other text, and for what is over a limit: our own parser decides, and says where
 */
export function parseCanonical(text: string, what: string, limits: JsonLimits): Json | undefined {
  const value = read(text);
  if (value === undefined || !isWithin(value, limits, 0, { left: limits.values })) return undefined;
  return wrapped(value, what);
}

function read(text: string): Plain | undefined {
  try {
    // eslint-disable-next-line no-restricted-syntax -- believed only where it writes the very text again
    const value = JSON.parse(text) as Plain;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

function isWithin(value: Plain, limits: JsonLimits, depth: number, budget: { left: number }): boolean {
  budget.left -= 1;
  if (depth > limits.depth || budget.left < 0) return false;
  // Written with an exponent it comes back as it was, and is no exact number all the same.
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return true;
  if (!isList(value) && Object.keys(value).some((name) => limits.refusedNames.includes(name))) return false;
  const items = isList(value) ? value : Object.values(value);
  return items.every((item) => isWithin(item, limits, depth + 1, budget));
}

function wrapped(value: Plain, path: string): Json {
  if (value === null || typeof value !== 'object') return value;
  if (!isList(value)) return new JsonObject(new PlainMembers(value), path);
  return new JsonArray(
    value.map((item, index) => wrapped(item, `${path}[${String(index)}]`)),
    path,
  );
}

/** Members are wrapped when they are asked for: most of what a list holds is asked for once, or never. */
class PlainMembers implements Members {
  readonly #object: PlainObject;
  readonly text = '';

  constructor(object: PlainObject) {
    this.#object = object;
  }

  get names(): readonly string[] {
    return Object.keys(this.#object);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  value(name: string, path: string): Json | undefined {
    const found = this.has(name) ? this.#object[name] : undefined;
    if (found === undefined || found === null || typeof found !== 'object') return found;
    return wrapped(found, `${path}.${name.slice(0, 40)}`);
  }

  placed(): undefined {
    return undefined;
  }
}
