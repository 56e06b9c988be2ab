import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { answering, knownWorld, problem } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed, openWorld, ORIGIN, unobserved, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

describe('a document that announces itself', () => {
  it('is verified when code, key and nonce are right', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view.badge).toBe('verified');
    expect(view.state).toMatchObject({ at: 'judged', announcedBy: 'response-header', continuity: { kind: 'first' } });
    expect(world.asked).toEqual([ORIGIN]);
    expect(world.shown.map(({ badge }) => badge)).toEqual(['checking', 'checking', 'checking', 'verified']);
    expect(world.reported).toEqual([]);
  });

  it('is unaudited while nobody named the code, and verified as soon as the user accepts it', async () => {
    const world = openWorld();
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('unaudited');
    const entry = await world.acceptShown(TAB, { everywhere: false, note: 'mine' });
    expect(entry).toMatchObject({ tee: 'sgx', registers: sgxAttester.reference, origin: ORIGIN, note: 'mine' });
    expect((await world.settled(TAB)).badge).toBe('verified');
    await world.calls['allowlist.remove'].run({ id: entry.id });
    expect((await world.settled(TAB)).badge).toBe('unaudited');
    expect(world.asked).toHaveLength(1);
  });

  it('is asked again rather than judged again when what it said is old', async () => {
    const world = openWorld();
    await world.arrive(TAB);
    await world.settled(TAB);
    world.around.now += 10 * 60 * 1000;
    await world.acceptShown(TAB, { everywhere: true, note: '' });
    expect((await world.settled(TAB)).badge).toBe('verified');
    expect(world.asked).toHaveLength(2);
  });

  it.each(['tampered', 'debug', 'revoked', 'wrong-key', 'wrong-root', 'wrong-report-data'] as const)(
    'is failed when %s',
    async (fault) => {
      const world = await knownWorld();
      world.around.say = answering(world, fault);
      await world.arrive(TAB);
      expect((await world.settled(TAB)).badge).toBe('failed');
    },
  );

  it('is grey when its evidence cannot be read, with the finding that says so', async () => {
    const world = await knownWorld();
    world.around.say = answering(world, 'truncated');
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(view.state.at === 'judged' ? view.state.problems.map(({ code }) => code) : []).toEqual(['document.malformed']);
    expect(view.state.at === 'judged' ? view.state.result.findings[0] : null).toMatchObject({
      check: 'evidence.well-formed',
      outcome: 'fail',
    });
  });

  it('is grey, with the problem, when endorsements are missing and may not be asked for', async () => {
    const world = await knownWorld();
    world.around.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [world.around.tlsKey], now: world.around.now, endorsements: false }),
      });
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(view.state.at === 'judged' ? view.state.problems.map(({ code }) => code) : []).toContain('endorsement.unavailable');
  });

  it.each(['net.unreachable', 'net.timeout', 'net.too-large', 'net.media-type'] as const)('is grey for %s', async (code) => {
    const world = await knownWorld();
    world.around.say = () => Promise.resolve(problem(code));
    await world.arrive(TAB);
    const view = await world.settled(TAB);
    expect(view).toMatchObject({ badge: 'unavailable', state: { at: 'unavailable', problem: { code } } });
    world.around.say = answering(world);
    await world.calls['site.check'].run({ tabId: TAB });
    expect((await world.settled(TAB)).badge).toBe('verified');
  });

  it('asks to check the clock when the manufacturer signed something later than now, and is not red', async () => {
    const world = await knownWorld();
    const theirs = world.around.now;
    world.around.say = (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [world.around.tlsKey], now: theirs }) });
    world.around.now -= 30 * 24 * 60 * 60 * 1000;
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { at: 'unavailable', problem: { code: 'clock.behind', remedy: 'check-clock' } },
    });
  });

  it('is red all the same when something else is wrong while the clock is behind', async () => {
    const world = await knownWorld();
    const theirs = world.around.now;
    world.around.say = (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [world.around.tlsKey], now: theirs, fault: 'debug' }) });
    world.around.now -= 30 * 24 * 60 * 60 * 1000;
    await world.arrive(TAB);
    expect((await world.settled(TAB)).badge).toBe('failed');
  });

  it('is grey when the mistake is ours, and the mistake is reported', async () => {
    const world = await knownWorld();
    world.around.say = () => Promise.reject(new RangeError('boom'));
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'internal', facts: { name: 'RangeError' } } },
    });
    expect(world.reported).toHaveLength(1);
  });

  it('is bound to nothing when the document came from a cache', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { channel: unobserved('from-cache') });
    expect((await world.settled(TAB)).badge).toBe('unbound');
  });

  it('is bound to nothing when a service worker controls it, or when nobody could say', async () => {
    for (const controlled of [true, null]) {
      const world = await knownWorld();
      world.around.controlled = controlled;
      await world.arrive(TAB);
      const view = await world.settled(TAB);
      expect(view.badge).toBe('unbound');
      const finding =
        view.state.at === 'judged' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
      expect(finding?.facts).toEqual({ because: controlled === true ? 'service-worker' : 'permission-missing' });
    }
  });
});

