import { describe, expect, it, vi } from 'vitest';
import { appraisedBy } from '../testing/appraised-by.ts';
import { guard, headerOf, locked, scriptsOf } from '../testing/locked-site.ts';
import { answering, knownBackground, problem } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';
import { followVisits } from './tabs.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const ACCEPTED = 'accepted-by-test';

async function verified(): Promise<TestBackground> {
  const background = await knownBackground();
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  return background;
}

/** From here on every check of this worker hangs. */
function dying(background: TestBackground): void {
  background.tabs = followVisits(background.ports, () => new Promise(() => undefined));
}

describe('a change whose worker died before every mark was updated', () => {
  it('is completed by the next worker, if the marks were about to be updated', async () => {
    const background = await verified();
    dying(background);
    await background.calls['allowlist.remove'].run({ id: ACCEPTED });
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    expect(background.asked).toHaveLength(1);
  });

  it('is completed by the next worker, if the affected marks were not yet determined', async () => {
    const background = await verified();
    await background.ports.knowledge.changing(() => background.ports.allowlist.remove(ACCEPTED));
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
  });

  it('is completed by the next worker, if the worker died while writing the change', async () => {
    const background = await verified();
    void background.ports.knowledge.changing(async () => {
      await background.ports.allowlist.remove(ACCEPTED);
      return await new Promise(() => undefined);
    });
    await vi.waitUntil(async () => (await background.ports.allowlist.list()).length === 0, { timeout: 20_000 });
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
  });

  it('is applied once, and unaffected results are not appraised again', async () => {
    const background = await verified();
    const entry = { id: 'other', tee: 'sgx', registers: { MRENCLAVE: 'ab'.repeat(32) } };
    await background.accept(entry);
    await background.calls['allowlist.remove'].run({ id: entry.id });
    expect(await appraisedBy(background, [TAB], () => background.restart())).toEqual([]);
    dying(background);
    await background.calls['allowlist.remove'].run({ id: ACCEPTED });
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    expect(await appraisedBy(background, [TAB], () => background.restart())).toEqual([]);
  });

  it('is noticed by a running check, whoever reports the change', async () => {
    const background = await knownBackground();
    const say = background.surroundings.say;
    background.surroundings.say = async (...asked) => {
      await background.ports.knowledge.changing(() => background.ports.allowlist.remove(ACCEPTED));
      return await say(...asked);
    };
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('unaudited');
  });
});

describe('a permission withdrawn while no worker was running', () => {
  it('turns the mark off at the next start, and sends no request', async () => {
    const background = await verified();
    background.surroundings.mayCheck = false;
    await background.restart();
    expect(await background.view(TAB)).toMatchObject({ badge: 'off', state: { because: 'no-permission' } });
    expect(background.asked).toHaveLength(1);
  });

  it('leaves the mark of a page that the user checked by a click', async () => {
    const background = await knownBackground();
    background.surroundings.mayCheck = false;
    background.surroundings.shared = false;
    background.surroundings.carry = async (origin, nonce) => {
      const sent = await background.surroundings.say(origin, nonce, new AbortController().signal);
      return 'bytes' in sent ? { bytes: sent.bytes, channel: { kind: 'unobserved', because: 'browser-cannot-see' } } : null;
    };
    await background.arrive(TAB, { links: [] });
    await background.tabs.check(TAB);
    expect((await background.settled(TAB)).badge).toBe('unbound');
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unbound');
  });
});

