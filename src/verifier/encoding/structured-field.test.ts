import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, unlessMalformed } from '../malformed.ts';
import {
  MAX_STRUCTURED_FIELD_CHARACTERS,
  readDictionary,
  writeDictionary,
  type BareItem,
  type Dictionary,
  type InnerList,
  type Item,
  type Parameters,
} from './structured-field.ts';

const read = (text: string): Dictionary => readDictionary(text, 'field');
const integer = (value: number): BareItem => ({ kind: 'integer', value });

const nameOf = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,6}$/);
const bare: fc.Arbitrary<BareItem> = fc.oneof(
  fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map((value) => integer(value)),
  fc.stringMatching(/^[\x20-\x7e]{0,8}$/).map((value) => ({ kind: 'string' as const, value })),
  fc.stringMatching(/^[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]{0,6}$/).map((value) => ({ kind: 'token' as const, value })),
  fc.uint8Array({ maxLength: 8 }).map((value) => ({ kind: 'bytes' as const, value })),
  fc.boolean().map((value) => ({ kind: 'boolean' as const, value })),
);
const parameters: fc.Arbitrary<Parameters> = fc
  .array(fc.tuple(nameOf, bare), { maxLength: 3 })
  .map((entries) => new Map(entries));
const item: fc.Arbitrary<Item> = fc.record({ kind: fc.constant('item' as const), value: bare, parameters });
const innerList: fc.Arbitrary<InnerList> = fc.record({
  kind: fc.constant('inner-list' as const),
  items: fc.array(item, { maxLength: 3 }),
  parameters,
});
const dictionary: fc.Arbitrary<Dictionary> = fc
  .array(fc.tuple(nameOf, fc.oneof(item, innerList)), { maxLength: 4 })
  .map((entries) => new Map(entries));

describe('a dictionary of structured fields', () => {
  it('is read back as it was written, whatever its content', () => {
    fc.assert(
      fc.property(dictionary, (written) => {
        expect(read(writeDictionary(written))).toEqual(written);
      }),
    );
  });

  it('has one spelling: the serialiser’s is read, and everything else is Malformed', () => {
    const pieces = [
      'a',
      'b=',
      '(',
      ')',
      ' ',
      ', ',
      ',',
      ';',
      '"x"',
      '\\',
      ':AA==:',
      '?1',
      '?0',
      '=1',
      '-0',
      '007',
      '1.5',
      '@1',
      '\t',
      'é',
    ];
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    );
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const found = unlessMalformed(() => read(text), null);
        if (found === null) return;
        accepted += 1;
        expect(writeDictionary(found)).toBe(text);
      }),
      { numRuns: 2000, examples: [['a=1, b=("x";y z);c']] },
    );
    expect(accepted).toBeGreaterThan(1);
  });

  it.each<[string, string]>([
    ['a name twice', 'a=1, a=2'],
    ['a parameter twice', 'a;b;b'],
    ['an upper-case name', 'A=1'],
    ['a comma at the end', 'a=1, '],
    ['no space behind a comma', 'a=1,b=2'],
    ['a space before a comma', 'a=1 , b=2'],
    ['a space at the end', 'a=1 '],
    ['a space behind a semicolon', 'a=1; b'],
    ['two spaces in a list', 'a=("x"  "y")'],
    ['a list that does not end', 'a=("x"'],
    ['a list in a list', 'a=(("x"))'],
    ['leading zeros', 'a=01'],
    ['minus nothing', 'a=-0'],
    ['sixteen digits', 'a=1234567890123456'],
    ['a decimal', 'a=1.0'],
    ['a date', 'a=@1659578233'],
    ['a text beyond ASCII', 'a=%"f%c3%bc%c3%bc"'],
    ['a string that does not end', 'a="x'],
    ['an escape of what needs none', String.raw`a="\x"`],
    ['a control character', 'a="\u0000"'],
    ['bytes without their padding', 'a=:AA:'],
    ['bytes with bits left over', 'a=:AB==:'],
    ['bytes that do not end', 'a=:AAAA'],
    ['true written out', 'a=?1'],
    ['a truth that is neither', 'a=?2'],
    ['no value', 'a='],
    ['a line break', 'a=1\nb=2'],
  ])('with %s is refused', (_, text) => {
    expect(() => read(text)).toThrow(Malformed);
  });

  it('is refused if longer than any field needs, and read up to that length', () => {
    const long = (length: number): string => `a="${'x'.repeat(length - 4)}"`;
    expect(read(long(MAX_STRUCTURED_FIELD_CHARACTERS)).size).toBe(1);
    expect(() => read(long(MAX_STRUCTURED_FIELD_CHARACTERS + 1))).toThrow('too long');
  });

  it('keeps the order of its members and parameters, which is signed', () => {
    const found = read('b=("z" "y");q=2;p=1, a');
    expect([...found.keys()]).toEqual(['b', 'a']);
    expect([...(found.get('b')?.parameters.keys() ?? [])]).toEqual(['q', 'p']);
  });
});
