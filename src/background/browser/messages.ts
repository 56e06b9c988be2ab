import browser, { type Runtime } from 'webextension-polyfill';

/** Who sent a message, as the browser says it. */
export type Sender =
  | { readonly kind: 'page' }
  /** `frameId` 0 is the tab's own document. `url` is the frame's, or its origin where it has no address of its own (srcdoc). */
  | {
      readonly kind: 'content';
      readonly tabId: number;
      readonly frameId: number;
      readonly url: string;
      readonly documentId: string | null;
    }
  | { readonly kind: 'stranger' };

/**
 * One listener, not asynchronous itself: an async listener always answers (undefined) and would shadow every other. It
 * answers by a callback, which every version of both browsers has; a promise that is returned some versions of Chrome ignore.
 * `answer` gives null for a message that is not ours.
 */
export function onMessage(answer: (message: unknown, sender: Sender) => Promise<unknown> | null): void {
  const listener = (message: unknown, sender: Runtime.MessageSender, respond: (answer: unknown) => void): true | undefined => {
    const { id, url, tab, frameId } = sender;
    const own = browser.runtime.getURL('');
    let from: Sender = { kind: 'stranger' };
    if (id === browser.runtime.id) {
      if (url?.startsWith(own) === true) from = { kind: 'page' };
      else if (tab?.id !== undefined && frameId !== undefined && url !== undefined) {
        const documentId: unknown = Reflect.get(sender, 'documentId');
        from = {
          kind: 'content',
          tabId: tab.id,
          frameId,
          url: frameId === 0 ? url : originOf(sender, url),
          documentId: typeof documentId === 'string' ? documentId : null,
        };
      }
    }
    const promise = answer(message, from);
    if (promise === null) return undefined;
    promise.then(respond, () => {
      respond(undefined);
    });
    return true;
  };
  // Its type knows no listener that answers some messages only (WebExtensions, runtime.onMessage: `true`, or nothing).
  browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerCallback);
}

/** Frames of `about:blank` and the like speak for the origin that they inherited, which both browsers name. */
function originOf(sender: Runtime.MessageSender, url: string): string {
  const origin: unknown = Reflect.get(sender, 'origin');
  return typeof origin === 'string' ? origin : url;
}
