// Covers: services.ts, held-visit.ts, tabs.ts, check-service.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { instant } from '../../verifier/index.ts';
import type { ServiceView } from '../api/services.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { DirectorySite } from '../api/site-directory.ts';
import { answering } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed, openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const PAGE = 'https://chat.test';
const API = 'https://api.test';

const line = (host: string, change: Partial<DirectorySite>): DirectorySite => ({
  host,
  covers: 'host',
  adapter: null,
  references: [],
  services: [],
  ...change,
});

let background: TestBackground;
const key = () => background.surroundings.tlsKey;

beforeEach(async () => {
  background = openTestBackground();
  background.surroundings.directory = {
    version: 1,
    issued: '2026-11-29T00:00:00Z',
    expires: null,
    sites: [line('chat.test', { services: ['api.test'] }), line('api.test', { adapter: 'sealmark' })],
  };
  background.surroundings.say = (origin, nonce) =>
    Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [key()], now: background.surroundings.now }) });
  await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
});

const arrive = (documentId = 'D1', url = `${PAGE}/`) => background.arrive(TAB, { url, documentId, links: [] });
const request = (change: Partial<ServiceRequest> = {}): ServiceRequest => ({
  tabId: TAB,
  documentId: 'D1',
  page: PAGE,
  service: API,
  channel: observed(key()),
  ...change,
});
const rows = async (): Promise<readonly ServiceView[]> => (await background.view(TAB)).services;
async function row(): Promise<ServiceView> {
  const settled = async (): Promise<ServiceView | null> => {
    const [first, ...more] = await rows();
    expect(more).toEqual([]);
    if (first === undefined) throw new Error('no row');
    return first.state.at === 'checking' ? null : first;
  };
  return await vi.waitUntil(settled, { timeout: 30_000, interval: 2 });
}
const check = async (documentId: string | null = 'D1'): Promise<ServiceView> => {
  await background.services.check(TAB, documentId, API);
  return await row();
};

const expired = async () => {
  await background.tabs.expired(TAB);
  return await rows();
};

/** The service was checked, and this is when its result runs out (milliseconds since 1970). */
async function checked(): Promise<number> {
  await arrive();
  await background.services.contacted(request());
  const { badge, state } = await check();
  expect(badge).toBe('verified');
  return state.at === 'appraised' ? Date.parse(state.result.goodUntil) : 0;
}

describe('a service whose result runs out', () => {
  it('wakes the background for that, whatever the page says', async () => {
    const until = await checked();
    await vi.waitFor(() => {
      expect(background.alarms.get('good-until')).toBe(until + 1);
    }, 20_000);
  });

  it('has a row that waits for a click again, and is asked nothing before', async () => {
    const until = await checked();
    background.surroundings.now = instant(until + 1);
    expect(background.ports.visits.expired()).toEqual([TAB]);
    expect(await expired()).toMatchObject([{ contacted: true, badge: 'none', state: { at: 'unchecked' } }]);
    expect(background.asked).toHaveLength(1);
    expect(background.ports.visits.expired()).toEqual([]);
    expect(background.alarms.has('good-until')).toBe(false);
  });

  it('keeps its row until then', async () => {
    const until = await checked();
    background.surroundings.now = instant(until);
    expect(await expired()).toMatchObject([{ state: { at: 'appraised' } }]);
  });

  it('has lost its row where the clock was put back', async () => {
    await checked();
    background.surroundings.now = instant(background.surroundings.now - 6 * 60_000);
    expect(await expired()).toMatchObject([{ state: { at: 'unchecked' } }]);
  });

  it('stays red where it failed', async () => {
    background.surroundings.say = answering(background, 'tampered');
    await arrive();
    const { badge, state } = await check();
    expect(badge).toBe('failed');
    const until = state.at === 'appraised' ? Date.parse(state.result.goodUntil) : 0;
    background.surroundings.now = instant(until + 1);
    expect(background.ports.visits.expired()).toEqual([]);
    expect(await expired()).toMatchObject([{ badge: 'failed' }]);
  });
});
