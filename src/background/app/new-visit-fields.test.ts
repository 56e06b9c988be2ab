// Covers: new-visit.ts, held-visit.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toBase64, toRfc3339 } from '../../verifier/index.ts';
import type { UnresolvedFailure } from '../api/site-view.ts';
import { knownBackground } from '../testing/played.ts';
import { LINK, observed, ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';
import type { Arrival } from '../channel/navigation.ts';
import { neutral } from './held-visit.ts';
import { newVisit } from './new-visit.ts';
import { httpsOrigin, type Visit } from './visit.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const LEAF = Uint8Array.of(1, 2, 3);
const HTTP = ORIGIN.replace('https:', 'http:');
const FAILURE: UnresolvedFailure = { worst: 'failed', judgedAt: '2026-11-20T08:00:00.000Z', findings: [] };

let background: TestBackground;
beforeEach(async () => {
  background = await knownBackground();
});

const arrivalOf = (change: Partial<Arrival> = {}): Arrival => ({
  tabId: TAB,
  url: `${ORIGIN}/`,
  documentId: 'D1',
  channel: observed(background.surroundings.tlsKey),
  links: [],
  fields: [],
  leaf: null,
  signed: null,
  begun: true,
  restored: false,
  prerendered: false,
  fromHistory: false,
  notLoaded: false,
  ...change,
});
const bare = (url = `${ORIGIN}/`, documentId = 'D1'): Visit =>
  neutral(TAB, { origin: httpsOrigin(url), documentId }, null, background.ports);
const earlier = (change: Partial<Visit> = {}): Visit => ({ ...bare(`${ORIGIN}/`, 'D0'), private: false, ...change });

async function made(change: Partial<Arrival> = {}, before: Visit | null = null, told: Partial<Visit> = {}) {
  const arrival = arrivalOf(change);
  return await newVisit(background.ports, arrival, { ...bare(arrival.url, arrival.documentId ?? ''), ...told }, before);
}
const visitOf = async (...how: Parameters<typeof made>): Promise<Visit> => (await made(...how)).visit;
const pinned = (pin: 'soft' | 'hard' | 'off', adapter: Visit['adapter'] = 'sealmark'): Promise<void> =>
  background.ports.pins.put({
    origin: ORIGIN,
    pin,
    since: '2026-11-01T00:00:00.000Z',
    chosen: true,
    adapter: adapter ?? 'sealmark',
  });

describe('a new visit is private', () => {
  it('where its tab is', async () => {
    background.surroundings.private = true;
    expect((await visitOf()).private).toBe(true);
    background.surroundings.private = false;
    expect((await visitOf()).private).toBe(false);
  });

  it('where its tab has gone meanwhile', async () => {
    vi.spyOn(background.ports.browser, 'tab').mockResolvedValue(null);
    expect((await visitOf()).private).toBe(true);
  });

  it('never in a tab that was ordinary once, and the browser is not asked again', async () => {
    const asked = vi.spyOn(background.ports.browser, 'tab').mockResolvedValue(null);
    expect((await visitOf({}, earlier())).private).toBe(false);
    expect(asked).not.toHaveBeenCalled();
    expect((await visitOf({}, earlier({ private: true }))).private).toBe(true);
  });
});

describe('a new visit takes over', () => {
  it('a click and a failure from the one before, of the same origin', async () => {
    const before = earlier({ clicked: true, unresolvedFailure: FAILURE });
    expect(await visitOf({}, before)).toMatchObject({ clicked: true, unresolvedFailure: FAILURE });
  });

  it.each([
    ['another origin', 'https://other.test/'],
    ['no origin', 'about:blank'],
  ])('neither from %s', async (_, url) => {
    const before = earlier({ origin: httpsOrigin(url), clicked: true, unresolvedFailure: FAILURE });
    const next = url === 'about:blank' ? { url } : {};
    expect(await visitOf(next, before)).toMatchObject({ clicked: false, unresolvedFailure: null });
  });

  it('what was seen of its document when that was shown before, and of no other', async () => {
    const seen = { documentId: 'D1', channel: unobserved('service-worker'), announced: null, guard: null, signed: null };
    const before = earlier({ documents: [{ ...seen, documentId: 'D7' }, seen] as Visit['documents'] });
    expect((await visitOf({ links: [LINK] }, before)).channel).toEqual(seen.channel);
    expect((await made({ links: [LINK] }, before)).recognition).toBeNull();
    expect((await visitOf({ documentId: 'D2' }, before)).channel.kind).toBe('observed');
    expect((await visitOf({}, before)).documents).toEqual(before.documents);
    expect((await visitOf({})).documents).toEqual([]);
  });

  it('what its guard told before anybody knew of its document, rather than what one told before that', async () => {
    const [now, then] = [
      { kind: 'held', header: 'now', epoch: null },
      { kind: 'held', header: 'then', epoch: null },
    ] as const;
    const seen = { documentId: 'D1', channel: unobserved('from-cache'), announced: null, guard: then, signed: null };
    const before = earlier({ documents: [seen] as Visit['documents'] });
    expect((await visitOf({}, before, { guard: now })).guard).toEqual(now);
    expect((await visitOf({}, before)).guard).toEqual(then);
  });
});

describe('of a new visit', () => {
  it('nothing of the channel counts where we may not look, unless the user clicked', async () => {
    background.surroundings.mayCheck = false;
    expect((await visitOf({ links: [LINK] })).channel).toEqual(unobserved('permission-missing'));
    expect((await visitOf({ links: [LINK] }, earlier({ clicked: true }))).channel.kind).toBe('observed');
    background.surroundings.mayCheck = true;
    expect((await visitOf()).channel.kind).toBe('observed');
  });

  it('what its response signs is kept where we may look, and none of its body was seen yet', async () => {
    const head = { requestId: 'R1', method: 'GET', url: `${ORIGIN}/`, status: 200, fields: [], at: background.ports.now() };
    expect((await visitOf({ signed: head })).signed).toEqual({ ...head, body: null });
    expect((await visitOf()).signed).toBeNull();
    background.surroundings.mayCheck = false;
    expect((await visitOf({ signed: head })).signed).toBeNull();
  });

  it('the certificate is kept where its form may need it', async () => {
    await pinned('off', 'maple');
    expect(await visitOf({ leaf: LEAF })).toMatchObject({ adapter: 'maple', leaf: toBase64(LEAF) });
    expect(await visitOf({})).toMatchObject({ adapter: 'maple', leaf: null });
    expect(await visitOf({ links: [LINK], leaf: LEAF })).toMatchObject({ adapter: 'sealmark', leaf: null });
    await background.ports.pins.remove(ORIGIN);
    expect(await visitOf({ leaf: LEAF })).toMatchObject({ adapter: null, leaf: null });
  });

  it('the form in which it attested before is asked for, and in a private window not', async () => {
    await pinned('off', 'maple');
    expect((await made()).recognition).toEqual({ announcedBy: 'seen-before', adapter: 'maple' });
    background.surroundings.private = true;
    expect((await made()).recognition).toBeNull();
  });

  it('the form in which it attested before is asked for in no container, and by no tab that has closed', async () => {
    await pinned('off', 'maple');
    background.surroundings.shared = false;
    expect((await made({}, earlier())).recognition).toBeNull();
    expect((await made({ links: [LINK] }, earlier())).recognition?.announcedBy).toBe('response-header');
    background.surroundings.shared = true;
    expect((await made({}, earlier())).recognition?.announcedBy).toBe('seen-before');
    vi.spyOn(background.ports.browser, 'tab').mockResolvedValue(null);
    expect((await made({}, earlier())).recognition).toBeNull();
  });

  it('a click is an announcement, where nothing else is', async () => {
    expect((await made({}, earlier({ clicked: true }))).recognition?.announcedBy).toBe('click');
    expect((await made({ links: [LINK] }, earlier({ clicked: true }))).recognition?.announcedBy).toBe('response-header');
  });

  it('the pin is its origin’s, or that of the same host over https', async () => {
    expect(await visitOf()).toMatchObject({ pin: 'off', pinnedSince: toRfc3339(background.ports.now()) });
    await pinned('hard');
    for (const url of [`${ORIGIN}/`, `${HTTP}/`])
      expect(await visitOf({ url })).toMatchObject({ pin: 'hard', pinnedSince: '2026-11-01T00:00:00.000Z' });
    expect((await visitOf({ url: `${HTTP}:8080/` })).pin).toBe('off');
  });

  it('services and published code are those of its page, and none of the browser’s own message', async () => {
    const line = { covers: 'host', references: [], adapter: null, services: [] } as const;
    const sites = [
      { ...line, host: 'enclave.test', services: ['api.test'], references: ['example/enclave'] },
      { ...line, host: 'api.test', adapter: 'sealmark' as const },
    ];
    background.surroundings.directory = { version: 1, issued: '2026-11-29T00:00:00Z', expires: null, sites };
    expect((await visitOf()).codeNames).toEqual(['example/enclave']);
    expect((await visitOf({ url: `${HTTP}/` })).codeNames).toEqual([]);
    expect((await visitOf()).services.map(({ origin }) => origin)).toEqual(['https://api.test']);
    expect((await visitOf({ notLoaded: true })).services).toEqual([]);
  });
});

describe('a new visit begins', () => {
  const stateOf = async (...how: Parameters<typeof made>) => (await visitOf(...how)).state;

  it('as the browser’s own message where the page was not loaded, whatever was announced or is pinned', async () => {
    await pinned('hard');
    expect(await made({ notLoaded: true, links: [LINK] })).toMatchObject({
      recognition: null,
      visit: { state: { at: 'off', because: 'not-loaded' } },
    });
  });

  it('as a page of which nothing can be said without https', async () => {
    expect(await stateOf({ url: 'about:blank' })).toEqual({ at: 'off', because: 'internal-page' });
    expect(await stateOf({ url: `${HTTP}/` })).toEqual({ at: 'off', because: 'not-https' });
  });

  it('as missing without https where the host is pinned', async () => {
    await pinned('soft');
    expect(await stateOf({ url: `${HTTP}/` })).toEqual({
      at: 'missing',
      pin: 'soft',
      since: '2026-11-01T00:00:00.000Z',
      problem: { code: 'site.not-https', fault: 'site', remedy: 'retry', facts: { host: 'enclave.test' } },
    });
  });

  it('as one at which we may not look', async () => {
    background.surroundings.mayCheck = false;
    expect(await stateOf({ links: [LINK] })).toEqual({ at: 'off', because: 'no-permission' });
  });

  it('with its check where it announced something, pinned or not', async () => {
    await pinned('hard');
    expect(await stateOf({ links: [LINK] })).toEqual({ at: 'fetching', announcedBy: 'response-header' });
  });

  it('as missing where it is pinned in a window that asks nobody', async () => {
    await pinned('hard');
    background.surroundings.private = true;
    expect(await stateOf()).toMatchObject({ at: 'missing', pin: 'hard', problem: null });
  });

  it('as missing where it failed before, and not where it was only a mismatch', async () => {
    const missing = { at: 'missing', pin: 'failed-before', since: FAILURE.judgedAt, problem: null };
    expect(await stateOf({}, earlier({ unresolvedFailure: FAILURE }))).toEqual(missing);
    expect(await stateOf({}, earlier({ unresolvedFailure: { ...FAILURE, worst: 'caution' } }))).toEqual({ at: 'none' });
  });

  it('as one that could not be checked where its beginning was not seen', async () => {
    expect(await stateOf({ begun: false })).toMatchObject({ at: 'unavailable', problem: { code: 'worker.interrupted' } });
    expect(await stateOf()).toEqual({ at: 'none' });
  });
});
