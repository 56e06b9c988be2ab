import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unlessMalformed } from '../malformed.ts';
import { parseCanonical } from './canonical-json-text.ts';
import { parseJson } from './json.ts';
import type { JsonLimits } from './json-limits.ts';
import { JsonArray, JsonObject, type Json } from './json-value.ts';

const LIMITS: JsonLimits = { depth: 8, values: 50, refusedNames: ['__proto__', 'constructor'], places: false };

/** With the names in their order, so that nothing hides. */
function plain(value: Json): unknown {
  if (value instanceof JsonArray) return value.items.map(plain);
  if (value instanceof JsonObject)
    return value.names.map((name) => [name, value.value(name) === undefined, plain(value.value(name) ?? null)]);
  return value;
}

const byOurs = (text: string): unknown =>
  unlessMalformed(() => plain(parseJson(text, 'j', { ...LIMITS, places: true })), 'malformed');
const byEither = (text: string): unknown => unlessMalformed(() => plain(parseJson(text, 'j', LIMITS)), 'malformed');

describe('a text that the platform would write itself', () => {
  it.each(['{"a":[1,2.5,-3e-7,"é😀",null,true],"b":{"":"\\n"}}', '[]', '"x"', '0', '"\\ud800"'])('%s is read by it', (text) => {
    expect(parseCanonical(text, 'j', LIMITS)).not.toBeUndefined();
    expect(byEither(text)).toEqual(byOurs(text));
  });

  it.each([
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, spelled otherwise', '{"a":1,"\\u0061":2}'],
    ['white space', '{"a": 1}'],
    ['a number in another spelling', '{"a":5.0}'],
    ['an integer that is not exact', '{"a":9007199254740993}'],
    ['an integer that is not exact and comes back the same', '{"a":1e+21}'],
    ['minus zero', '[-0]'],
    ['names that are numbers, in another order', '{"2":1,"1":2}'],
    ['an escape too many', '"\\/"'],
    ['a member with a meaning of its own', '{"__proto__":{"debug":false}}'],
    ['the same, deeper', '[{"constructor":1}]'],
    ['too many levels', '[[[[[[[[[1]]]]]]]]]'],
    ['too many values', `[${'1,'.repeat(50)}1]`],
    ['no JSON', '{'],
    ['nesting without end', '['.repeat(100_000)],
  ])('is not one with %s: our own parser decides', (_, text) => {
    expect(parseCanonical(text, 'j', LIMITS)).toBeUndefined();
    expect(byEither(text)).toEqual(byOurs(text));
  });

  it('is read as our own parser reads it, whatever it is, or is made of it', () => {
    const value = fc.jsonValue({ maxDepth: 5 });
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', '"b"', ':', ',', '1', '-', '0', 'e', '"', '\\', ' '));
    fc.assert(
      fc.property(value, fc.nat(), fc.constantFrom('', ' ', '"a":1,', '0', '\\'), (json, at, added) => {
        const text = JSON.stringify(json);
        const changed = text.slice(0, at % (text.length + 1)) + added + text.slice(at % (text.length + 1));
        for (const one of [text, changed]) expect(byEither(one)).toEqual(byOurs(one));
      }),
    );
    fc.assert(
      fc.property(pieces, (all) => {
        expect(byEither(all.join(''))).toEqual(byOurs(all.join('')));
      }),
    );
  });

  it('has paths that say where something is missing or of another type', () => {
    const value = parseJson('{"a":[{"b":{}}],"c":7}', 'j', LIMITS);
    if (!(value instanceof JsonObject)) expect.fail('not an object');
    const [first] = value.array('a').objects();
    expect(() => first?.object('b').string('d')).toThrow('j.a[0].b.d: missing');
    expect(() => value.string('c')).toThrow('j.c: not a string');
    expect(value.has('toString')).toBe(false);
    expect(() => value.source('c')).toThrow('missing');
  });
});
