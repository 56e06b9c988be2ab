// Covers: node.ts, express.ts, node-messages.ts
import { randomBytes } from 'node:crypto';
import { createServer, request as ask, type OutgoingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatedSource } from '../../../testing/attester/simulated-source.ts';
import { readDocument } from '../../verifier/protocol/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { attester, type Attester } from '../attester.ts';

const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

type Answer = { readonly status: number; readonly headers: OutgoingHttpHeaders; readonly body: Buffer };

/** One request with exactly this target, which no client would normalise. */
const get = (port: number, path: string, method = 'GET', headers: OutgoingHttpHeaders = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = ask({ port, path, method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });

const started = (): Promise<Attester> =>
  attester({
    origin: 'https://service.example',
    tls: { spki: p256Key('service').spki },
    source: simulatedSource(tdxAttester),
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    log: () => undefined,
  });
const kit = await started();
const nonce = (): string => randomBytes(32).toString('base64url');

/** A page, a picture and a page with links of its own, each written in a different way that Node allows. */
const application: RequestListener = (request, response) => {
  if (request.url === '/object')
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', link: '</a.css>; rel=preload' });
  else if (request.url === '/flat') response.writeHead(200, 'Fine', ['Content-Type', 'text/html', 'X-A', '1', 'X-A', '2']);
  else if (request.url === '/pairs') response.writeHead(200, [['content-type', 'text/html']] as never);
  else if (request.url === '/set') response.setHeader('content-type', 'text/html');
  else response.setHeader('content-type', 'image/png');
  response.end('body');
};

const express = kit.express();
const ways: readonly (readonly [string, RequestListener])[] = [
  ['node', kit.node(application)],
  [
    'express',
    (request, response) => {
      express(request, response, () => {
        application(request, response);
      });
    },
  ],
];

describe.each(ways)('%s', (_, listener) => {
  const port = serve(listener);

  it('answers the document, and HEAD with its headers alone', async () => {
    const { status, headers, body } = await get(await port, `/.well-known/attestation?nonce=${nonce()}`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'application/cmw+json', 'no-store']);
    expect(readDocument(body).binding?.origin).toBe('https://service.example');
    const head = await get(await port, `/.well-known/attestation?nonce=${nonce()}`, 'HEAD');
    expect([head.status, head.headers['content-type'], head.body.length]).toEqual([200, 'application/cmw+json', 0]);
  });

  it.each([
    ['POST', 405],
    ['TRACE', 405],
    ['OPTIONS', 204],
  ])('answers %s with %i', async (method, status) => {
    expect((await get(await port, `/.well-known/attestation?nonce=${nonce()}`, method)).status).toBe(status);
  });

  it('answers the configured origin, whatever host is named', async () => {
    const { body } = await get(await port, `/.well-known/attestation?nonce=${nonce()}`, 'GET', { host: 'evil.example' });
    expect(readDocument(body).binding?.origin).toBe('https://service.example');
  });

  it.each(['/.well-known/attestation/', '//.well-known/attestation', 'http://service.example/.well-known/attestation', '/x'])(
    'leaves %s to the application',
    async (path) => {
      expect((await get(await port, path)).body.toString()).toBe('body');
    },
  );

  it('announces itself on pages, in addition to their own links, and on nothing else', async () => {
    const links = async (path: string): Promise<unknown> => (await get(await port, path)).headers.link;
    expect(await links('/object')).toBe(`</a.css>; rel=preload, ${kit.link}`);
    expect(await links('/flat')).toBe(kit.link);
    expect(await links('/pairs')).toBe(kit.link);
    expect(await links('/set')).toBe(kit.link);
    expect(await links('/picture')).toBeUndefined();
  });

  it('keeps the headers that the application wrote', async () => {
    expect((await get(await port, '/flat')).headers['x-a']).toBe('1, 2');
  });
});

it('1,000 at once: each gets its own document or 503 with Retry-After, and the application goes on', async () => {
  // A kit of its own: this uses up what may be asked for at once.
  const at = await serve((await started()).node(application));
  const nonces = Array.from({ length: 1000 }, nonce);
  const answers = await Promise.all(nonces.map((one) => get(at, `/.well-known/attestation?nonce=${one}`)));
  const good = answers.flatMap(({ status, body }, index) => (status === 200 ? [{ body, nonce: nonces[index] }] : []));
  const away = answers.filter(({ status, headers }) => status === 503 && Number(headers['retry-after']) >= 1);
  expect([good.length > 0, away.length > 0, good.length + away.length]).toEqual([true, true, 1000]);
  for (const { body, nonce: asked } of good)
    expect(Buffer.from(readDocument(body).binding?.nonce ?? []).toString('base64url')).toBe(asked);
  expect((await get(at, '/x')).body.toString()).toBe('body');
});
