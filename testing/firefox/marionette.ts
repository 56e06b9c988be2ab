import { connect, type Socket } from 'node:net';
import { answered } from '../json.ts';
import { until, within } from '../poll.ts';

/**
 * Marionette, the protocol that Firefox itself speaks to its drivers (firefox-source-docs, "Marionette: Protocol"):
 * JSON arrays over TCP, each after its length in decimal and a colon; `[0, id, command, parameters]` is answered by
 * `[1, id, error, result]`. Our own client, because geckodriver is not in the npm registry.
 */
export type Marionette = {
  readonly send: (command: string, parameters?: object) => Promise<unknown>;
  /**
   * Runs several commands that belong together (all callers share one current window and context), after those of all earlier
   * callers.
   */
  readonly exclusively: <T>(commands: () => Promise<T>) => Promise<T>;
  readonly end: () => void;
};

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void };

/** A browser that does not respond for this long is stuck (milliseconds). */
const COMMAND_TIMEOUT_MS = 45_000;

/** Connects as soon as the browser listens on this port of loopback. */
export async function connectMarionette(port: number, timeoutMs: number): Promise<Marionette> {
  const socket = await until('Firefox listens for its driver', () => connected(port), timeoutMs);
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const greeted = receive(socket, (message) => {
    const [, id, error, result] = answered<[number, number, { error: string; message: string } | null, unknown]>(message);
    const command = waiting.get(id);
    waiting.delete(id);
    if (error) command?.reject(new Error(`${error.error}: ${error.message}`));
    else command?.resolve(result);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser ended'));
    waiting.clear();
  });
  await within(greeted, timeoutMs, 'Firefox greets its driver');

  let turn: Promise<unknown> = Promise.resolve();
  return {
    send: (command, parameters = {}) => {
      const id = ++last;
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const text = JSON.stringify([0, id, command, parameters]);
      socket.write(`${String(Buffer.byteLength(text))}:${text}`);
      return within(answer, COMMAND_TIMEOUT_MS, command);
    },
    exclusively: (commands) => {
      const mine = turn.then(commands, commands);
      turn = mine.catch(() => undefined);
      return mine;
    },
    end: () => {
      socket.destroy();
    },
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Splits the stream into messages; resolves with the first one, the greeting, and passes on the others. */
function receive(socket: Socket, take: (message: unknown) => void): Promise<unknown> {
  let pending = Buffer.alloc(0);
  return new Promise((resolve) => {
    let greeted = false;
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let colon = pending.indexOf(':'); colon > 0; colon = pending.indexOf(':')) {
        const end = colon + 1 + Number(pending.subarray(0, colon).toString());
        if (pending.length < end) return;
        const message: unknown = JSON.parse(pending.subarray(colon + 1, end).toString());
        pending = pending.subarray(end);
        if (greeted) take(message);
        else resolve(message);
        greeted = true;
      }
    });
    socket.on('error', () => undefined);
  });
}
