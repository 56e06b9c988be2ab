import { beforeEach, describe, expect, it, vi } from 'vitest';

type Listener = (message: unknown, sender: object, respond: (answer: unknown) => void) => true | undefined;

const { browser, added } = vi.hoisted(() => {
  const listeners: Listener[] = [];
  const onMessage = { addListener: (listener: Listener) => listeners.push(listener) };
  const runtime = { id: 'ours', getURL: (path: string) => `chrome-extension://ours/${path}`, onMessage };
  return { added: listeners, browser: { runtime } };
});
// The browser itself, because only it can send messages; this follows what both browsers document.
vi.mock('webextension-polyfill', () => ({ default: browser }));
const { onMessage } = await import('./messages.ts');

const PAGE = { id: 'ours', url: 'chrome-extension://ours/popup.html' };

/** Passes one message to the listener; @returns what the listener returned synchronously, and what was answered. */
function send(message: unknown, sender: object): { readonly received: true | undefined; readonly answer: Promise<unknown> } {
  let received: true | undefined;
  const answer = new Promise((resolve) => {
    received = added.at(-1)?.(message, sender, resolve);
  });
  return { received, answer };
}

describe('a message', () => {
  beforeEach(() => added.splice(0));

  it('is answered later, through the callback that stays open for it', async () => {
    onMessage((message) => Promise.resolve([message]));
    const { received, answer } = send('ask', PAGE);
    expect(received).toBe(true);
    expect(await answer).toEqual(['ask']);
  });

  it('that is not ours is left to other listeners', () => {
    onMessage(() => null);
    expect(send('other', PAGE).received).toBeUndefined();
  });

  it('whose answer fails is answered with nothing, so that nobody waits forever', async () => {
    onMessage(() => Promise.reject(new Error('no')));
    expect(await send('ask', PAGE).answer).toBeUndefined();
  });

  it.each([
    ['our page', PAGE, { kind: 'page' }],
    [
      'a content script of ours',
      { id: 'ours', url: 'https://a.test/', frameId: 0, tab: { id: 7 }, documentId: 'D' },
      { kind: 'content', tabId: 7, frameId: 0, url: 'https://a.test/', documentId: 'D' },
    ],
    [
      'a content script in a frame, which speaks for the origin that it inherited',
      { id: 'ours', url: 'about:srcdoc', origin: 'https://a.test', frameId: 3, tab: { id: 7 } },
      { kind: 'content', tabId: 7, frameId: 3, url: 'https://a.test', documentId: null },
    ],
    ['nobody known, without a tab', { id: 'ours', url: 'https://a.test/', frameId: 0 }, { kind: 'stranger' }],
    ['another extension', { id: 'theirs', url: 'chrome-extension://ours/popup.html' }, { kind: 'stranger' }],
  ])('says that it comes from %s', (_, sender, from) => {
    const heard = vi.fn(() => null);
    onMessage(heard);
    send('ask', sender);
    expect(heard).toHaveBeenCalledWith('ask', from);
  });
});
