import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { webAuthority } from '../../../testing/certificates.ts';
import { openLine, type Route } from './exchange.ts';
import { connectionLine, errorFact } from './reached.ts';

const folder = mkdtempSync(join(tmpdir(), 'reached-'));
const authority = webAuthority(folder);
const webRoots = readFileSync(authority.file, 'utf8');
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

const tls = (name: string): Promise<number> => {
  const { key, cert } = authority.credential(name);
  const server = createTlsServer({ key, cert }, (socket) => socket.on('error', () => undefined).end());
  return portOf(server.on('tlsClientError', () => undefined));
};

/** What `check` says of a site behind this port. */
async function told(port: number, route: Partial<Route> = {}): Promise<string | null> {
  const line = openLine({ origin: 'https://service.example', connectTo: { host: '127.0.0.1', port }, ...route });
  const answer = await line.ask({
    url: 'https://service.example/',
    accept: null,
    mediaType: null,
    maxBytes: 1024,
    timeoutMs: 20_000,
  });
  line.hangUp();
  return connectionLine('problem' in answer ? answer.problem : null);
}

describe('a site that cannot be reached', () => {
  it('has a certificate that nobody here trusts', async () => {
    expect(await told(await tls('service.example'))).toMatch(
      /^no connection: no authority that this machine trusts issued the certificate, .* \(UNABLE_TO_\w+\)$/,
    );
  });

  it('has a certificate for another name', async () => {
    expect(await told(await tls('other.example'), { webRoots })).toBe(
      'no connection: the certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    );
  });

  it('does not speak TLS', async () => {
    const server = createTcpServer((socket) => {
      // Only after the hello was read: what is left unread makes the system cut the connection off.
      socket.on('error', () => undefined).once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    expect(await told(await portOf(server))).toMatch(/^no connection: what listens there does not speak TLS \(\w+\)$/);
  });

  it('listens at another port', async () => {
    expect(await told(1)).toBe('no connection: nothing listens at this port (ECONNREFUSED)');
  });
});

describe('any other problem', () => {
  const problem = { code: 'net.unreachable', fault: 'site', remedy: 'ask-the-site', facts: {} } as const;

  it('gets no such line', () => {
    expect(connectionLine(null)).toBeNull();
    expect(connectionLine(problem)).toBeNull();
    expect(connectionLine({ ...problem, code: 'net.status', facts: { error: 'ENOTFOUND' } })).toBeNull();
  });

  it('of a connection is told by its code', () => {
    expect(connectionLine({ ...problem, facts: errorFact(Object.assign(new Error('x'), { code: 'EOTHER' })) })).toBe(
      'no connection: EOTHER',
    );
    expect([errorFact(new Error('x')), errorFact('x'), errorFact(Object.assign(new Error('x'), { code: 7 }))]).toEqual([
      {},
      {},
      {},
    ]);
  });
});
