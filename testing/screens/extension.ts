/**
 * The extension's side of the browser, for parts of our pages drawn in happy-dom: a unit test has no browser. Import it before
 * the part, because src/popup/shared/browser.ts takes the browser's functions when it is loaded.
 */
import type { CallResult, Message, PopupCalls } from '../../src/background/api/calls.ts';

type Name = keyof PopupCalls;
type Answer = (ask: unknown) => CallResult<unknown> | Promise<CallResult<unknown>>;

const answers = new Map<Name, Answer>();

/** What the pages asked the background, and its answers; opened pages and copied texts. */
export const extension = {
  calls: [] as Message<Name>[],
  opened: [] as string[],
  copied: [] as string[],
  /** The browser refuses to copy while this is false. */
  mayCopy: true,
  /** Answers calls of this name from now on. Others get no answer. */
  answer<N extends Name>(
    name: N,
    answer: (ask: PopupCalls[N]['ask']) => CallResult<PopupCalls[N]['answer']> | Promise<CallResult<PopupCalls[N]['answer']>>,
  ): void {
    answers.set(name, answer as Answer);
  },
  /** Resets everything between two tests. */
  reset(): void {
    answers.clear();
    extension.calls.length = extension.opened.length = extension.copied.length = 0;
    extension.mayCopy = true;
  },
};

Object.assign(globalThis, {
  browser: {
    extension: { inIncognitoContext: false },
    runtime: {
      getManifest: () => ({ name: 'Sealmark', version: '0.0.0' }),
      getURL: (path: string) => path,
      sendMessage: async (message: Message<Name>) => {
        extension.calls.push(message);
        return await answers.get(message.call)?.(message.ask);
      },
    },
    tabs: {
      create: ({ url }: { readonly url: string }) => {
        extension.opened.push(url);
        return Promise.resolve();
      },
    },
  },
});
Object.defineProperty(navigator, 'clipboard', {
  value: {
    writeText: (text: string) => {
      if (!extension.mayCopy) return Promise.reject(new Error('refused'));
      extension.copied.push(text);
      return Promise.resolve();
    },
  },
});
