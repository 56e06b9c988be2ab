// Covers: tabs.ts, ask-site.ts
import { describe, expect, it, vi } from 'vitest';
import { knownBackground, problem } from '../testing/played.ts';
import { ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;

describe('a site that announces nothing', () => {
  it('gets no request and the mark says none', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'none', state: { at: 'none' } });
    expect(background.asked).toEqual([]);
  });

  it('queries the browser once per tab whether it is private', async () => {
    const background = await knownBackground();
    const tab = vi.spyOn(background.ports.browser, 'tab');
    await background.arrive(TAB, { links: [] });
    await background.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await background.view(TAB)).private).toBe(false);
    expect(tab).toHaveBeenCalledTimes(1);
  });

  it('is checked on a click', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [] });
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'click' } });
  });

  it('is checked without a click after a click, until the tab leaves it', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [] });
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    await background.settled(TAB);
    background.tables.rows.clear();
    await background.arrive(TAB, { links: [], url: `${ORIGIN}/two` });
    expect((await background.settled(TAB)).state.at).toBe('appraised');
    background.tables.rows.clear();
    await background.arrive(TAB, { links: [], url: 'https://other.test/' });
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).state.at).toBe('none');
  });

  it('is checked when its page links to the one path of its own origin', async () => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [], documentId: 'D' });
    for (const href of [
      `${ORIGIN}/elsewhere`,
      `${ORIGIN}/.well-known/attestation?x`,
      'https://other.test/.well-known/attestation',
      'x',
    ])
      await background.tabs.hinted(TAB, `${ORIGIN}/`, 'D', href);
    await background.tabs.hinted(TAB, 'https://other.test/', 'D', `${ORIGIN}/.well-known/attestation`);
    await background.tabs.hinted(TAB, `${ORIGIN}/`, 'another document', `${ORIGIN}/.well-known/attestation`);
    expect(background.asked).toEqual([]);
    await background.tabs.hinted(TAB, `${ORIGIN}/`, 'D', `${ORIGIN}/.well-known/attestation`);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'page-link' } });
    await background.tabs.hinted(TAB, `${ORIGIN}/`, 'D', `${ORIGIN}/.well-known/attestation`);
    await background.settled(TAB);
    expect(background.asked).toHaveLength(1);
  });

  it('is asked if it attested before, but not once the tab has moved on', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    await background.settled(TAB);
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).state).toMatchObject({ at: 'appraised', announcedBy: 'seen-before' });
    background.surroundings.say = () => Promise.resolve(problem('net.status', { status: 404 }));
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).state.at).toBe('none');
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).state.at).toBe('none');
    expect(background.asked).toHaveLength(3);
  });
});

describe('a page that may not be accessed', () => {
  it.each([
    ['without leave', `${ORIGIN}/`, 'no-permission'],
    ['without https', 'http://enclave.test/', 'not-https'],
    ['of the browser', 'about:blank', 'internal-page'],
    ['without an address', 'blob', 'internal-page'],
  ])('%s is off', async (_, url, because) => {
    const background = await knownBackground();
    background.surroundings.mayCheck = false;
    await background.arrive(TAB, { url });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'off', state: { at: 'off', because } });
    expect(background.asked).toEqual([]);
  });

  it('is checked on a click anyway, and the result says why the connection was not seen', async () => {
    const background = await knownBackground();
    background.surroundings.mayCheck = false;
    background.surroundings.carry = async (origin, nonce) => {
      const received = await background.surroundings.say(origin, nonce, new AbortController().signal);
      return 'bytes' in received ? { ...received, channel: unobserved('no-request-seen') } : null;
    };
    await background.arrive(TAB, { links: [] });
    await background.calls['site.check'].run({ tabId: TAB, origin: ORIGIN, documentId: null });
    const view = await background.settled(TAB);
    expect(view.badge).toBe('unbound');
    expect([background.asked, background.carried.map(({ origin }) => origin)]).toEqual([[], [ORIGIN]]);
    const finding =
      view.state.at === 'appraised' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
    expect(finding?.facts).toEqual({ because: 'permission-missing' });
  });
});

describe('a private window', () => {
  async function privateBackground(): Promise<TestBackground> {
    const background = await knownBackground();
    background.surroundings.private = true;
    return background;
  }

  it('is recognised page after page, even when the browser could not say so at first', async () => {
    const background = await privateBackground();
    await background.arrive(TAB, { links: [] });
    await background.arrive(TAB, { links: [] });
    expect((await background.view(TAB)).private).toBe(true);
    background.surroundings.private = false;
    await background.arrive(TAB, { links: [] });
    expect((await background.view(TAB)).private).toBe(false);
  });

  it('checks, and leaves nothing behind', async () => {
    const background = await privateBackground();
    const before = new Map(background.tables.rows);
    await background.arrive(TAB);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', private: true });
    expect(background.tables.rows).toEqual(before);
    await expect(background.acceptShown(TAB, { everywhere: true, note: '' })).rejects.toMatchObject({
      code: 'accept.private-window',
    });
    await background.tabs.gone(TAB);
    expect([...background.session.values.keys()]).toEqual([]);
    expect([...background.alarms.keys()]).toEqual([]);
  });

  it('is not asked because of what other windows recorded, but a hard pin counts', async () => {
    const background = await privateBackground();
    await background.ports.pins.put({
      origin: ORIGIN,
      pin: 'off',
      since: '2026-11-01T00:00:00.000Z',
      chosen: false,
      adapter: 'sealmark',
    });
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    await background.ports.pins.put({
      origin: ORIGIN,
      pin: 'hard',
      since: '2026-11-01T00:00:00.000Z',
      chosen: true,
      adapter: 'sealmark',
    });
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('missing');
    expect(background.asked).toEqual([]);
  });
});
