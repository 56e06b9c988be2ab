type Event<Listener> = { addListener(listener: Listener): void };

/** One end of a connection inside the extension. */
export type Port = {
  readonly name: string;
  /** Who opened it; `tab` if that is a page in a tab or a content script. */
  readonly sender?: { readonly id?: string; readonly tab?: object };
  readonly onMessage: Event<(message: unknown) => void>;
  readonly onDisconnect: Event<() => void>;
  postMessage(message: unknown): void;
};

/**
 * The part used here of what an offscreen document has of the extension's API (Chrome, "chrome.offscreen": "only the
 * chrome.runtime API"). The types here include nothing else, so a mistake is found before it reaches a browser.
 */
type Runtime = { readonly id: string; readonly onConnect: Event<(port: Port) => void> };

/** `chrome.runtime`: the only part of the extension’s API in this document. */
export const { runtime } = Reflect.get(globalThis, 'chrome') as { readonly runtime: Runtime };
