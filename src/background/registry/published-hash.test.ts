// Covers: metadata/runtime.ts, ../../verifier/substrate/published-hash.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../../verifier/malformed.ts';
import { publishedHashAt } from '../../verifier/substrate/published-hash.ts';
import { readRuntimeTypes } from '../../verifier/substrate/metadata.ts';
import { encodeEvents, EXTRINSIC_SUCCESS, publishedHash } from '../../verifier/testing/substrate/pallets.ts';
import { buildMetadata } from './metadata/runtime.ts';

const fill = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
const types = readRuntimeTypes(buildMetadata(2015));
const events = encodeEvents([
  EXTRINSIC_SUCCESS,
  publishedHash(fill(1), fill(2), fill(3, 4)),
  publishedHash(fill(4), fill(5), fill(6, 0)),
  EXTRINSIC_SUCCESS,
]);

describe('a published hash among the events of a block', () => {
  it('is found by its index', () => {
    expect(publishedHashAt(events, 1, types)).toEqual({
      mrEnclave: '01'.repeat(32),
      hash: '02'.repeat(32),
      data: '03'.repeat(4),
    });
    expect(publishedHashAt(events, 2, types)).toEqual({ mrEnclave: '04'.repeat(32), hash: '05'.repeat(32), data: '' });
  });

  it('is not found where there is another event, or none', () => {
    expect(publishedHashAt(events, 0, types)).toBeNull();
    expect(publishedHashAt(events, 4, types)).toBeNull();
    expect(publishedHashAt(encodeEvents([]), 0, types)).toBeNull();
  });

  it('with more data than the pallet admits is refused', () => {
    expect(() => publishedHashAt(encodeEvents([publishedHash(fill(1), fill(2), fill(3, 101))]), 0, types)).toThrow(Malformed);
  });

  it('is never misread from truncated events', () => {
    for (let length = 0; length < events.length; length += 1) {
      expect(() => publishedHashAt(events.slice(0, length), 1, types)).toThrow(Malformed);
    }
  });

  it('survives any events and any metadata', () => {
    const metadata = buildMetadata(2015);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(metadata.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const changed = Uint8Array.from(metadata, (byte, index) => (index === at ? byte ^ by : byte));
          for (const [read, from] of [
            [events, changed],
            [bytes, metadata],
          ] as const) {
            try {
              publishedHashAt(read, 1, readRuntimeTypes(from));
            } catch (error) {
              expect(error).toBeInstanceOf(Malformed);
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
