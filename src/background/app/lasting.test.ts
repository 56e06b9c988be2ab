// Covers: unresolved-failure.ts
import { describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { siteViewKey } from '../api/site-view.ts';
import { answering, knownBackground, problem } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { LINK, observed, openTestBackground, ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

describe('a failure', () => {
  async function failed(): Promise<TestBackground> {
    const background = await knownBackground();
    background.surroundings.say = answering(background, 'tampered');
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
    return background;
  }

  it('stays while the next check is running or cannot be made, and goes with a complete one', async () => {
    const background = await failed();
    background.surroundings.say = () => Promise.resolve(problem('net.timeout'));
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    expect(view).toMatchObject({ badge: 'failed', state: { at: 'unavailable' } });
    expect(view.unresolvedFailure?.findings.length).toBeGreaterThan(0);
    background.surroundings.say = answering(background);
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', unresolvedFailure: null });
    expect(new Set(background.shown.slice(4, -1).map(({ badge }) => badge))).toEqual(new Set(['failed']));
  });

  it('of the connection is resolved only by a connection that was seen to end at an attested key', async () => {
    const background = await knownBackground();
    const other = p256Key('somebody in between');
    background.surroundings.carry = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [background.surroundings.tlsKey], now: background.surroundings.now }),
        channel: observed(other),
      });
    background.surroundings.ownChannel = observed(other);
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('failed');
    background.surroundings.carry = null;
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    expect((await background.settled(TAB)).badge).toBe('failed');
    await background.calls['settings.put'].run(await background.calls['settings.get'].run(null));
    expect((await background.settled(TAB)).badge).toBe('failed');
    await background.arrive(TAB, { channel: unobserved('from-cache') });
    expect((await background.settled(TAB)).badge).toBe('failed');
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', unresolvedFailure: null });
  });

  it('stays when the next evidence cannot be read', async () => {
    const background = await failed();
    background.surroundings.say = answering(background, 'truncated');
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
  });

  it('becomes missing when the site no longer announces anything', async () => {
    const background = await failed();
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'missing', state: { at: 'missing', pin: 'failed-before' } });
    await background.arrive(TAB, { links: [], url: `${ORIGIN}/again` });
    expect((await background.settled(TAB)).badge).toBe('missing');
  });

  it('does not follow the tab to another origin, nor back', async () => {
    const background = await failed();
    await background.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await background.settled(TAB)).badge).toBe('none');
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
  });
});

describe('a connection that was seen to end at another key, which a second look did not settle', () => {
  const other = p256Key('somebody in between');

  async function mismatched(): Promise<TestBackground> {
    const background = await knownBackground();
    await background.arrive(TAB, { channel: observed(other) });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'caution', unresolvedFailure: null });
    return background;
  }

  it('stays amber when the next connection is not seen, when nothing is announced, and when the check cannot be made', async () => {
    const background = await mismatched();
    await background.arrive(TAB, { channel: unobserved('from-cache') });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'caution', unresolvedFailure: { worst: 'caution' } });
    // There is no record that it attested before, so it is not asked.
    await background.ports.pins.remove(ORIGIN);
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'caution', state: { at: 'none' } });
    background.surroundings.say = () => Promise.resolve(problem('net.timeout'));
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'caution', state: { at: 'unavailable' } });
    expect(new Set(background.shown.slice(3).map(({ badge }) => badge))).toEqual(new Set(['caution']));
  });

  it('is resolved by a connection that was seen to end at an attested key', async () => {
    const background = await mismatched();
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', unresolvedFailure: null });
  });

  it('does not lift an earlier failure', async () => {
    const background = await knownBackground();
    background.surroundings.say = answering(background, 'tampered');
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
    background.surroundings.say = () => Promise.resolve(problem('net.timeout'));
    await background.arrive(TAB, { channel: observed(other) });
    expect((await background.settled(TAB)).badge).toBe('failed');
  });

  it('does not follow the tab to another origin', async () => {
    const background = await mismatched();
    await background.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await background.settled(TAB)).badge).toBe('none');
  });
});

describe('code that changed', () => {
  it('is shown for a day, unless a reviewer the user follows knows it', async () => {
    const background = openTestBackground();
    await background.arrive(TAB);
    await background.settled(TAB);
    background.surroundings.say = answering(background, 'other-code');
    background.surroundings.now += 60_000;
    for (let time = 0; time < 2; time += 1) {
      await background.arrive(TAB);
      expect((await background.settled(TAB)).badge).toBe('changed');
    }
    background.surroundings.now += 25 * 60 * 60 * 1000;
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    background.surroundings.say = answering(background);
    await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'verified',
      state: { continuity: { kind: 'changed', reviewed: true } },
    });
  });
});

describe('the back button', () => {
  it('gives a document restored from memory what was seen when it arrived, and nothing from any other', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { documentId: 'first' });
    await background.settled(TAB);
    await background.arrive(TAB, { links: [], url: 'https://other.test/', documentId: 'second' });
    await background.arrive(TAB, { documentId: 'first', restored: true, channel: unobserved('from-bfcache'), links: [] });
    expect((await background.settled(TAB)).badge).toBe('verified');
    await background.arrive(TAB, {
      documentId: 'never seen',
      restored: true,
      channel: unobserved('from-bfcache'),
      links: [LINK],
    });
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });
});

describe('a result that expires', () => {
  it('is no longer green, and is checked again', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    const until = view.state.at === 'appraised' ? Date.parse(view.state.result.goodUntil) : 0;
    expect(background.alarms.get('good-until')).toBe(until + 1);
    background.surroundings.now = until;
    expect((await background.view(TAB)).badge).toBe('unavailable');
    background.surroundings.now = until + 1;
    await background.tabs.expired(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
    expect(background.asked).toHaveLength(2);
  });

  it('is written as it is before its check begins, so that an open popup draws it', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    const view = await background.settled(TAB);
    background.surroundings.say = () => new Promise(() => undefined);
    background.surroundings.now = 1 + (view.state.at === 'appraised' ? Date.parse(view.state.result.goodUntil) : 0);
    const written = vi.spyOn(background.session, 'set');
    await background.tabs.expired(TAB);
    expect(written.mock.calls[0]?.[0]).toMatchObject({
      [siteViewKey(TAB)]: { badge: 'unavailable', state: { at: 'appraised' } },
    });
  });
});
