// Covers: command.ts
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programNamed } from '../../../testing/attester/programs.ts';
import { REQUESTS, serves, type Served } from '../../../testing/attester/requests.ts';
import { sidecar } from '../../../testing/attester/sidecar.ts';
import { untilTrue } from '../../../testing/poll.ts';
import { type AttestationResult } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { check as checkSite } from '../check/command.ts';

const running = await sidecar('--challenge');
const { file, socket, authority, credential, origin } = running;
const children: ChildProcess[] = [];
const open: Server[] = [];
afterAll(async () => {
  for (const child of children) child.kill();
  for (const server of open) server.close();
  expect(await running.end()).toBe(0);
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((done) => server.listen(0, done));
  return (server.address() as AddressInfo).port;
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const page = readFileSync('docs/operators/servers.md', 'utf8');
/** The block of the operators' page, with this test's places in it. */
function snippet(language: string, application: number): string {
  const block = new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(page)?.[1] ?? '';
  return block
    .replaceAll('/run/tls', file('.'))
    .replaceAll('/run/sealmark/attest.sock', socket)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${String(application)}`);
}

type ServerName = 'caddy' | 'nginx' | 'haproxy';

const written = (name: string, text: string): string => {
  writeFileSync(file(name), text);
  return file(name);
};

/** The words with which each is started: its block, and nothing of this machine's own configuration. */
const WORDS: Readonly<Record<ServerName, (application: number, port: number) => readonly string[]>> = {
  caddy: (application, port) => {
    const block = snippet('caddy', application).replace('example.org {', `https://example.org:${String(port)} {`);
    const config = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${block}`;
    return ['run', '--config', written('Caddyfile', config), '--adapter', 'caddyfile'];
  },
  nginx: (application, port) => {
    mkdirSync(file('nginx'), { recursive: true });
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${file('nginx')}/${name};`)
      .join(' ');
    const block = snippet('nginx', application).replace('listen 443 ssl;', `listen 127.0.0.1:${String(port)} ssl;`);
    const config = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${file('nginx')}/pid; error_log stderr; events {} http { access_log off; ${paths}\n${block}}`;
    return ['-p', file('nginx'), '-e', 'stderr', '-c', written('nginx.conf', config)];
  },
  haproxy: (application, port) => {
    const block = snippet('haproxy', application).replace('bind :443', `bind 127.0.0.1:${String(port)}`);
    const defaults = 'defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n';
    return ['-db', '-f', written('haproxy.cfg', `${defaults}\n${block}`)];
  },
};

const NAMES: readonly ServerName[] = ['caddy', 'nginx', 'haproxy'];
const absent = NAMES.filter((name) => programNamed(name) === null);
if (absent.length > 0) console.log(`skipped: tests of ${absent.join(', ')}, which this machine does not have`);

describe.each(NAMES.filter((name) => !absent.includes(name)))('behind %s, configured as the operators’ page says', (name) => {
  let served: Served = { port: 0, origin, certificate: credential.certificate, webRoot: readFileSync(authority.file, 'utf8') };

  beforeAll(async () => {
    const application = await listening(
      createServer((asked, response) => {
        response.writeHead(asked.url === '/' ? 200 : 404, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>A service</title>');
      }),
    );
    served = { ...served, port: await freePort() };
    const program = programNamed(name);
    const child = spawn(program?.path ?? name, WORDS[name](application, served.port), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...program?.env, HOME: file('.'), XDG_DATA_HOME: file('.'), XDG_CONFIG_HOME: file('.') },
    });
    children.push(child);
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
    const answers = async (): Promise<boolean> => (await serves(served, { path: '/', status: 200, answer: 'page' })) === null;
    await untilTrue('the server answers', answers, 8000).catch((error: unknown) => {
      throw new Error(complaint, { cause: error });
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
