import { describe, expect, it, vi } from 'vitest';
import { appraisedBy } from '../testing/appraised-by.ts';
import { guard, headerOf, locked, scriptsOf } from '../testing/locked-site.ts';
import { answering, knownBackground } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';
import { followVisits } from './tabs.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const ACCEPTED = 'accepted-by-test';

async function verified(): Promise<TestBackground> {
  const background = await knownBackground();
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  return background;
}

/** From now on no check of this worker comes anywhere. */
function dying(background: TestBackground): void {
  background.tabs = followVisits(background.ports, () => new Promise(() => undefined));
}

describe('a change whose worker died before every mark had followed it', () => {
  it('is followed by the next worker, when the marks were about to', async () => {
    const background = await verified();
    dying(background);
    await background.calls['allowlist.remove'].run({ id: ACCEPTED });
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
    expect(background.asked).toHaveLength(1);
  });

  it('is followed by the next worker, when nobody had looked which marks it concerns', async () => {
    const background = await verified();
    await background.ports.knowledge.changing(() => background.ports.allowlist.remove(ACCEPTED));
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
  });

  it('is followed by the next worker, when it died while the change was written', async () => {
    const background = await verified();
    void background.ports.knowledge.changing(async () => {
      await background.ports.allowlist.remove(ACCEPTED);
      return await new Promise(() => undefined);
    });
    await vi.waitUntil(async () => (await background.ports.allowlist.list()).length === 0);
    await background.restart();
    expect((await background.settled(TAB)).badge).toBe('unaudited');
  });

  it('is followed once, and no result is made again that it does not concern', async () => {
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

  it('is noticed by a check that was under way, whoever tells of it', async () => {
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

describe('a permission that was taken back while no worker was there', () => {
  it('turns the mark off at the next start, and asks nobody', async () => {
    const background = await verified();
    background.surroundings.mayCheck = false;
    await background.restart();
    expect(await background.view(TAB)).toMatchObject({ badge: 'off', state: { because: 'no-permission' } });
    expect(background.asked).toHaveLength(1);
  });

  it('leaves the mark of a page that the user had checked by a click', async () => {
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

describe('what was just learnt of a page', () => {
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

  it('is not lost with its worker: that its guard spoke', async () => {
    const background = await locked();
    expect((await scriptsOf(background)).outcome).toBe('unknown');
    dying(background);
    await guard(background, 'D2', await headerOf(background));
    await background.ports.visits.inTurn(TAB, () => Promise.resolve());
    await background.restart();
    expect((await scriptsOf(background)).outcome).toBe('pass');
  });

  it('takes nothing from what failed before', async () => {
    const background = await knownBackground();
    background.surroundings.say = answering(background, 'debug');
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('failed');
    dying(background);
    await background.tabs.check(TAB);
    expect((await background.view(TAB)).badge).toBe('failed');
  });
});
