import { describe, expect, it } from 'vitest';
import { suppliedBy, type Giver } from '../endorsement.ts';
import { copiesOf } from './copies.ts';
import type { DcapNeed } from './need.ts';

const NEED: DcapNeed = { kind: 'dcap.root-crl' };
const supplied = (from: Giver, byte: number, need: DcapNeed = NEED) => suppliedBy(from, [{ need, bytes: Uint8Array.of(byte) }]);
const bytesOf = (...all: readonly ReturnType<typeof supplied>[]): readonly number[] =>
  copiesOf(all.flat(), NEED).map(({ bytes }) => bytes[0] ?? -1);

describe('the copies of one document', () => {
  it('are examined in the order of who should have had a good one, whatever the order in which they came', () => {
    const givers: readonly Giver[] = ['manufacturer', 'cache', 'list', 'caller', 'evidence', 'site'];
    const all = givers.map((giver, at) => supplied(giver, at));
    expect(bytesOf(...all)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(bytesOf(...all.toReversed())).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are limited to eight, so that a site cannot have a thousand signatures verified', () => {
    const many = Array.from({ length: 1000 }, (_, at) => supplied('site', at % 256));
    expect(bytesOf(...many)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(bytesOf(...many, supplied('cache', 99))).toEqual([99, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('are of that document only', () => {
    expect(bytesOf(supplied('site', 1, { kind: 'dcap.pck-crl', ca: 'platform' }), supplied('site', 2))).toEqual([2]);
  });
});
