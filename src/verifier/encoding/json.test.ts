import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { JsonArray, JsonObject, type Json } from './json-value.ts';
import { parseJson, parseJsonObject } from './json.ts';

const object = (text: string): JsonObject => parseJsonObject(new TextEncoder().encode(text), 'doc', 1000);

/** The value according to JSON.parse. */
function plain(value: Json | undefined): unknown {
  if (value instanceof JsonArray) return value.items.map(plain);
  if (value instanceof JsonObject) return Object.fromEntries(value.names.map((name) => [name, plain(value.value(name))]));
  return value;
}

describe('JSON', () => {
  it.each(['5.0', '0.5e1', '5e0', '50e-1', '-0', '-0.0', '1E3'])(
    'refuses an integer spelled %s: one spelling per number',
    (text) => {
      expect(() => parseJson(`{"a":[${text}]}`, 'j')).toThrow('integer in another spelling');
    },
  );

  it.each([
    'null',
    ' [ 1 , 2.5 , -0.5e-2, 25E-1, 0, -7 ] ',
    '{"a":{"b":[]},"c":"","d":[{}],"":0}',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é😀"',
    '[true,false,null]',
    '9007199254740991',
    '{"constructor":1,"toString":2,"hasOwnProperty":3}',
  ])('reads %s as everybody does', (text) => {
    expect(plain(parseJson(text, 'doc'))).toEqual(JSON.parse(text));
  });

  it.each([
    ['', 'nothing'],
    ['{"a":1,"a":2}', 'a key twice: JSON.parse keeps the last'],
    ['{"a":1,"\\u0061":2}', 'a key twice, spelled otherwise'],
    ['{"__proto__":1,"__proto__":2}', 'the magic key twice'],
    ['{"a":1,}', 'a comma too many'],
    ['[1,]', 'a comma too many'],
    ['[,1]', 'a comma too early'],
    ['[1 2]', 'a comma too few'],
    ['{"a" 1}', 'no colon'],
    ['{a:1}', 'a name without quotes'],
    ["{'a':1}", 'single quotes'],
    ['{"a":1', 'an object that does not end'],
    ['[1', 'an array that does not end'],
    ['"a', 'a string that does not end'],
    ['"a\\', 'a string that ends in its escape'],
    ['"\\u12"', 'a short escape'],
    ['"\\u12g4"', 'an escape that is not hex'],
    ['"\\x41"', 'an escape of another language'],
    ['"\\constructor"', 'an escape that the prototype has'],
    ['"\n"', 'a line break in a string'],
    ['"\0"', 'NUL in a string'],
    ['01', 'a leading zero'],
    ['-', 'a sign'],
    ['+1', 'a plus sign'],
    ['.5', 'no digit before the point'],
    ['1.', 'no digit after the point'],
    ['1e', 'no exponent'],
    ['0x10', 'hex'],
    ['NaN', 'no number'],
    ['Infinity', 'no number'],
    ['1e400', 'too large: infinity'],
    ['9007199254740993', 'an integer that would quietly become another'],
    ['-9007199254740993', 'the same, negative'],
    ['1e300', 'an integer that is not exact'],
    ['nul', 'a literal cut off'],
    ['nullx', 'text after the value'],
    ['True', 'another language’s literal'],
    ['undefined', 'no JSON'],
    ['1 1', 'two values'],
    ['{}{}', 'two values'],
    ['// a\n1', 'a comment'],
    ['\ufeff{}', 'a byte order mark'],
    ['\u00a01', 'a space that is not JSON’s'],
    ['\u2028{}', 'a line separator'],
    ['[1]\0', 'NUL behind'],
  ])('refuses %j: %s', (text) => {
    expect(() => parseJson(text, 'doc')).toThrow(Malformed);
  });

  it('keeps the magic keys as keys', () => {
    const value = object('{"__proto__":{"debug":false},"constructor":{"prototype":{"debug":false}}}');
    expect(value.names).toEqual(['__proto__', 'constructor']);
    expect(value.object('__proto__').boolean('debug')).toBe(false);
    expect(value.has('toString')).toBe(false);
    expect(value.value('hasOwnProperty')).toBeUndefined();
    expect(({} as Record<string, unknown>)['debug']).toBeUndefined();
  });

  it('nests 32 deep and no deeper, and survives a million brackets', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseJson(nested(33), 'doc')).not.toThrow();
    expect(() => parseJson(nested(34), 'doc')).toThrow(expect.objectContaining({ why: 'nested too deep' }));
    expect(() => parseJson('['.repeat(1_000_000), 'doc')).toThrow(Malformed);
    expect(() => parseJson('{"a":'.repeat(1_000_000), 'doc')).toThrow(Malformed);
  });

  it('keeps the text of a member exactly as it arrived, for its signature', () => {
    const value = object('{ "tcbInfo" :  {"a": [1,  2], "s":"}\\"" } , "signature":"00"}');
    expect(value.source('tcbInfo')).toBe('{"a": [1,  2], "s":"}\\"" }');
    expect(value.source('signature')).toBe('"00"');
    expect(() => value.source('other')).toThrow(Malformed);
  });

  it('keeps the text of inner members, too', () => {
    expect(object('{"a":{"b": {"c":1} }}').object('a').source('b')).toBe('{"c":1}');
  });

  it('is capped in bytes before it is parsed', () => {
    expect(() => parseJsonObject(new TextEncoder().encode('{"a":1}'), 'doc', 7)).not.toThrow();
    expect(() => parseJsonObject(new TextEncoder().encode('{"a":1} '), 'doc', 7)).toThrow(
      expect.objectContaining({ why: 'larger than 7 bytes' }),
    );
  });

  it.each(['[]', '"a"', 'null', '1'])('refuses %s where a document must be an object', (text) => {
    expect(() => object(text)).toThrow(expect.objectContaining({ why: 'not an object' }));
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJsonObject(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 'doc', 10)).toThrow(Malformed);
  });
});

