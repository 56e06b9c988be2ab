// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, PopupCalls } from '../../background/api/calls.ts';
import type { ServiceView } from '../../background/api/services.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { VIEWS } from '../../../testing/screens/views.ts';

type Call = keyof PopupCalls;

/** What the session's storage holds. */
let stored: Record<string, unknown> = {};
let asked: Message<Call>[] = [];
/** The result of each message, in turn; a background that stops as the message arrives does not answer. */
let answers: (() => Promise<unknown>)[] = [];
const never = (): Promise<unknown> => new Promise(() => undefined);
const says = (view: SiteView) => (): Promise<unknown> => Promise.resolve({ ok: true, value: view });

beforeEach(() => {
  vi.useFakeTimers();
  [asked, answers, stored] = [[], [], {}];
  vi.stubGlobal('chrome', {
    runtime: {
      sendMessage: (message: Message<Call>) => {
        asked.push(message);
        return (answers.shift() ?? never)();
      },
    },
    storage: { session: { get: () => Promise.resolve(stored) } },
    webNavigation: { getFrame: () => Promise.resolve({ url: 'https://vault.example.org/', documentId: 'd' }) },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function readView(): Promise<SiteView | null> {
  const { readView: read } = await import('./browser.ts');
  const reading = read(1);
  await vi.advanceTimersByTimeAsync(60_000);
  return await reading;
}

describe('the view of a tab without a stored view', () => {
  it('is requested from the background once, if that answers', async () => {
    answers = [says(VIEWS.none)];
    expect(await readView()).toEqual(VIEWS.none);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['answers nothing', () => Promise.resolve(undefined)],
    ['ends the connection', () => Promise.reject(new Error('Receiving end does not exist.'))],
    ['is waited for without end', never],
  ])('is asked again of a background that stops as it is asked, and %s', async (_, stopping) => {
    answers = [stopping, says(VIEWS.none)];
    expect(await readView()).toEqual(VIEWS.none);
  });

  it('is nothing where no answer comes at all, so that the popup is drawn', async () => {
    expect(await readView()).toBeNull();
    expect(asked).toHaveLength(3);
  });
});

describe('a stored view', () => {
  const MINUTE_MS = 60_000;
  const SHOWN = { documentId: 'd' } as const;
  const { state } = VIEWS.verified;
  if (state.at !== 'appraised') throw new Error('not appraised');
  const appraisedAt = Date.parse(state.result.judgedAt);
  const until = Date.parse(state.result.goodUntil);
  /** What the popup draws at this time, from this view or as the background answers. */
  async function drawnAt(now: number, view: SiteView = VIEWS.verified): Promise<SiteView['badge'] | undefined> {
    vi.setSystemTime(now);
    stored = { 'site:1': { ...view, ...SHOWN } };
    answers = [says(VIEWS.checking)];
    return (await readView())?.badge;
  }

  it('is drawn without waking the background while its result holds', async () => {
    expect(await drawnAt(until - 1)).toBe('verified');
    expect(asked).toEqual([]);
  });

  it('is not drawn once its result has run out', async () => {
    expect(await drawnAt(until)).toBe('checking');
  });

  it('is not drawn where the clock was put back by more than clocks are corrected', async () => {
    expect(await drawnAt(appraisedAt - 5 * MINUTE_MS)).toBe('verified');
    expect(await drawnAt(appraisedAt - 5 * MINUTE_MS - 1)).toBe('checking');
  });

  it('is not drawn once the result of a service behind the page has run out', async () => {
    const result = { ...state.result, goodUntil: '2026-11-25T13:00:00Z' };
    const service: ServiceView = {
      origin: 'https://api.example.org',
      adapter: 'sealmark',
      contacted: true,
      codeNames: [],
      badge: 'verified',
      state: { at: 'appraised', result, published: [], problems: [] },
    };
    const view = { ...VIEWS.verified, services: [service] };
    expect(await drawnAt(Date.parse(result.goodUntil) - 1, view)).toBe('verified');
    expect(await drawnAt(Date.parse(result.goodUntil), view)).toBe('checking');
  });
});

describe('a call', () => {
  it('without an answer ends in a failure that says so, and is not made twice', async () => {
    const { call } = await import('./browser.ts');
    const calling = call('site.check', { tabId: 1, origin: null, documentId: null });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await calling).toEqual({ ok: false, error: { code: 'background.silent', detail: 'site.check' } });
    expect(asked).toHaveLength(1);
  });
});
