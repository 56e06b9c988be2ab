import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Misbehaviour } from './faults.ts';
import { METHODS, RpcError, type NodeView } from './rpc.ts';

type Request = { readonly id: number | string; readonly method: string; readonly params: readonly unknown[] };

function readRequest(value: unknown): Request {
  if (typeof value !== 'object' || value === null || !('method' in value) || !('id' in value))
    throw new RpcError(-32600, 'Invalid request');
  const { id, method } = value;
  const params: unknown = 'params' in value ? value.params : [];
  if ((typeof id !== 'number' && typeof id !== 'string') || typeof method !== 'string' || !Array.isArray(params))
    throw new RpcError(-32600, 'Invalid request');
  return { id, method, params };
}

/** A name under which a node is reached over TLS, and how the browser gets from there to the port. */
export type NodeName = {
  readonly host: string;
  readonly key: string;
  readonly cert: string;
  route(port: number): void;
};

/** One WebSocket JSON-RPC node on this machine, honest until it is given a fault. */
export class TestNode {
  readonly #server: WebSocketServer;
  readonly #view: () => NodeView;
  #lie: Misbehaviour | null = null;
  #asked: string[] = [];
  #heard: string[] = [];

  readonly #https: Server | null;
  readonly #name: NodeName | null;

  private constructor(server: WebSocketServer, view: () => NodeView, https: Server | null, name: NodeName | null) {
    this.#server = server;
    this.#https = https;
    this.#name = name;
    this.#view = view;
    server.on('connection', (socket) => {
      socket.on('message', (data) => {
        this.#hear(socket, data);
      });
      socket.on('error', () => {
        socket.terminate();
      });
    });
  }

  /** On a port chosen by the system; over TLS when it has a name. */
  static async start(view: () => NodeView, name: NodeName | null = null): Promise<TestNode> {
    const https = name === null ? null : createServer({ key: name.key, cert: name.cert });
    const server = new WebSocketServer(https === null ? { host: '127.0.0.1', port: 0 } : { server: https });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
      https?.listen(0, '127.0.0.1');
    });
    const node = new TestNode(server, view, https, name);
    name?.route(node.#port);
    return node;
  }

  get #port(): number {
    const address = (this.#https ?? this.#server).address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return (address satisfies AddressInfo).port;
  }

  get url(): string {
    return this.#name === null ? `ws://127.0.0.1:${String(this.#port)}` : `wss://${this.#name.host}`;
  }

  /** Methods that were called, in order: what this node learnt about its clients. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  /** Every message as it came. */
  get heard(): readonly string[] {
    return this.#heard;
  }

  get connections(): number {
    return this.#server.clients.size;
  }

  forget(): void {
    this.#asked = [];
    this.#heard = [];
  }

  /** From now on; null makes it honest again. */
  misbehaviour(misbehaviour: Misbehaviour | null): void {
    this.#lie = misbehaviour;
  }

  #hear(socket: WebSocket, data: RawData): void {
    const heard = Buffer.isBuffer(data) ? data.toString('utf8') : '[]';
    this.#heard.push(heard);
    const parsed: unknown = JSON.parse(heard);
    const answer = Array.isArray(parsed) ? parsed.map((one) => this.#answer(socket, one)) : this.#answer(socket, parsed);
    const text = JSON.stringify(answer);
    if (this.#lie?.send === undefined) socket.send(text);
    else this.#lie.send(socket, text);
  }

  #answer(socket: WebSocket, value: unknown): object {
    let id: number | string = 0;
    try {
      const request = readRequest(value);
      id = request.id;
      this.#asked.push(request.method);
      return { jsonrpc: '2.0', id, result: this.#result(socket, request) };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } };
    }
  }

  #result(socket: WebSocket, { method, params }: Request): unknown {
    const view = this.#lie?.view?.(this.#view()) ?? this.#view();
    if (method === 'state_subscribeRuntimeVersion') return this.#subscribe(socket, view);
    if (method === 'state_unsubscribeRuntimeVersion') return true;
    const handler = METHODS.get(method);
    if (handler === undefined) throw new RpcError(-32601, 'Method not found');
    const honest = handler(view, params);
    return this.#lie?.answer === undefined ? honest : this.#lie.answer(method, honest);
  }

  #subscribe(socket: WebSocket, view: NodeView): string {
    const subscription = `runtime-${String(this.#asked.length)}`;
    const result = METHODS.get('state_getRuntimeVersion')?.(view, []);
    setImmediate(() => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'state_runtimeVersion', params: { subscription, result } }));
    });
    return subscription;
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#https?.close();
  }
}
