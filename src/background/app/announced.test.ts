// Covers: check-run.ts, appraise-site.ts
import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { answering, knownBackground, problem } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed, openTestBackground, ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

describe('a document that announces itself', () => {
  it('is verified when code, key and nonce are right', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view.badge).toBe('verified');
    expect(view.state).toMatchObject({ at: 'appraised', announcedBy: 'response-header', continuity: { kind: 'first' } });
    expect(background.asked).toEqual([ORIGIN]);
    expect(background.shown.map(({ badge }) => badge)).toEqual(['checking', 'checking', 'checking', 'verified']);
    expect(background.reported).toEqual([]);
  });

  it('is unaudited while nobody has named the code, and verified as soon as the user accepts it', async () => {
    const background = openTestBackground();
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    const entry = await background.acceptShown(TAB, { everywhere: false, note: 'mine' });
    expect(entry).toMatchObject({ tee: 'sgx', registers: sgxAttester.reference, origins: [ORIGIN], note: 'mine' });
    expect((await background.settled(TAB)).badge).toBe('verified');
    await background.calls['allowlist.remove'].run({ id: entry.id });
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    expect(background.asked).toHaveLength(1);
  });

  it('is asked again rather than appraised again when its answer is old', async () => {
    const background = openTestBackground();
    await background.arrive(TAB);
    await background.settled(TAB);
    background.surroundings.now += 10 * 60 * 1000;
    await background.acceptShown(TAB, { everywhere: true, note: '' });
    expect((await background.settled(TAB)).badge).toBe('verified');
    expect(background.asked).toHaveLength(2);
  });

  it.each(['tampered', 'debug', 'revoked', 'wrong-key', 'wrong-root', 'wrong-report-data'] as const)(
    'is failed when %s',
    async (fault) => {
      const background = await knownBackground();
      background.surroundings.say = answering(background, fault);
      await background.arrive(TAB);
      expect((await background.settled(TAB)).badge).toBe('failed');
    },
  );

  it('is grey when its evidence cannot be read, with the finding that says so', async () => {
    const background = await knownBackground();
    background.surroundings.say = answering(background, 'truncated');
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(view.state.at === 'appraised' ? view.state.problems.map(({ code }) => code) : []).toEqual(['document.malformed']);
    expect(view.state.at === 'appraised' ? view.state.result.findings[0] : null).toMatchObject({
      check: 'evidence.well-formed',
      outcome: 'fail',
    });
  });

  it('is grey, with the problem, when endorsements are missing and may not be asked for', async () => {
    const background = await knownBackground();
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({
          origin,
          nonce,
          keys: [background.surroundings.tlsKey],
          now: background.surroundings.now,
          endorsements: false,
        }),
      });
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view.badge).toBe('unavailable');
    expect(view.state.at === 'appraised' ? view.state.problems.map(({ code }) => code) : []).toContain('endorsement.unavailable');
  });

  it.each(['net.unreachable', 'net.timeout', 'net.too-large', 'net.media-type'] as const)('is grey for %s', async (code) => {
    const background = await knownBackground();
    background.surroundings.say = () => Promise.resolve(problem(code));
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view).toMatchObject({ badge: 'unavailable', state: { at: 'unavailable', problem: { code } } });
    background.surroundings.say = answering(background);
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    expect((await background.settled(TAB)).badge).toBe('verified');
  });

  it('asks to check the clock when the manufacturer signed something later than now, and is not red', async () => {
    const background = await knownBackground();
    const theirs = background.surroundings.now;
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [background.surroundings.tlsKey], now: theirs }) });
    background.surroundings.now -= 30 * 24 * 60 * 60 * 1000;
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { at: 'unavailable', problem: { code: 'clock.behind', remedy: 'check-clock' } },
    });
  });

  it('is red anyway when something else is wrong while the clock is behind', async () => {
    const background = await knownBackground();
    const theirs = background.surroundings.now;
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [background.surroundings.tlsKey], now: theirs, fault: 'debug' }),
      });
    background.surroundings.now -= 30 * 24 * 60 * 60 * 1000;
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
  });

  it('is grey when the fault is ours, and the fault is reported', async () => {
    const background = await knownBackground();
    background.surroundings.say = () => Promise.reject(new RangeError('boom'));
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { problem: { code: 'internal', facts: { name: 'RangeError' } } },
    });
    expect(background.reported).toHaveLength(1);
  });

  it('has no channel when the document came from a cache', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { channel: unobserved('from-cache') });
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });

  it('has no channel when a service worker controls it, or when that is unknown', async () => {
    for (const controlled of [true, null]) {
      const background = await knownBackground();
      background.surroundings.controlled = controlled;
      await background.arrive(TAB);
      const view = await background.settled(TAB);
      expect(view.badge).toBe('unbound');
      const finding =
        view.state.at === 'appraised' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
      expect(finding?.facts).toEqual({ because: controlled === true ? 'service-worker' : 'permission-missing' });
    }
  });
});

