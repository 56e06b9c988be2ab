import { describe, expect, it } from 'vitest';
import { noble } from '../crypto/noble.ts';
import { at, block, CHECKPOINT, justified, OLD, target } from '../testing/substrate/relay-path.ts';
import { advance } from './light-path.ts';
import type { RelayState } from './relay-state.ts';

describe('votes', () => {
  const header = block(11);

  it('weighs votes', async () => {
    const heavy: RelayState = {
      ...CHECKPOINT,
      authorities: CHECKPOINT.authorities.map((one, index) => ({ ...one, weight: index === 0 ? 100 : 1 })),
    };
    expect(
      at(
        await advance(
          heavy,
          justified(
            header,
            OLD.filter((_, index) => index > 0),
          ),
          noble,
        ),
      ),
    ).toBe('too-few');
    expect(
      at(
        await advance(
          heavy,
          justified(
            header,
            OLD.filter((_, index) => index === 0),
          ),
          noble,
        ),
      ),
    ).toBe('advanced');
  });
});

describe('votes for later blocks', () => {
  const header = block(11);
  const next = block(12, target(header).hash);
  const later = block(13, target(next).hash);
  const votesFor = (bytes: Uint8Array) => OLD.map((voter, index) => ({ voter, block: target(index < 3 ? bytes : header) }));

  it('count when their headers lead down to the target', async () => {
    const supplied = justified(header, OLD, { votes: votesFor(later), ancestries: [later, next] });
    expect(at(await advance(CHECKPOINT, supplied, noble))).toBe('advanced');
  });

  it('are refused as a whole when a header on the way is missing', async () => {
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes: votesFor(later), ancestries: [later] }), noble))).toBe(
      'vote-not-on-target',
    );
  });

  it('are refused as a whole when they are on another fork', async () => {
    const fork = block(12, 'bb'.repeat(32));
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes: votesFor(fork), ancestries: [fork] }), noble))).toBe(
      'vote-not-on-target',
    );
  });

  it('are refused as a whole with an unneeded header, or a duplicate', async () => {
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { ancestries: [next] }), noble))).toBe('unused-ancestry');
    expect(
      at(await advance(CHECKPOINT, justified(header, OLD, { votes: votesFor(next), ancestries: [next, next] }), noble)),
    ).toBe('duplicate-ancestry');
  });

  it('are refused as a whole when a block has the wrong number', async () => {
    const votes = OLD.map((voter, index) => ({ voter, block: index === 0 ? { ...target(next), number: 13 } : target(header) }));
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes, ancestries: [next] }), noble))).toBe('number-differs');
    const same = OLD.map((voter, index) => ({ voter, block: index === 0 ? { ...target(header), number: 12 } : target(header) }));
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes: same }), noble))).toBe('number-differs');
  });

  it('of one voter for two blocks count once, and a third is refused', async () => {
    const votes = [
      ...OLD.map((voter) => ({ voter, block: target(header) })),
      ...OLD.slice(0, 1).map((voter) => ({ voter, block: target(next) })),
    ];
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes, ancestries: [next] }), noble))).toBe('advanced');
    const few = votes.filter((_, index) => index < 4 || index === 7);
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes: few, ancestries: [next] }), noble))).toBe('too-few');
    const third = [...votes, ...OLD.slice(0, 1).map((voter) => ({ voter, block: target(later) }))];
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes: third, ancestries: [next, later] }), noble))).toBe(
      'duplicate-vote',
    );
  });
});
