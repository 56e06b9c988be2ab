import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Where a connection for this host and port goes: a loopback port, or nowhere. */
export type Route = (host: string, port: number) => number | null;

/** A name and port that a browser asked for, and whether it got there. */
export type ProxiedRequest = { readonly host: string; readonly port: number; readonly routed: boolean };

/** The running proxy; `port` is on loopback. */
export type Proxy = {
  readonly port: number;
  /** Every requested connection, in order: everything that reached any network at all. */
  readonly asked: readonly ProxiedRequest[];
  readonly close: () => Promise<void>;
};

/**
 * The only way out for the browsers under test: tunnels `CONNECT host:443` to our servers, end to end, so that real names,
 * default ports and real TLS are used, and refuses (and records) everything else.
 */
export async function startProxy(route: Route): Promise<Proxy> {
  const asked: ProxiedRequest[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((_, response) => {
    // Plain http has no tunnel: requests for it get a page that says so.
    response.writeHead(200, { 'content-type': 'text/html', connection: 'close' });
    response.end('<!doctype html><title>plain http</title><p>plain http');
  });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => sockets.delete(client));
    const [host = '', port = '443'] = (request.url ?? '').split(':');
    const target = route(host, Number(port));
    asked.push({ host, port: Number(port), routed: target !== null });
    if (target === null) {
      client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    tunnel(client, head, target, sockets);
  });
  const port = await listen(server);
  return {
    port,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

function tunnel(client: Duplex, head: Buffer, port: number, sockets: Set<Duplex>): void {
  const upstream: Socket = connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  sockets.add(upstream);
  upstream.setNoDelay(true);
  upstream.on('error', () => client.destroy());
  upstream.once('close', () => {
    sockets.delete(upstream);
    client.destroy();
  });
  client.once('close', () => upstream.destroy());
}

/** Listens on a loopback port chosen by the system. */
export function listen(
  server: Server | { listen(port: number, host: string, done: () => void): unknown; address(): unknown },
): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address() as AddressInfo; // a TCP server that listens has one (node:net, server.address)
      resolve(address.port);
    });
  });
}