describe('another key than the attested one', () => {
  const other = p256Key('somebody else');

  async function mismatched(carry: World['around']['carry'], own = observed(other)): Promise<World> {
    const world = await knownWorld();
    world.around.carry = carry;
    world.around.ownChannel = own;
    await world.arrive(TAB, { channel: observed(other) });
    await world.settled(TAB);
    return world;
  }
  const carrying =
    (attested: readonly ReturnType<typeof p256Key>[], seen: ReturnType<typeof p256Key> | null): World['around']['carry'] =>
    (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: attested, now: Date.parse('2026-11-25T08:00:00Z') }),
        channel: seen === null ? unobserved('browser-cannot-see') : observed(seen),
      });
  const site = p256Key('the site’s certificate');

  it('is red when the second look finds it again', async () => {
    const world = await mismatched(carrying([site], other));
    const view = await world.view(TAB);
    expect(view.badge).toBe('failed');
    const finding =
      view.state.at === 'judged' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
    expect(finding).toMatchObject({ outcome: 'fail', facts: { because: 'other-key' } });
  });

  it('is red when the second look finds yet another one', async () => {
    expect((await (await mismatched(carrying([site], p256Key('a third')))).view(TAB)).badge).toBe('failed');
  });

  it('is amber when the background’s own connection ended where its evidence says: the site has nodes of its own', async () => {
    expect((await (await mismatched(carrying([site], other), observed(site))).view(TAB)).badge).toBe('caution');
  });

  it('is amber when nothing was seen of the background’s own connection', async () => {
    const own = unobserved('browser-cannot-see');
    expect((await (await mismatched(carrying([site], other), own)).view(TAB)).badge).toBe('caution');
  });

  it('is amber when this site’s evidence named it earlier in this session: a TLS session may have been taken up again', async () => {
    const world = await knownWorld();
    world.around.say = (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [other], now: world.around.now }) });
    await world.arrive(TAB, { channel: observed(other) });
    expect((await world.settled(TAB)).badge).toBe('verified');
    world.around.say = answering(world);
    world.around.carry = carrying([site], other);
    world.around.ownChannel = observed(other);
    await world.arrive(TAB, { channel: observed(other) });
    expect((await world.settled(TAB)).badge).toBe('caution');
  });

  it('is verified when the node at the other end attests it', async () => {
    expect((await (await mismatched(carrying([other], other))).view(TAB)).badge).toBe('verified');
  });

  it('is amber, neither red nor a tick, when the fresh response came over the attested key', async () => {
    expect((await (await mismatched(carrying([site], site))).view(TAB)).badge).toBe('caution');
  });

  it('is amber when nothing was seen of the second look, or whoever is asked refuses it or answers nonsense', async () => {
    expect((await (await mismatched(carrying([site], null))).view(TAB)).badge).toBe('caution');
    expect((await (await mismatched(() => Promise.resolve(null))).view(TAB)).badge).toBe('caution');
    expect(
      (await (await mismatched(() => Promise.resolve({ bytes: new Uint8Array(9), channel: observed(other) }))).view(TAB)).badge,
    ).toBe('caution');
  });

  it('is not looked at twice when the evidence is bad anyway', async () => {
    const world = await knownWorld();
    const carry = vi.fn<NonNullable<World['around']['carry']>>(() => Promise.resolve(null));
    world.around.carry = carry;
    world.around.say = answering(world, 'debug');
    await world.arrive(TAB, { channel: observed(other) });
    expect((await world.settled(TAB)).badge).toBe('failed');
    expect(carry).not.toHaveBeenCalled();
  });
});
