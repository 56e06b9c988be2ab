import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import type { ServiceView } from '../api/services.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { DirectorySite } from '../api/site-directory.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed, openTestBackground, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const PAGE = 'https://chat.test';
const API = 'https://api.test';
const OTHER = p256Key('somewhere else');

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

describe('a service behind a page', () => {
  it('is listed from the directory, and asked nothing before the user clicks', async () => {
    await arrive();
    expect(await rows()).toEqual([
      { origin: API, adapter: 'sealmark', contacted: false, codeNames: [], badge: 'none', state: { at: 'unchecked' } },
    ]);
    expect([background.asked, background.carried]).toEqual([[], []]);
  });

  it('has a mark of its own when the page’s own request to it ended at an attested key, and the page’s stays', async () => {
    await arrive();
    await background.services.contacted(request());
    expect(await check()).toMatchObject({ contacted: true, badge: 'verified' });
    expect((await background.view(TAB)).badge).toBe('none');
    expect(background.asked).toEqual([API]);
    expect(background.shown.every(({ badge }) => badge === 'none')).toBe(true);
  });

  it('never bears the whole mark where nothing was seen of the page’s requests, or the browser shows none', async () => {
    await arrive();
    expect(await check()).toMatchObject({ contacted: false, badge: 'unbound' });
    await background.services.contacted(request({ channel: unobserved('browser-cannot-see') }));
    expect(await row()).toMatchObject({ contacted: true, badge: 'unbound' });
  });

  it('loses it when another request of the page ended elsewhere', async () => {
    await arrive();
    await background.services.contacted(request());
    expect((await check()).badge).toBe('verified');
    await background.services.contacted(request({ channel: observed(OTHER) }));
    expect((await row()).badge).toBe('unbound');
  });

  it('is amber, and the page is nothing, where all requests were seen to end at another key', async () => {
    await arrive();
    await background.services.contacted(request({ channel: observed(OTHER) }));
    expect((await check()).badge).toBe('caution');
    expect(await background.view(TAB)).toMatchObject({ badge: 'none', unresolvedFailure: null });
  });

  it('that fails leaves the page’s mark alone', async () => {
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({ origin, nonce, keys: [key()], now: background.surroundings.now, fault: 'debug' }),
      });
    await arrive();
    expect((await check()).badge).toBe('failed');
    expect(await background.view(TAB)).toMatchObject({ badge: 'none', unresolvedFailure: null });
  });

  it('is listed where such a request is seen, from whatever page', async () => {
    await arrive('D1', 'https://elsewhere.test/');
    expect(await rows()).toEqual([]);
    await background.services.contacted(request({ page: 'https://elsewhere.test' }));
    expect(await rows()).toMatchObject([{ origin: API, contacted: true, state: { at: 'unchecked' } }]);
    expect(background.asked).toEqual([]);
  });

  it('that no directory names is not listed', async () => {
    await arrive();
    await background.services.contacted(request({ service: 'https://unlisted.test' }));
    expect((await rows()).map(({ origin }) => origin)).toEqual([API]);
  });
});

describe('a row belongs to one document', () => {
  it.each<[string, Partial<ServiceRequest>]>([
    ['another document of the tab', { documentId: 'D0' }],
    ['a page of another origin, where the browser names no document', { documentId: null, page: 'https://other.test' }],
    ['no page that the browser would name', { documentId: null, page: null }],
  ])('so a request of %s is not its own', async (_, change) => {
    await arrive();
    await background.services.contacted(request(change));
    expect(await rows()).toMatchObject([{ contacted: false }]);
  });

  it('and is gone with it, an answer that comes later included', async () => {
    let release = (): void => undefined;
    const free = new Promise<void>((resolve) => (release = resolve));
    const say = background.surroundings.say;
    background.surroundings.say = async (...asked) => {
      await free;
      return await say(...asked);
    };
    await arrive();
    await background.services.contacted(request());
    await background.services.check(TAB, 'D1', API);
    await arrive('D2');
    release();
    // The whole check of another tab takes more turns than what is left of this one.
    await background.arrive(TAB + 1, { url: `${API}/` });
    expect((await background.settled(TAB + 1)).badge).toBe('verified');
    expect(await rows()).toMatchObject([{ contacted: false, badge: 'none', state: { at: 'unchecked' } }]);
  });

  it('and a click on what was drawn for another one asks nobody', async () => {
    await arrive('D2');
    expect((await check('D1')).state.at).toBe('unchecked');
    expect(background.asked).toEqual([]);
  });
});

describe('leave to ask a service', () => {
  it('is needed for its own host, and without it nobody is asked', async () => {
    await arrive();
    background.surroundings.mayCheck = false;
    expect((await check()).state).toMatchObject({ at: 'unavailable', problem: { code: 'net.not-carried' } });
    expect([background.asked, background.carried]).toEqual([[], []]);
  });

  it('does not reach into windows and containers with connections of their own', async () => {
    await arrive();
    background.surroundings.shared = false;
    expect((await check()).state.at).toBe('unavailable');
    expect(background.asked).toEqual([]);
  });

  it('that is withdrawn takes what was found with it', async () => {
    await arrive();
    await background.services.contacted(request());
    expect((await check()).badge).toBe('verified');
    await background.services.withdrawn(['https://api.test/*']);
    expect((await row()).state.at).toBe('unchecked');
  });
});

describe('what was said of the code of a service', () => {
  it('is forgotten when the user takes that back, in the next worker at the latest', async () => {
    for (const takeBack of [
      () => background.calls['allowlist.remove'].run({ id: 'accepted-by-test' }),
      async () => {
        await background.ports.knowledge.changing(() => background.ports.allowlist.remove('accepted-by-test'));
        await background.restart();
      },
    ]) {
      await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
      await arrive();
      await background.services.contacted(request());
      expect((await check()).badge).toBe('verified');
      await takeBack();
      expect((await row()).state.at).toBe('unchecked');
    }
  });

  it('stays when something else changes, and with the next worker', async () => {
    await arrive();
    await background.services.contacted(request());
    expect((await check()).badge).toBe('verified');
    const entry = { id: 'other', tee: 'sgx', registers: { MRENCLAVE: 'ab'.repeat(32) } };
    await background.accept(entry);
    await background.calls['allowlist.remove'].run({ id: entry.id });
    await background.restart();
    expect((await row()).badge).toBe('verified');
  });

  it('is not shown where it changed while the service was asked', async () => {
    const say = background.surroundings.say;
    background.surroundings.say = async (...asked) => {
      await background.ports.knowledge.changing(() => background.ports.allowlist.remove('accepted-by-test'));
      return await say(...asked);
    };
    await arrive();
    await background.services.contacted(request());
    expect((await check()).state.at).toBe('unchecked');
  });
});

describe('a worker that is stopped while a service is checked', () => {
  it('leaves a row that can be checked again', async () => {
    background.surroundings.say = () => new Promise(() => undefined);
    await arrive();
    await background.services.contacted(request());
    await background.services.check(TAB, 'D1', API);
    await background.restart();
    await background.services.resume(TAB);
    expect(await rows()).toMatchObject([{ contacted: true, state: { at: 'unchecked' } }]);
  });
});
