import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { noble } from '../crypto/noble.ts';
import { u64Of } from '../encoding/scale.ts';
import { authoritiesOf, digestItem, scheduledChange } from '../testing/substrate/finality.ts';
import { at, block, CHECKPOINT, justified, NEW, OLD, paraState, relayTrie, target } from '../testing/substrate/relay-path.ts';
import { readHeader } from './header.ts';
import { advance, parachainHead, parachainHeadKey, valuesUnder } from './light-path.ts';
import { readRelayState } from './relay-state.ts';
import { TIMESTAMP_KEY } from './teerex.ts';

describe('advancing by a justification', () => {
  const header = block(11);

  it('accepts a block that more than two thirds finalised', async () => {
    const result = await advance(
      CHECKPOINT,
      justified(
        header,
        OLD.filter((_, index) => index < 5),
      ),
      noble,
    );
    expect(at(result)).toBe('advanced');
    if (result.at === 'advanced')
      expect(result.state).toEqual({ ...CHECKPOINT, finalized: { number: 11, hash: target(header).hash } });
  });

  it('refuses one voter too few', async () => {
    expect(
      at(
        await advance(
          CHECKPOINT,
          justified(
            header,
            OLD.filter((_, index) => index < 4),
          ),
          noble,
        ),
      ),
    ).toBe('too-few');
  });

  it('refuses a voter of another set', async () => {
    expect(at(await advance(CHECKPOINT, justified(header, [...OLD, ...NEW.filter((_, index) => index < 1)]), noble))).toBe(
      'unknown-signer',
    );
  });

  it('refuses signatures made in another set or round', async () => {
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { setId: 4 }), noble))).toBe('signature');
    const other = justified(header, OLD, { round: 4 });
    const changed = Uint8Array.from(other.justification);
    changed[0] = 3;
    expect(at(await advance(CHECKPOINT, { header, justification: changed }, noble))).toBe('signature');
  });

  it('refuses one bad signature among enough good ones', async () => {
    const supplied = justified(header, OLD);
    const changed = Uint8Array.from(supplied.justification);
    // The last signature starts 97 bytes before the empty list of ancestries.
    changed[changed.length - 97] = (changed[changed.length - 97] ?? 0) ^ 1;
    expect(at(await advance(CHECKPOINT, { header, justification: changed }, noble))).toBe('signature');
  });

  it('refuses the same vote twice', async () => {
    const [first] = OLD;
    if (first === undefined) throw new Error('no voter');
    const votes = [...OLD, first].map((voter) => ({ voter, block: target(header) }));
    expect(at(await advance(CHECKPOINT, justified(header, OLD, { votes }), noble))).toBe('duplicate-vote');
  });

  it('refuses a justification of another block', async () => {
    const { justification } = justified(block(12), OLD);
    expect(at(await advance(CHECKPOINT, { header, justification }, noble))).toBe('other-block');
  });

  it('never goes back', async () => {
    expect(at(await advance(CHECKPOINT, justified(block(9), OLD), noble))).toBe('goes-back');
    expect(at(await advance(CHECKPOINT, justified(block(10), OLD), noble))).toBe('goes-back');
  });

  it('accepts its own block again, without any verification', async () => {
    const first = await advance(CHECKPOINT, justified(header, OLD), noble);
    if (first.at !== 'advanced') throw new Error('refused');
    expect(await advance(first.state, { header, justification: new Uint8Array() }, noble)).toEqual({
      at: 'advanced',
      state: first.state,
      header: readHeader(header),
    });
  });
});