describe('a site that was missed because of its pin', () => {
  const missed = async (say: TestBackground['surroundings']['say'] | null, url = `${ORIGIN}/`): Promise<TestBackground> => {
    const background = await knownBackground();
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
    // Where the site is not asked, only a pin makes its silence count.
    if (say === null) Object.assign(background.surroundings, { private: true, shared: false });
    else background.surroundings.say = say;
    await background.arrive(TAB, { url, links: [] });
    expect((await background.settled(TAB)).badge).toBe('missing');
    return background;
  };
  const gone = (): ReturnType<TestBackground['surroundings']['say']> => Promise.resolve(problem('net.status', { status: 404 }));
  const unpin = ({ calls }: TestBackground) => calls['site.pin'].run({ origin: ORIGIN, pin: 'off' });

  it('is missed as it is pinned now', async () => {
    const background = await missed(gone);
    for (const [pin, badge] of [
      ['soft', 'caution'],
      ['hard', 'missing'],
    ] as const) {
      await background.calls['site.pin'].run({ origin: ORIGIN, pin });
      expect(await background.view(TAB)).toMatchObject({ badge, pin, state: { at: 'missing', pin } });
    }
    expect(background.reported).toEqual([]);
  });

  it.each<[string, (background: TestBackground) => Promise<unknown>]>([
    ['unpinned', unpin],
    ['forgotten', ({ calls }) => calls['sites.forget'].run({ origin: ORIGIN })],
    ['forgotten with all others', ({ calls }) => calls['sites.forget'].run({ origin: null })],
  ])('could not be checked once it is %s', async (_, change) => {
    const background = await missed(gone);
    await change(background);
    expect(await background.view(TAB)).toMatchObject({
      badge: 'unavailable',
      pin: 'off',
      state: { at: 'unavailable', problem: { code: 'net.status' } },
    });
    expect(background.reported).toEqual([]);
  });

  it('announced nothing once it is unpinned, if it was not asked', async () => {
    const background = await missed(null);
    await unpin(background);
    expect(await background.view(TAB)).toMatchObject({ badge: 'none', pin: 'off', state: { at: 'none' } });
    expect(background.reported).toEqual([]);
  });

  it('gets no mark over http once it is unpinned, and another host’s page does not follow', async () => {
    const background = await missed(gone, 'http://enclave.test/');
    await background.calls['site.pin'].run({ origin: 'https://other.test', pin: 'off' });
    expect((await background.view(TAB)).badge).toBe('missing');
    await unpin(background);
    expect(await background.view(TAB)).toMatchObject({ badge: 'off', state: { because: 'not-https' } });
  });

  it('is missed still once it is unpinned, if it failed before in its tab', async () => {
    const background = await knownBackground();
    Object.assign(background.surroundings, { say: answering(background, 'debug') });
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'soft' });
    Object.assign(background.surroundings, { private: true, shared: false });
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).state).toMatchObject({ at: 'missing', pin: 'soft' });
    await unpin(background);
    expect(await background.view(TAB)).toMatchObject({ badge: 'missing', state: { pin: 'failed-before' } });
    await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'soft' });
    expect(await background.view(TAB)).toMatchObject({ badge: 'missing', state: { pin: 'failed-before' } });
  });
});

describe('what was just learnt about a page', () => {
  it.each<[string, (background: TestBackground) => Promise<void>]>([
    ['that it links to its attestation', ({ tabs }) => tabs.hinted(TAB, `${ORIGIN}/`, null, `${ORIGIN}/.well-known/attestation`)],
    ['that the user wants it checked', ({ tabs }) => tabs.check(TAB)],
  ])('is not lost with its worker: %s', async (_, tell) => {
    const background = await knownBackground();
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    dying(background);
    await tell(background);
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('verified');
  });

  it('survives its worker: that its guard reported', async () => {
    const background = await locked();
    expect((await scriptsOf(background)).outcome).toBe('unknown');
    dying(background);
    await guard(background, 'D2', await headerOf(background));
    await background.ports.visits.inTurn(TAB, () => Promise.resolve());
    await background.restart();
    expect((await scriptsOf(background)).outcome).toBe('pass');
  });

  it('does not clear an earlier failure', async () => {
    const background = await knownBackground();
    background.surroundings.say = answering(background, 'debug');
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
    dying(background);
    await background.tabs.check(TAB);
    expect((await background.view(TAB)).badge).toBe('failed');
  });
});