describe('a key other than the attested one', () => {
  const other = p256Key('somebody else');

  async function mismatched(carry: TestBackground['surroundings']['carry'], own = observed(other)): Promise<TestBackground> {
    const background = await knownBackground();
    background.surroundings.carry = carry;
    background.surroundings.ownChannel = own;
    await background.arrive(TAB, { channel: observed(other) });
    await background.settled(TAB);
    return background;
  }
  const carrying =
    (
      attested: readonly ReturnType<typeof p256Key>[],
      seen: ReturnType<typeof p256Key> | null,
    ): TestBackground['surroundings']['carry'] =>
    (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: attested, now: Date.parse('2026-11-25T08:00:00Z') }),
        channel: seen === null ? unobserved('browser-cannot-see') : observed(seen),
      });
  const site = p256Key('the site’s certificate');

  it('is red when the second look finds it again', async () => {
    const background = await mismatched(carrying([site], other));
    const view = await background.view(TAB);
    expect(view.badge).toBe('failed');
    const finding =
      view.state.at === 'appraised' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
    expect(finding).toMatchObject({ outcome: 'fail', facts: { because: 'other-key' } });
  });

  it('is red when the second look finds yet another one', async () => {
    expect((await (await mismatched(carrying([site], p256Key('a third')))).view(TAB)).badge).toBe('failed');
  });

  it('is amber when the background’s own connection ended where its evidence says: the site has several nodes', async () => {
    expect((await (await mismatched(carrying([site], other), observed(site))).view(TAB)).badge).toBe('caution');
  });

  it('is amber when the background’s own connection was not seen', async () => {
    const own = unobserved('browser-cannot-see');
    expect((await (await mismatched(carrying([site], other), own)).view(TAB)).badge).toBe('caution');
  });

  it('is amber when this site’s evidence named it earlier in this session: a TLS session may have been resumed', async () => {
    const background = await knownBackground();
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [other], now: background.surroundings.now }) });
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('verified');
    background.surroundings.say = answering(background);
    background.surroundings.carry = carrying([site], other);
    background.surroundings.ownChannel = observed(other);
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('caution');
  });

  it('is verified when the node at the other end attests it', async () => {
    expect((await (await mismatched(carrying([other], other))).view(TAB)).badge).toBe('verified');
  });

  it('is amber, neither red nor a tick, when the fresh response came over the attested key', async () => {
    expect((await (await mismatched(carrying([site], site))).view(TAB)).badge).toBe('caution');
  });

  it('is amber when the second look shows nothing, is refused, or is answered with nonsense', async () => {
    expect((await (await mismatched(carrying([site], null))).view(TAB)).badge).toBe('caution');
    expect((await (await mismatched(() => Promise.resolve(null))).view(TAB)).badge).toBe('caution');
    expect(
      (await (await mismatched(() => Promise.resolve({ bytes: new Uint8Array(9), channel: observed(other) }))).view(TAB)).badge,
    ).toBe('caution');
  });

  it('gets no second look when the evidence is bad anyway', async () => {
    const background = await knownBackground();
    const carry = vi.fn<NonNullable<TestBackground['surroundings']['carry']>>(() => Promise.resolve(null));
    background.surroundings.carry = carry;
    background.surroundings.say = answering(background, 'debug');
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('failed');
    expect(carry).not.toHaveBeenCalled();
  });
});