describe('a change of voters', () => {
  const last = block(20, 'aa'.repeat(32), [
    digestItem('pre-runtime', 'BABE', new Uint8Array(8)),
    scheduledChange(authoritiesOf(NEW)),
  ]);
  const after = block(21, target(last).hash);

  it('hands over at the block that announces it', async () => {
    const handed = await advance(CHECKPOINT, justified(last, OLD), noble);
    if (handed.at !== 'advanced') throw new Error(handed.because);
    expect(handed.state.setId).toBe(6);
    expect(handed.state.authorities).toEqual(authoritiesOf(NEW));
    expect(at(await advance(handed.state, justified(after, OLD, { setId: 6 }), noble))).toBe('unknown-signer');
    expect(at(await advance(handed.state, justified(after, NEW, { setId: 5 }), noble))).toBe('signature');
    expect(at(await advance(handed.state, justified(after, NEW, { setId: 6 }), noble))).toBe('advanced');
  });

  it('survives as JSON midway', async () => {
    const handed = await advance(CHECKPOINT, justified(last, OLD), noble);
    if (handed.at !== 'advanced') throw new Error(handed.because);
    const resumed = readRelayState(JSON.stringify(handed.state));
    expect(resumed).toEqual(handed.state);
    expect(at(await advance(resumed, justified(after, NEW, { setId: 6 }), noble))).toBe('advanced');
  });

  it.each([
    ['delayed', scheduledChange(authoritiesOf(NEW), 3)],
    ['forced', digestItem('consensus', 'FRNK', Uint8Array.of(2, 0, 0, 0, 0))],
    ['a pause', digestItem('consensus', 'FRNK', Uint8Array.of(4, 0, 0, 0, 0))],
  ])('cannot be followed when it is %s', async (_, log) => {
    expect(at(await advance(CHECKPOINT, justified(block(20, 'aa'.repeat(32), [log]), OLD), noble))).toBe('cannot-follow');
  });

  it('cannot be followed when there are two', async () => {
    const two = [scheduledChange(authoritiesOf(NEW)), scheduledChange(authoritiesOf(OLD))];
    expect(at(await advance(CHECKPOINT, justified(block(20, 'aa'.repeat(32), two), OLD), noble))).toBe('cannot-follow');
  });

  it('skips a voter that was disabled', async () => {
    const log = digestItem('consensus', 'FRNK', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0));
    const result = await advance(CHECKPOINT, justified(block(20, 'aa'.repeat(32), [log]), OLD), noble);
    expect(result.at === 'advanced' && result.state.setId).toBe(5);
  });

  it.each([
    ['no voters', Uint8Array.of(1, 0, 0, 0, 0, 0)],
    [
      'the same voter twice',
      concat(Uint8Array.of(1, 8), ...[1, 2].map(() => concat(new Uint8Array(32), u64Of(1))), new Uint8Array(4)),
    ],
    ['a vote of no weight', concat(Uint8Array.of(1, 4), new Uint8Array(40), new Uint8Array(4))],
  ])('is refused when it names %s', async (_, data) => {
    expect(
      at(await advance(CHECKPOINT, justified(block(20, 'aa'.repeat(32), [digestItem('consensus', 'FRNK', data)]), OLD), noble)),
    ).toBe('malformed');
  });
});

describe('from the relay chain down to a value', () => {
  const relay = readHeader(block(11));

  it('proves the parachain’s header and a value under it', () => {
    const head = parachainHead(relay, relayTrie.prove([parachainHeadKey(2015)]), 2015);
    if (head.at !== 'proven') throw new Error(head.because);
    expect(head.header.number).toBe(90);
    const values = valuesUnder(head.header, paraState.prove([TIMESTAMP_KEY]), [TIMESTAMP_KEY]);
    expect(values.at === 'proven' && values.values.get(toHex(TIMESTAMP_KEY))).toEqual(u64Of(1_764_057_600_000));
  });

  it('says that a parachain does not exist', () => {
    expect(parachainHead(relay, relayTrie.prove([parachainHeadKey(2039)]), 2039)).toEqual({
      at: 'refused',
      because: 'no-such-parachain',
    });
  });

  it('refuses the proof of another parachain, and none', () => {
    expect(parachainHead(relay, relayTrie.prove([parachainHeadKey(2015)]), 2039).at).toBe('refused');
    expect(parachainHead(relay, [], 2015)).toEqual({ at: 'refused', because: 'missing-node' });
  });
});

describe('any byte of the path changed', () => {
  const header = block(11);
  const next = block(12, target(header).hash);
  const votes = OLD.map((voter, index) => ({ voter, block: target(index === 0 ? next : header) }));
  const supplied = justified(header, OLD, { votes, ancestries: [next] });

  it('is never accepted', async () => {
    for (const part of ['header', 'justification'] as const) {
      for (let index = 0; index < supplied[part].length; index += 1) {
        const changed = Uint8Array.from(supplied[part]);
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
        expect(at(await advance(CHECKPOINT, { ...supplied, [part]: changed }, noble)), `${part} byte ${String(index)}`).not.toBe(
          'advanced',
        );
      }
    }
  });

  it('and any truncation is an answer, not an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('header', 'justification'),
        fc.nat(400),
        fc.uint8Array({ maxLength: 80 }),
        async (part, cut, tail) => {
          const kept = supplied[part as 'header'];
          const changed = concat(
            kept.filter((_, index) => index < cut % kept.length),
            tail,
          );
          expect(at(await advance(CHECKPOINT, { ...supplied, [part]: changed }, noble))).not.toBe('advanced');
        },
      ),
      { numRuns: 200 },
    );
  });
});
