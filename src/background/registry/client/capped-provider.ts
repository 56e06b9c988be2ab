import type { ApiOptions } from '@polkadot/api/types';
import { NodeFailed } from './node-failed.ts';

type Provider = NonNullable<ApiOptions['provider']>;

/** The part of a browser's WebSocket that is used; tests supply one of Node's. */
export type Socket = {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onerror: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
};

/** Opens a connection to a node's `wss:` address. */
export type Dial = (url: string) => Socket;

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
};

/** The longest message that is read, in characters: a finality proof over a long set of voters has 1.5 million. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/**
 * A JSON-RPC connection for @polkadot/api that a hostile node cannot keep busy: every call has a deadline, an oversized or
 * invalid message ends the connection, nothing is retried or cached implicitly, and nothing is subscribed to. The library's own
 * provider has none of these limits.
 */
export class CappedProvider implements Provider {
  readonly hasSubscriptions = false;
  readonly isClonable = false;
  readonly ttl = null;
  readonly #dial: Dial;
  readonly #url: string;
  readonly #deadline: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(value?: unknown) => unknown>>();
  #socket: Socket | null = null;
  #opening: Promise<void> | null = null;
  #next = 1;

  /** @param deadline milliseconds for each call */
  constructor(dial: Dial, url: string, deadline: number) {
    this.#dial = dial;
    this.#url = url;
    this.#deadline = deadline;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  clone(): CappedProvider {
    return new CappedProvider(this.#dial, this.#url, this.#deadline);
  }

  /** Opens the connection once. @throws NodeFailed */
  async connect(): Promise<void> {
    this.#opening ??= this.#open();
    await this.#opening;
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      let socket: Socket;
      try {
        socket = this.#dial(this.#url);
      } catch {
        reject(new NodeFailed('connection-refused'));
        return;
      }
      const timer = setTimeout(() => {
        reject(new NodeFailed('timeout'));
        socket.close();
      }, this.#deadline);
      socket.onopen = () => {
        clearTimeout(timer);
        this.#socket = socket;
        resolve();
        this.#emit('connected');
      };
      socket.onclose = socket.onerror = () => {
        clearTimeout(timer);
        reject(new NodeFailed('connection-refused'));
        this.#fail('connection-refused');
      };
      socket.onmessage = ({ data }) => {
        this.#hear(data);
      };
    });
  }

  disconnect(): Promise<void> {
    this.#fail('connection-refused');
    return Promise.resolve();
  }

  /** Ends the connection and every pending call. */
  #fail(because: NodeFailed['because']): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#opening = null;
    if (socket !== null) {
      socket.onclose = socket.onerror = socket.onmessage = null;
      socket.close();
      this.#emit('disconnected');
    }
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new NodeFailed(because));
    }
    this.#waiting.clear();
  }

  #hear(data: unknown): void {
    if (typeof data !== 'string') {
      this.#fail('malformed-answer');
      return;
    }
    if (data.length > MAX_MESSAGE_BYTES) {
      this.#fail('answer-too-large');
      return;
    }
    const answer = parsed(data);
    const waiting = answer === null ? undefined : this.#waiting.get(answer.id);
    if (answer === null || waiting === undefined) {
      this.#fail('malformed-answer');
      return;
    }
    clearTimeout(waiting.timer);
    this.#waiting.delete(answer.id);
    if (answer.error) waiting.reject(new NodeFailed('rpc-error'));
    else waiting.resolve(answer.result);
  }

  /** @throws NodeFailed */
  async send<T>(method: string, params: unknown[]): Promise<T> {
    await this.connect();
    const id = this.#next;
    this.#next += 1;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new NodeFailed('timeout'));
      }, this.#deadline);
      this.#waiting.set(id, { resolve, reject, timer });
    });
    this.#socket?.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    // The caller names the type that it expects, and validates the answer field by field.
    return (await answer) as T;
  }

  on(type: 'connected' | 'disconnected' | 'error', listener: (value?: unknown) => unknown): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  #emit(type: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener();
  }

  subscribe(): Promise<never> {
    return Promise.reject(new NodeFailed('client-failed', 'nothing is subscribed to'));
  }

  unsubscribe(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

function parsed(text: string): { readonly id: number; readonly error: boolean; readonly result: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'number') return null;
    return { id: value.id, error: 'error' in value, result: 'result' in value ? value.result : null };
  } catch {
    return null;
  }
}
