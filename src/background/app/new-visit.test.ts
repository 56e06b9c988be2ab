import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DirectorySite } from '../api/site-directory.ts';
import { answering, knownBackground } from '../testing/played.ts';
import { ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';
import type { Arrival } from '../channel/navigation.ts';

vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const line = (change: Partial<DirectorySite> = {}): DirectorySite => ({
  host: 'enclave.test',
  covers: 'host',
  adapter: 'sealmark',
  references: [],
  services: [],
  ...change,
});

let background: TestBackground;
const listed = (...sites: readonly DirectorySite[]): void => {
  background.surroundings.directory = { version: 1, issued: '2026-11-29T00:00:00Z', expires: null, sites };
};
const requests = (): number => background.asked.length + background.carried.length;

beforeEach(async () => {
  background = await knownBackground();
});

describe('a site that announces nothing', () => {
  it('and is in no directory receives no request, however often it is visited', async () => {
    listed(line({ host: 'other.test' }), line({ host: 'enclave.test', covers: 'below' }));
    for (const url of [`${ORIGIN}/`, `${ORIGIN}/two`, 'https://third.test/'])
      await background.arrive(TAB, { links: [], fields: ['content-type', 'x-attestation', 'server'], url });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('and is in the directory is asked once a document, and the view says how it was found', async () => {
    listed(line());
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'list' } });
    expect(requests()).toBe(1);
  });

  it('and is known to serve no evidence itself receives no request', async () => {
    listed(line({ adapter: null, services: ['api.test'] }));
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('and is listed in a form that this release does not read receives no request', async () => {
    listed(line({ adapter: 'of-next-year' as 'maple' }));
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('is not asked because of the directory without the user’s permission', async () => {
    listed(line());
    background.surroundings.mayCheck = false;
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'off', state: { because: 'no-permission' } });
    expect(requests()).toBe(0);
  });
});

describe('a pinned site, in a window whose connections are its own', () => {
  const MISSED = { at: 'unavailable', problem: { code: 'worker.interrupted' } };
  const FROM_MEMORY = { restored: true, fromHistory: true, channel: unobserved('from-bfcache') };
  const stateOf = async (pin: 'hard' | 'soft', ...arrivals: readonly Partial<Arrival>[]) => {
    await background.calls['site.pin'].run({ origin: ORIGIN, pin });
    background.surroundings.private = true;
    background.surroundings.shared = false;
    for (const arrival of arrivals) await background.arrive(TAB, { links: [], ...arrival });
    return (await background.settled(TAB)).state;
  };

  it.each(['hard', 'soft'] as const)('(%s) is missing where its response announced nothing', async (pin) => {
    expect(await stateOf(pin, {})).toMatchObject({ at: 'missing', pin });
  });

  it.each<[string, Partial<Arrival>]>([
    ['came out of the history', FROM_MEMORY],
    ['came without a name out of the history', { ...FROM_MEMORY, documentId: null }],
    ['was not seen from its beginning', { begun: false, channel: unobserved('browser-cannot-see') }],
    ['may be an error page: no request was seen', { channel: unobserved('no-request-seen') }],
  ])('is grey, not missing, when nobody saw whether it announced anything because it %s', async (_, arrival) => {
    for (const pin of ['hard', 'soft'] as const) expect(await stateOf(pin, arrival)).toMatchObject(MISSED);
  });

  it('is missing out of the history, too, if its response was seen when it came first', async () => {
    const [first, other] = [{ documentId: 'D' }, { url: 'https://other.test/' }];
    expect(await stateOf('hard', first, other, { ...first, ...FROM_MEMORY })).toMatchObject({ at: 'missing' });
  });

  it('stays grey out of the history if its response was not seen when it came first either', async () => {
    const [first, other] = [{ documentId: 'D' }, { url: 'https://other.test/' }];
    const unseen = { ...first, begun: false, channel: unobserved('started-before-us') };
    expect(await stateOf('hard', unseen, other, { ...first, ...FROM_MEMORY })).toMatchObject(MISSED);
    const back = { ...first, ...FROM_MEMORY };
    expect(await stateOf('hard', back, other, back)).toMatchObject(MISSED);
  });
});

it('a site that failed stays red when it comes out of the history, without a word on what it announces', async () => {
  background.surroundings.say = answering(background, 'debug');
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('failed');
  background.surroundings.private = true;
  background.surroundings.shared = false;
  await background.calls['sites.forget'].run({ origin: ORIGIN });
  await background.arrive(TAB, { links: [], restored: true, fromHistory: true, channel: unobserved('from-bfcache') });
  expect(await background.settled(TAB)).toMatchObject({ badge: 'failed', state: { at: 'unavailable' } });
});
