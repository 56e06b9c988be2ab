type Event<Listener> = { addListener(listener: Listener): void };

/** One end of a connection inside the extension. */
export type Port = {
  readonly name: string;
  /** Who opened it; `tab` where that is a page in a tab or a content script. */
  readonly sender?: { readonly id?: string; readonly tab?: object };
  readonly onMessage: Event<(message: unknown) => void>;
  readonly onDisconnect: Event<() => void>;
  postMessage(message: unknown): void;
};

/**
 * All that an offscreen document has of the extension's API (Chrome, "chrome.offscreen": "only the chrome.runtime API"), and
 * of that what is used here: this world's types know no other, so that a mistake does not wait for a browser.
 */
type Runtime = { readonly id: string; readonly onConnect: Event<(port: Port) => void> };

export const { runtime } = Reflect.get(globalThis, 'chrome') as { readonly runtime: Runtime };
