import browser, { type Runtime } from 'webextension-polyfill';

/** Who sent a message, as the browser says it. */
export type Sender =
  | { readonly kind: 'page' }
  | { readonly kind: 'content'; readonly tabId: number; readonly url: string; readonly documentId: string | null }
  | { readonly kind: 'stranger' };

/**
 * One listener, not asynchronous itself: an async listener always answers (undefined) and would shadow every other.
 * `answer` gives null for a message that is not ours.
 */
export function onMessage(answer: (message: unknown, sender: Sender) => Promise<unknown> | null): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender): Promise<unknown> | undefined => {
    const { id, url, tab, frameId } = sender;
    const own = browser.runtime.getURL('');
    let from: Sender = { kind: 'stranger' };
    if (id === browser.runtime.id) {
      if (url?.startsWith(own) === true) from = { kind: 'page' };
      else if (tab?.id !== undefined && frameId === 0 && url !== undefined) {
        const documentId: unknown = Reflect.get(sender, 'documentId');
        from = { kind: 'content', tabId: tab.id, url, documentId: typeof documentId === 'string' ? documentId : null };
      }
    }
    return answer(message, from) ?? undefined;
  });
}
