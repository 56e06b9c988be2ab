import type { Readable, Writable } from 'node:stream';
import { within } from '../poll.ts';

/** A command's response: the protocol's members, each checked where it is used. */
export type CdpAnswer = Readonly<Record<string, unknown>>;

/** A connection to a browser. `send` rejects with the browser's own error. */
export type Cdp = {
  /** Sends a command to the browser, or to the target attached under this session. */
  readonly send: (method: string, parameters?: object, session?: string) => Promise<CdpAnswer>;
  readonly on: (listener: (method: string, parameters: CdpAnswer, session: string | undefined) => void) => void;
};

type Waiting = { readonly resolve: (answer: CdpAnswer) => void; readonly reject: (error: Error) => void };

type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: CdpAnswer;
  readonly result?: CdpAnswer;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
};

/** A browser that does not respond for this long is stuck (milliseconds). */
const COMMAND_TIMEOUT_MS = 60_000;

/**
 * Chrome DevTools Protocol over two pipes (`--remote-debugging-pipe`: JSON texts, each ended by a zero byte). Our own,
 * because only what is attached to a page is seen by it: Playwright attaches to everything, which turns prerendering
 * and the back/forward cache into something users do not have.
 */
export function cdpOverPipes(toBrowser: Writable, fromBrowser: Readable): Cdp {
  const waiting = new Map<number, Waiting>();
  const listeners: Parameters<Cdp['on']>[0][] = [];
  let last = 0;
  let pending: Buffer[] = [];

  const receive = (text: string): void => {
    const message = JSON.parse(text) as Message; // the protocol's own frame; the browser under test is no adversary here
    if (message.id === undefined) {
      if (message.method !== undefined)
        for (const listener of listeners) listener(message.method, message.params ?? {}, message.sessionId);
      return;
    }
    const command = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) command?.reject(new Error(message.error.message));
    else command?.resolve(message.result ?? {});
  };

  fromBrowser.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...pending, rest.subarray(0, end)]).toString();
      pending = [];
      rest = rest.subarray(end + 1);
      receive(text);
    }
    if (rest.length > 0) pending.push(rest);
  });
  fromBrowser.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser ended'));
    waiting.clear();
  });
  toBrowser.on('error', () => undefined);

  return {
    send: (method, parameters = {}, session) => {
      const id = ++last;
      const answer = new Promise<CdpAnswer>((resolve, reject) => waiting.set(id, { resolve, reject }));
      toBrowser.write(`${JSON.stringify({ id, method, params: parameters, sessionId: session })}\0`);
      return within(answer, COMMAND_TIMEOUT_MS, method);
    },
    on: (listener) => listeners.push(listener),
  };
}
