// Covers: metadata.ts, published-hash.ts, type-registry.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unlessMalformed } from '../malformed.ts';
import { encodeEvents, publishedHash } from '../testing/substrate/pallets.ts';
import type { RuntimeTypes } from './metadata.ts';
import { publishedHashAt } from './published-hash.ts';
import type { TypeDef } from './type-registry.ts';

/** More look-ups than the longest honest list of events needs; a circular walk needs any number. */
const MAX_LOOKUPS = 5_000_000;

/** A registry that notices an endless walk, which a hanging test would not report. */
class CountedTypes extends Map<number, TypeDef> {
  #lookups = 0;

  override get(id: number): TypeDef | undefined {
    this.#lookups += 1;
    if (this.#lookups > MAX_LOOKUPS) throw new Error('walked for ever');
    return super.get(id);
  }
}

const EVENTS = 0;
const EVENT = 0;

/** Metadata whose list of events is type 0, and whose other types are these, numbered from 1. */
const runtime = (...types: readonly TypeDef[]): RuntimeTypes => ({
  types: new CountedTypes([[EVENTS, { kind: 'sequence', of: 1 }], ...types.map((def, index) => [index + 1, def] as const)]),
  pallets: [{ name: 'EnclaveBridge', index: 54, event: EVENT }],
  events: EVENTS,
});

const field = (type: number): { name: null; type: number } => ({ name: null, type });
const box = (of: number): TypeDef => ({ kind: 'composite', fields: [field(of)] });

function outcome(events: Uint8Array, types: RuntimeTypes): string {
  return unlessMalformed(() => {
    publishedHashAt(events, 0, types);
    return 'read';
  }, 'malformed');
}

const SOME = encodeEvents([publishedHash(new Uint8Array(32), new Uint8Array(32), new Uint8Array())]);

describe('metadata made to be walked endlessly', () => {
  it.each<[string, RuntimeTypes]>([
    ['a record that is a box of itself', runtime(box(1))],
    ['two boxes, each in the other', runtime(box(2), box(1))],
    [
      'a long chain of boxes that ends in its own middle',
      runtime(...Array.from({ length: 5000 }, (_, at) => box(at === 4999 ? 2500 : at + 2))),
    ],
    ['a record with two fields of its own type', runtime({ kind: 'composite', fields: [field(1), field(1)] })],
    ['a list of itself', runtime({ kind: 'composite', fields: [field(2), field(2)] }, { kind: 'sequence', of: 2 })],
    [
      'an array of four milliards of nothing',
      runtime(
        { kind: 'composite', fields: [field(2), field(2)] },
        { kind: 'array', length: 2 ** 32 - 1, of: 3 },
        { kind: 'tuple', of: [] },
      ),
    ],
    [
      'nothing, doubled forty times',
      runtime(
        { kind: 'composite', fields: [field(2), field(2)] },
        ...Array.from({ length: 40 }, (_, at): TypeDef => ({ kind: 'tuple', of: [at + 3, at + 3] })),
        { kind: 'tuple', of: [] },
      ),
    ],
    ['bits stored in bits', runtime({ kind: 'composite', fields: [field(2), field(2)] }, { kind: 'bits', store: 2 })],
  ])('is refused: %s', (_, types) => {
    expect(outcome(SOME, types)).toBe('malformed');
  });

  it('is read or refused, whatever its types refer to', () => {
    const id = fc.nat(8);
    const fields = fc.array(fc.record({ name: fc.constantFrom(null, 'event'), type: id }), { maxLength: 3 });
    const def = fc.oneof<fc.Arbitrary<TypeDef>[]>(
      fields.map((all) => ({ kind: 'composite', fields: all })),
      fc.array(fields, { maxLength: 3 }).map((all) => ({
        kind: 'variant',
        variants: all.map((some, index) => ({ name: 'PublishedHash', index, fields: some })),
      })),
      id.map((of) => ({ kind: 'sequence', of })),
      fc.record({ kind: fc.constant('array' as const), length: fc.nat(2 ** 32 - 1), of: id }),
      fc.array(id, { maxLength: 3 }).map((of) => ({ kind: 'tuple', of })),
      fc.constantFrom<TypeDef>({ kind: 'primitive', size: 1 }, { kind: 'primitive', size: 'text' }, { kind: 'compact' }),
      id.map((store) => ({ kind: 'bits', store })),
    );
    fc.assert(
      fc.property(fc.array(def, { minLength: 1, maxLength: 8 }), fc.uint8Array({ maxLength: 64 }), (types, bytes) => {
        expect(['read', 'malformed']).toContain(outcome(bytes, runtime(...types)));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
