import { describe, expect, it, vi } from 'vitest';
import { knownWorld, problem } from '../testing/played.ts';
import { ORIGIN, unobserved, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;

describe('a site that announces nothing', () => {
  it('gets no request and the mark says none', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { links: [] });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'none', state: { at: 'none' } });
    expect(world.asked).toEqual([]);
  });

  it('has the browser say once a tab whether it is private', async () => {
    const world = await knownWorld();
    const tab = vi.spyOn(world.ports.browser, 'tab');
    await world.arrive(TAB, { links: [] });
    await world.arrive(TAB, { links: [], url: 'https://other.test/' });
    expect((await world.view(TAB)).private).toBe(false);
    expect(tab).toHaveBeenCalledTimes(1);
  });

  it('is checked on a click', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { links: [] });
    await world.calls['site.check'].run({ tabId: TAB });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'click' } });
  });

  it('is checked without a click after a click, until the tab leaves it', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { links: [] });
    await world.calls['site.check'].run({ tabId: TAB });
    await world.settled(TAB);
    world.tables.rows.clear();
    await world.arrive(TAB, { links: [], url: `${ORIGIN}/two` });
    expect((await world.settled(TAB)).state.at).toBe('judged');
    world.tables.rows.clear();
    await world.arrive(TAB, { links: [], url: 'https://other.test/' });
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).state.at).toBe('none');
  });

  it('is checked when its page links to the one path of its own origin', async () => {
    const world = await knownWorld();
    await world.arrive(TAB, { links: [], documentId: 'D' });
    for (const href of [
      `${ORIGIN}/elsewhere`,
      `${ORIGIN}/.well-known/attestation?x`,
      'https://other.test/.well-known/attestation',
      'x',
    ])
      await world.tabs.hinted(TAB, `${ORIGIN}/`, 'D', href);
    await world.tabs.hinted(TAB, 'https://other.test/', 'D', `${ORIGIN}/.well-known/attestation`);
    await world.tabs.hinted(TAB, `${ORIGIN}/`, 'another document', `${ORIGIN}/.well-known/attestation`);
    expect(world.asked).toEqual([]);
    await world.tabs.hinted(TAB, `${ORIGIN}/`, 'D', `${ORIGIN}/.well-known/attestation`);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'page-link' } });
    await world.tabs.hinted(TAB, `${ORIGIN}/`, 'D', `${ORIGIN}/.well-known/attestation`);
    await world.settled(TAB);
    expect(world.asked).toHaveLength(1);
  });

  it('is asked when it attested before, and no longer once it has moved on', async () => {
    const world = await knownWorld();
    await world.arrive(TAB);
    await world.settled(TAB);
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).state).toMatchObject({ at: 'judged', announcedBy: 'seen-before' });
    world.around.say = () => Promise.resolve(problem('net.status', { status: 404 }));
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).state.at).toBe('none');
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).state.at).toBe('none');
    expect(world.asked).toHaveLength(3);
  });
});

describe('a page that may not be looked at', () => {
  it.each([
    ['without leave', `${ORIGIN}/`, 'no-permission'],
    ['without https', 'http://enclave.test/', 'not-https'],
    ['of the browser', 'about:blank', 'internal-page'],
    ['without an address', 'blob', 'internal-page'],
  ])('%s is off', async (_, url, because) => {
    const world = await knownWorld();
    world.around.mayLook = false;
    await world.arrive(TAB, { url });
    expect(await world.settled(TAB)).toMatchObject({ badge: 'off', state: { at: 'off', because } });
    expect(world.asked).toEqual([]);
  });

  it('is checked on a click all the same, and says why the connection was not seen', async () => {
    const world = await knownWorld();
    world.around.mayLook = false;
    world.around.carry = async (origin, nonce) => {
      const said = await world.around.say(origin, nonce, new AbortController().signal);
      return 'bytes' in said ? { ...said, channel: unobserved('no-request-seen') } : null;
    };
    await world.arrive(TAB, { links: [] });
    await world.calls['site.check'].run({ tabId: TAB });
    const view = await world.settled(TAB);
    expect(view.badge).toBe('unbound');
    expect([world.asked, world.carried.map(({ origin }) => origin)]).toEqual([[], [ORIGIN]]);
    const finding =
      view.state.at === 'judged' ? view.state.result.findings.find(({ check }) => check === 'channel.tls-key') : null;
    expect(finding?.facts).toEqual({ because: 'permission-missing' });
  });
});

describe('a private window', () => {
  async function privateWorld(): Promise<World> {
    const world = await knownWorld();
    world.around.private = true;
    return world;
  }

  it('is known for one page after page, and so is a tab of which the browser could not say it at first', async () => {
    const world = await privateWorld();
    await world.arrive(TAB, { links: [] });
    await world.arrive(TAB, { links: [] });
    expect((await world.view(TAB)).private).toBe(true);
    world.around.private = false;
    await world.arrive(TAB, { links: [] });
    expect((await world.view(TAB)).private).toBe(false);
  });

  it('checks, and leaves nothing behind', async () => {
    const world = await privateWorld();
    const before = new Map(world.tables.rows);
    await world.arrive(TAB);
    expect(await world.settled(TAB)).toMatchObject({ badge: 'verified', private: true });
    expect(world.tables.rows).toEqual(before);
    await expect(world.acceptShown(TAB, { everywhere: true, note: '' })).rejects.toMatchObject({
      code: 'accept.private-window',
    });
    await world.tabs.gone(TAB);
    expect([...world.session.values.keys()]).toEqual([]);
    expect([...world.alarms.keys()]).toEqual([]);
  });

  it('is not asked about because of what other windows remember, but a hard pin counts', async () => {
    const world = await privateWorld();
    await world.ports.pins.put({ origin: ORIGIN, pin: 'off', since: '2026-11-01T00:00:00.000Z', chosen: false });
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).badge).toBe('none');
    await world.ports.pins.put({ origin: ORIGIN, pin: 'hard', since: '2026-11-01T00:00:00.000Z', chosen: true });
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).badge).toBe('missing');
    expect(world.asked).toEqual([]);
  });
});
