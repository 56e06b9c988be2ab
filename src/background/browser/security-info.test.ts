import type { WebRequest } from 'webextension-polyfill';
import { expect, it } from 'vitest';
import type { NavigationEvent } from '../channel/event.ts';
import { certificateOfRequest } from './security-info.ts';

type Held = (details: object) => Promise<WebRequest.BlockingResponse>;

/** The listener that certificates are read in, for responses that may be left unread or not. */
function listening(unread: boolean) {
  const asked: string[] = [];
  const emitted: NavigationEvent[] = [];
  let held: Held = () => Promise.reject(new Error('nobody listens'));
  const webRequest = {
    onHeadersReceived: { addListener: (listener: Held) => (held = listener) },
    getSecurityInfo: (requestId: string) => {
      asked.push(requestId);
      return Promise.resolve({ state: 'secure', certificates: [{ rawDER: [1] }, { rawDER: [2], isBuiltInRoot: true }] });
    },
  } as never as WebRequest.Static;
  const holding = { respond: () => Promise.resolve({ responseHeaders: [] }), unread: () => unread };
  certificateOfRequest(
    webRequest,
    { urls: [] },
    () => undefined,
    (event) => emitted.push(event),
    holding,
  );
  return { asked, emitted, receive: () => held({ tabId: 1, requestId: 'R1', url: 'https://site.test/' }) };
}

it('a response waits until its certificate was read', async () => {
  const { asked, emitted, receive } = listening(false);
  expect(await receive()).toEqual({ responseHeaders: [] });
  expect(asked).toEqual(['R1']);
  expect(emitted).toMatchObject([{ kind: 'certificate', answer: 1, view: { kind: 'leaf', locallyInstalledRoot: false } }]);
});

it('a response whose certificate is left unread says so, and its headers are replaced all the same', async () => {
  const { asked, emitted, receive } = listening(true);
  expect(await receive()).toEqual({ responseHeaders: [] });
  expect(asked).toEqual([]);
  expect(emitted).toMatchObject([{ kind: 'certificate', answer: 1, view: { kind: 'unread' } }]);
});
