import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { attester, lockedBuild } from '../../src/attester/index.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { simulatedSource } from '../attester/simulated-source.ts';
import type { ServerCredential } from '../certificates.ts';
import { listen } from '../proxy.ts';

/** A service of notes: sign-in, a list, a picture, and who else writes, under one name and in one (simulated) enclave. */
export type NotesService = {
  readonly port: number;
  /** Ends every connection: the next request needs a new one, wherever that ends. */
  readonly disconnect: () => void;
  readonly close: () => Promise<void>;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

type Kept = { readonly notes: { readonly text: string }[]; picture: Buffer };

/** Serves a built page locked at strict, with its evidence, as an operator does: the kit in front of the application. */
export async function startNotes(
  folder: string,
  origin: string,
  { key, cert, spki }: ServerCredential,
  platform: Attester,
): Promise<NotesService> {
  const { keys } = await lockedBuild(folder, { policy: 'strict' });
  const kit = await attester({
    origin,
    tls: { spki },
    source: simulatedSource(platform),
    anchors: platform.anchors,
    endorsements: 'none',
    keys,
    log: () => undefined,
  });
  const passwords = new Map<string, string>();
  const sessions = new Map<string, Kept>();
  const live = new WebSocketServer({ noServer: true });
  const heard = new Map<WebSocket, string>();
  const tell = (token: string): void => {
    for (const [socket, of] of heard) if (of === token) socket.send(String(sessions.get(token)?.notes.length ?? 0));
  };
  live.on('connection', (socket) => {
    socket.on('error', () => {
      socket.terminate();
    });
    socket.on('close', () => heard.delete(socket));
    socket.on('message', (data: Buffer) => {
      heard.set(socket, data.toString());
      tell(data.toString());
    });
  });

  const answerApi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = request;
    const body = await bodyOf(request);
    if (url === '/api/session') {
      const { name, password } = JSON.parse(body.toString()) as { readonly name: string; readonly password: string };
      if ((passwords.get(name) ?? password) !== password) return void response.writeHead(403).end();
      passwords.set(name, password);
      const token = randomUUID();
      sessions.set(token, { notes: [], picture: Buffer.alloc(0) });
      return void response.end(token);
    }
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    const kept = sessions.get(token);
    if (kept === undefined) return void response.writeHead(401).end();
    if (url === '/api/picture') {
      if (method === 'PUT') kept.picture = body;
      return void response.end(method === 'PUT' ? '' : kept.picture);
    }
    if (method === 'POST') kept.notes.push(JSON.parse(body.toString()) as { readonly text: string });
    response.end(JSON.stringify(kept.notes));
    tell(token);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname.startsWith('/api/')) {
      await answerApi(request, response);
      return;
    }
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    const type = TYPES[extname(file)];
    const bytes = type === undefined ? null : await readFile(file).catch(() => null);
    if (bytes === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type ?? '', 'cache-control': 'no-store' }).end(bytes);
  };
  const server = createServer(
    { key, cert },
    kit.node((request, response) => {
      answer(request, response).catch(() => response.destroy());
    }),
  );
  server.on('upgrade', (request, socket, head) => {
    live.handleUpgrade(request, socket, head, (made) => live.emit('connection', made, request));
  });
  const port = await listen(server);
  const disconnect = (): void => {
    for (const socket of live.clients) socket.terminate();
    server.closeAllConnections();
  };
  return {
    port,
    disconnect,
    close: async () => {
      disconnect();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
