import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { answering, knownWorld, problem } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { LINK, observed, openWorld, ORIGIN, unobserved, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

describe('a failure', () => {
  async function failed(): Promise<World> {
    const world = await knownWorld();
    world.around.say = answering(world, 'tampered');
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('failed');
    return world;
  }

  it('stays while the next check is under way or cannot be made, and goes with a complete one', async () => {
    const world = await failed();
    world.around.say = () => Promise.resolve(problem('net.timeout'));
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view).toMatchObject({ badge: 'failed', state: { at: 'unavailable' } });
    expect(view.standing?.findings.length).toBeGreaterThan(0);
    world.around.say = answering(world);
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', standing: null });
    expect(new Set(world.shown.slice(4, -1).map(({ badge }) => badge))).toEqual(new Set(['failed']));
  });

  it('of the connection is answered only by a connection that was seen to end where it should', async () => {
    const world = await knownWorld();
    const other = p256Key('somebody in between');
    world.around.carry = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [world.around.tlsKey], now: world.around.now }),
        channel: observed(other),
      });
    world.around.ownChannel = observed(other);
    await world.arrive(TAB, { channel: observed(other) });
    expect((await world.settled(TAB)).badge).toBe('failed');
    world.around.carry = null;
    await world.calls['site.check'].run({ tabId: TAB });
    expect((await world.settled(TAB)).badge).toBe('failed');
    await world.calls['settings.put'].run(await world.calls['settings.get'].run(null));
    expect((await world.settled(TAB)).badge).toBe('failed');
    await world.arrive(TAB, { channel: unobserved('from-cache') });
    expect((await world.settled(TAB)).badge).toBe('failed');
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', standing: null });
  });

  it('stays when the next evidence cannot be read', async () => {
    const world = await failed();
    world.around.say = answering(world, 'truncated');
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('failed');
  });

  it('becomes missing when the site announces nothing any more', async () => {
    const world = await failed();
    await world.arrive(TAB, { links: [] });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'missing', state: { at: 'missing', pin: 'failed-before' } });
    await world.arrive(TAB, { links: [], url: `${ORIGIN}/again` });
    expect((await world.settled(TAB)).badge).toBe('missing');
  });

  it('does not follow the tab to another origin, nor back', async () => {
    const world = await failed();
    await world.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await world.settled(TAB)).badge).toBe('none');
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).badge).toBe('none');
  });
});

describe('a connection that was seen to end at another key, which a second look did not settle', () => {
  const other = p256Key('somebody in between');

  async function mismatched(): Promise<World> {
    const world = await knownWorld();
    await world.arrive(TAB, { channel: observed(other) });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'caution', standing: null });
    return world;
  }

  it('stays amber when nothing is seen of the next one, when nothing is announced, and when the check cannot be made', async () => {
    const world = await mismatched();
    await world.arrive(TAB, { channel: unobserved('from-cache') });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'caution', standing: { worst: 'caution' } });
    // Nobody remembers that it attested before, so nobody asks.
    await world.ports.pins.remove(ORIGIN);
    await world.arrive(TAB, { links: [] });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'caution', state: { at: 'none' } });
    world.around.say = () => Promise.resolve(problem('net.timeout'));
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'caution', state: { at: 'unavailable' } });
    expect(new Set(world.shown.slice(3).map(({ badge }) => badge))).toEqual(new Set(['caution']));
  });

  it('is answered by a connection that was seen to end where it should', async () => {
    const world = await mismatched();
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', standing: null });
  });

  it('does not lift a failure that stood before it', async () => {
    const world = await knownWorld();
    world.around.say = answering(world, 'tampered');
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('failed');
    world.around.say = () => Promise.resolve(problem('net.timeout'));
    await world.arrive(TAB, { channel: observed(other) });
    expect((await world.settled(TAB)).badge).toBe('failed');
  });

  it('does not follow the tab to another origin', async () => {
    const world = await mismatched();
    await world.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await world.settled(TAB)).badge).toBe('none');
  });
});

describe('code that changed', () => {
  it('is said for a day, and not when somebody whom the user follows reviewed it', async () => {
    const world = openWorld();
    await world.arrive(TAB);
    await world.settled(TAB);
    world.around.say = answering(world, 'other-code');
    world.around.now += 60_000;
    for (let time = 0; time < 2; time += 1) {
      await world.arrive(TAB);
      expect((await world.settled(TAB)).badge).toBe('changed');
    }
    world.around.now += 25 * 60 * 60 * 1000;
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('unaudited');
    world.around.say = answering(world);
    await world.accept({ tee: 'sgx', registers: sgxAttester.reference });
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({
      badge: 'verified',
      state: { continuity: { kind: 'changed', reviewed: true } },
    });
  });
});

describe('the back button', () => {
  it('gives a document that comes out of memory what was seen when it arrived, and no other', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { documentId: 'first' });
    await world.settled(TAB);
    await world.arrive(TAB, { links: [], url: 'https://other.test/', documentId: 'second' });
    await world.arrive(TAB, { documentId: 'first', restored: true, channel: unobserved('from-bfcache'), links: [] });
    expect((await world.settled(TAB)).badge).toBe('verified');
    await world.arrive(TAB, { documentId: 'never seen', restored: true, channel: unobserved('from-bfcache'), links: [LINK] });
    expect((await world.settled(TAB)).badge).toBe('unbound');
  });
});

describe('a result that expires', () => {
  it('is no longer green, and is checked again', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    const until = view.state.at === 'judged' ? Date.parse(view.state.result.goodUntil) : 0;
    expect(world.alarms.get('good-until')).toBe(until + 1);
    world.around.now = until;
    expect((await world.view(TAB)).badge).toBe('unavailable');
    world.around.now = until + 1;
    await world.tabs.expired(TAB);
    expect((await world.settled(TAB)).badge).toBe('verified');
    expect(world.asked).toHaveLength(2);
  });
});