describe('members', () => {
  const value = object('{"s":"x","n":5,"b":true,"o":{},"a":[],"neg":-1,"half":0.5,"z":null}');

  it('are returned by name and type', () => {
    expect(value.string('s')).toBe('x');
    expect(value.natural('n')).toBe(5);
    expect(value.boolean('b')).toBe(true);
    expect(value.object('o').names).toEqual([]);
    expect(value.array('a').items).toEqual([]);
  });

  it.each([
    ['string', 'n'],
    ['string', 'z'],
    ['natural', 's'],
    ['natural', 'neg'],
    ['natural', 'half'],
    ['natural', 'b'],
    ['boolean', 'n'],
    ['boolean', 'z'],
    ['object', 'a'],
    ['object', 'z'],
    ['array', 'o'],
    ['array', 's'],
  ] as const)('of another type are Malformed: %s of %s', (read, name) => {
    expect(() => value[read](name)).toThrow(expect.objectContaining({ name: 'Malformed', field: `doc.${name}` }));
  });

  it.each(['string', 'natural', 'boolean', 'object', 'array'] as const)('that are missing are Malformed: %s', (read) => {
    expect(() => value[read]('nobody')).toThrow(expect.objectContaining({ field: 'doc.nobody', why: 'missing' }));
  });

  it('name their path, arrays included', () => {
    const deep = object('{"levels":[{"tcb":{"svn":"x"}}]}');
    const [first] = deep.array('levels').objects();
    expect(() => first?.object('tcb').natural('svn')).toThrow(expect.objectContaining({ field: 'doc.levels[0].tcb.svn' }));
  });
});

describe('items', () => {
  const items = (text: string): JsonArray => object(`{"a":${text}}`).array('a');

  it('are returned by type', () => {
    expect(items('["x","y"]').strings()).toEqual(['x', 'y']);
    expect(items('[0,1]').naturals()).toEqual([0, 1]);
    expect(items('[{},{}]').objects()).toHaveLength(2);
  });

  it.each([
    ['strings', '["x",1]'],
    ['naturals', '[0,-1]'],
    ['naturals', '[0,"1"]'],
    ['objects', '[{},[]]'],
    ['objects', '[{},null]'],
  ] as const)('of another type are Malformed: %s of %s', (read, text) => {
    expect(() => items(text)[read]()).toThrow(expect.objectContaining({ name: 'Malformed', field: 'doc.a[1]' }));
  });
});

describe('any text', () => {
  it('that JSON.parse writes is read as the same value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        let found: unknown;
        try {
          found = plain(parseJson(text, 'doc'));
        } catch (error) {
          // Only what JSON.parse would answer inexactly may be refused.
          expect(error).toMatchObject({ name: 'Malformed', why: 'integer not exact' });
          return;
        }
        expect(found).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is accepted only if JSON.parse accepts it, and then means the same', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"',
      '\\',
      '1',
      '-',
      '.5',
      'e9',
      'true',
      'null',
      ' ',
      '\n',
      'u',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        let found: unknown;
        try {
          found = plain(parseJson(text, 'doc'));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
          return;
        }
        expect(found).toEqual(JSON.parse(text));
      }),
      { numRuns: 20_000 },
    );
  });
});
