// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, PopupCalls } from '../../background/api/calls.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { VIEWS } from '../../../testing/screens/views.ts';

type Call = keyof PopupCalls;

let asked: Message<Call>[] = [];
/** The result of each message, in turn; a background that stops as the message arrives does not answer. */
let answers: (() => Promise<unknown>)[] = [];
const never = (): Promise<unknown> => new Promise(() => undefined);
const says = (view: SiteView) => (): Promise<unknown> => Promise.resolve({ ok: true, value: view });

beforeEach(() => {
  vi.useFakeTimers();
  [asked, answers] = [[], []];
  vi.stubGlobal('chrome', {
    runtime: {
      sendMessage: (message: Message<Call>) => {
        asked.push(message);
        return (answers.shift() ?? never)();
      },
    },
    storage: { session: { get: () => Promise.resolve({}) } },
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

describe('a call', () => {
  it('without an answer ends in a failure that says so, and is not made twice', async () => {
    const { call } = await import('./browser.ts');
    const calling = call('site.check', { tabId: 1, origin: null, documentId: null });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await calling).toEqual({ ok: false, error: { code: 'background.silent', detail: 'site.check' } });
    expect(asked).toHaveLength(1);
  });
});
