import browser, { type Runtime } from 'webextension-polyfill';

/** The sender of a message, as reported by the browser. */
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
 * One listener, which is not async: an async listener always answers (undefined) and would shadow all others. It answers through
 * a callback, which every version of both browsers supports; some versions of Chrome ignore a returned promise. `answer` returns
 * null for a message that is not ours.
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
  // The type has no listener that answers only some messages (WebExtensions, runtime.onMessage: `true`, or nothing).
  browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerCallback);
}

/** Frames such as `about:blank` speak for the origin that they inherited, which both browsers name. */
function originOf(sender: Runtime.MessageSender, url: string): string {
  const origin: unknown = Reflect.get(sender, 'origin');
  return typeof origin === 'string' ? origin : url;
}
