import { randomBytes } from 'node:crypto';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { ServerCredential, WebAuthority } from '../certificates.ts';
import { listen } from '../proxy.ts';

/** One request as it arrived. */
export type Received = {
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** At which of the host's keys its connection ended. */
  readonly node: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The other end of its connection: two requests with the same port shared one. */
  readonly port: number;
};

/** The response as Node has it, over HTTP/1.1 as well. */
export type Respond = Http2ServerResponse;

/** Answers one request. An exception ends the connection. */
export type Handler = (received: Received, respond: Respond) => void | Promise<void>;

/** A host name with its certificates, and what answers its requests. */
export type Host = {
  readonly name: string;
  readonly handle: Handler;
  /** The keys of its nodes: a host behind a load balancer has several. */
  readonly credentials: readonly ServerCredential[];
  /** At which node the next connection ends. */
  readonly node: () => number;
  /** False disables HTTP/2, for faults that only HTTP/1.1 can have. */
  readonly http2: boolean;
};

/** Every host behind one loopback port, told apart by the name in the TLS handshake. */
export type Server = {
  readonly port: number;
  /** Every request that reached any host, in order. */
  readonly requests: readonly Received[];
  readonly add: (host: Host) => void;
  readonly serves: (name: string) => boolean;
  /** What answers at this name now. */
  readonly host: (name: string) => Host | undefined;
  /** Ends every connection to this host; the next request needs a new handshake. */
  readonly disconnect: (name: string) => void;
  /** The same for the connections that ended at one of its nodes. */
  readonly disconnectNode: (name: string, node: number) => void;
  /** No longer resumes TLS sessions from before: a resumed one shows the certificate of the node that it began with. */
  readonly forgetTickets: () => void;
  readonly close: () => Promise<void>;
};

export { type WebAuthority };

type Context = { readonly context: SecureContext; readonly fingerprint: string };

/** The https server behind every name in a test run: real TLS with a certificate for each name, HTTP/2 and HTTP/1.1. */
export async function startServer(): Promise<Server> {
  const hosts = new Map<string, Host>();
  const contexts = new Map<string, readonly Context[]>();
  const connections = new Map<number, { readonly socket: Socket; readonly name: string; readonly node: number }>();
  const requests: Received[] = [];

  const server = createSecureServer({
    allowHTTP1: true,
    ALPNCallback: ({ servername, protocols }) => {
      const wanted = hosts.get(withoutDot(servername))?.http2 === false ? ['http/1.1'] : ['h2', 'http/1.1'];
      return wanted.find((protocol) => protocols.includes(protocol));
    },
    SNICallback: (shown, done) => {
      const name = withoutDot(shown);
      const host = hosts.get(name);
      const context = host === undefined ? undefined : contexts.get(name)?.[host.node()];
      if (context === undefined) done(new Error(`no such host: ${name}`));
      else done(null, context.context);
    },
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    const name = typeof socket.servername === 'string' ? withoutDot(socket.servername) : '';
    const shown = fingerprintOf(socket);
    // A resumed session shows the certificate that it began with, wherever its connection ends.
    const ends = socket.isSessionReused() ? hosts.get(name)?.node() : undefined;
    const node = Math.max(0, ends ?? contexts.get(name)?.findIndex(({ fingerprint }) => fingerprint === shown) ?? 0);
    const port = socket.remotePort ?? 0;
    connections.set(port, { socket, name, node });
    socket.once('close', () => connections.delete(port));
    socket.on('error', () => undefined);
  });
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const port = request.socket.remotePort ?? 0;
    const connection = connections.get(port);
    const received = receivedFrom(request, connection?.node ?? 0, port);
    requests.push(received);
    response.on('error', () => undefined);
    const host = hosts.get(received.host);
    Promise.resolve(host?.handle(received, response)).catch(() => connection?.socket.destroy());
  });
  server.on('sessionError', () => undefined);
  const port = await listen(server);

  return {
    port,
    requests,
    add: (host) => {
      hosts.set(host.name, host);
      contexts.set(host.name, host.credentials.map(contextOf));
    },
    serves: (name) => hosts.has(withoutDot(name)),
    host: (name) => hosts.get(withoutDot(name)),
    disconnect: (name) => {
      for (const connection of connections.values()) if (connection.name === name) connection.socket.destroy();
    },
    disconnectNode: (name, node) => {
      for (const connection of connections.values())
        if (connection.name === name && connection.node === node) connection.socket.destroy();
    },
    forgetTickets: () => {
      server.setTicketKeys(randomBytes(48));
    },
    close: async () => {
      for (const { socket } of connections.values()) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** A host name may end in a dot, and is the same one. */
const withoutDot = (name: string): string => name.replace(/\.$/, '');

function contextOf({ key, cert, certificate }: ServerCredential): Context {
  return { context: createSecureContext({ key, cert }), fingerprint: Buffer.from(certificate).toString('hex') };
}

/** The certificate that this connection was shown, as hexadecimal text. */
function fingerprintOf(socket: TLSSocket): string {
  const certificate = socket.getCertificate();
  return certificate !== null && 'raw' in certificate ? Buffer.from(certificate.raw).toString('hex') : '';
}

function receivedFrom(request: Http2ServerRequest, node: number, port: number): Received {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  const authority = headers[':authority'] ?? headers['host'] ?? '';
  const [host = ''] = authority.split(':');
  return { host: withoutDot(host), method: request.method, target: request.url, headers, node, at: Date.now(), port };
}
