// Covers: command.ts
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programNamed } from '../../../testing/attester/programs.ts';
import { REQUESTS, serves, type Served } from '../../../testing/attester/requests.ts';
import { sidecar } from '../../../testing/attester/sidecar.ts';
import { startWebServer, WEB_SERVERS, type RunningWebServer } from '../../../testing/attester/web-server.ts';
import { untilTrue } from '../../../testing/poll.ts';
import type { AttestationResult } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { check as checkSite } from '../check/command.ts';

const running = await sidecar('--challenge');
const { socket, authority, credential, origin } = running;
const started: RunningWebServer[] = [];
const open: Server[] = [];
afterAll(async () => {
  for (const server of started) await server.stop();
  for (const server of open) server.close();
  expect(await running.end()).toBe(0);
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((done) => server.listen(0, done));
  return (server.address() as AddressInfo).port;
}

const here = WEB_SERVERS.filter((name) => programNamed(name) !== null);
const absent = WEB_SERVERS.filter((name) => !here.includes(name));
if (absent.length > 0) console.log(`skipped: tests of ${absent.join(', ')}, which this machine does not have`);

describe.each(here)('behind %s, configured as the operators’ page says', (name) => {
  let served: Served = { port: 0, origin, certificate: credential.certificate, webRoot: readFileSync(authority.file, 'utf8') };

  beforeAll(async () => {
    const application = await listening(
      createServer((asked, response) => {
        response.writeHead(asked.url === '/' ? 200 : 404, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>A service</title>');
      }),
    );
    const server = await startWebServer(name, { folder: dirname(socket), socket, application });
    started.push(server);
    served = { ...served, port: server.port };
    const answers = async (): Promise<boolean> => (await serves(served, { path: '/', status: 200, answer: 'page' })) === null;
    await untilTrue('the server answers', answers).catch((error: unknown) => {
      throw new Error(server.complaint(), { cause: error });
    });
  });

  it('every visit is bound to the key on the wire, and the page announces it', async () => {
    const lines: string[] = [];
    const asked = [origin, '--connect-to', `127.0.0.1:${String(served.port)}`, '--web-root', authority.file, '--offline'];
    await checkSite([...asked, '--json', '--times', '2'], { anchors: tdxAttester.anchors, print: (line) => lines.push(line) });
    const report = JSON.parse(lines.join('')) as {
      readonly announced: string;
      readonly visits: readonly { readonly result: AttestationResult | null }[];
    };
    const answered = ({ result }: { readonly result: AttestationResult | null }): unknown =>
      ['freshness.nonce', 'binding.origin', 'channel.tls-key'].map(
        (id) => result?.findings.find(({ check }) => check === id)?.outcome,
      );
    expect([report.announced, ...report.visits.map(answered)]).toEqual([
      'header',
      ['pass', 'pass', 'pass'],
      ['pass', 'pass', 'pass'],
    ]);
  });

  it.each(Object.entries(REQUESTS))('%s gets what it gets from the kit', async (_, request) => {
    expect(await serves(served, request)).toBeNull();
  });
});
