// Covers: command.ts, options.ts, told.ts, ../doctor/command.ts
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webAuthority } from '../../../testing/certificates.ts';
import { untilTrue } from '../../../testing/poll.ts';
import { fromHex, instant, toHex, type AttestationResult } from '../../verifier/index.ts';
import { readDocument } from '../../verifier/protocol/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { check as checkSite } from '../check/command.ts';
import { doctor } from '../doctor/command.ts';
import { attest } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'attest-'));
const file = (name: string): string => join(folder, name);
const authority = webAuthority(folder);
const { cert, key } = authority.credential('example.org');
const socket = file('attest.sock');
const ending = new AbortController();
const open: Server[] = [];
const children: ChildProcess[] = [];
let served: Promise<number> = Promise.resolve(0);

/** The words of an operator whose platform is dstack's guest agent; a simulated one answers in the tests. */
const SERVICE = [
  ...['--origin', 'https://example.org', '--certificate', file('fullchain.pem'), '--key', file('privkey.pem')],
  ...['--source', 'dstack', '--socket', file('dstack.sock'), '--no-endorsements', '--test-root', file('root.der')],
];

async function listening(server: Server, at: string | number): Promise<number> {
  open.push(server);
  await new Promise<void>((done) => server.listen(at, done));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  writeFileSync(file('fullchain.pem'), cert);
  writeFileSync(file('privkey.pem'), key, { mode: 0o600 });
  writeFileSync(file('both.pem'), `${cert}${key}`, { mode: 0o600 });
  writeFileSync(file('root.der'), tdxAttester.anchors.intelSgxRoot[0]?.certificate ?? '');
  const agent = createServer((asked, response) => {
    let text = '';
    asked.on('data', (part: Buffer) => (text += part.toString()));
    asked.on('end', () => {
      const { report_data: reportData } = JSON.parse(text) as { readonly report_data: string };
      const wanted = { reportData: fromHex(reportData, 'report_data'), nonce: new Uint8Array(), now: instant(Date.now()) };
      response.end(JSON.stringify({ quote: toHex(tdxAttester.attest(wanted).evidence) }));
    });
  });
  await listening(agent, file('dstack.sock'));
  const lines: string[] = [];
  served = attest(['serve', ...SERVICE, '--listen', `unix:${socket}`], {
    print: (line) => lines.push(line),
    signal: ending.signal,
  });
  await untilTrue('the sidecar answers', () => Promise.resolve(lines.length > 0));
  expect(lines).toEqual([`answering for https://example.org at unix:${socket}`]);
});

afterAll(async () => {
  ending.abort();
  expect(await served).toBe(0);
  for (const child of children) child.kill();
  for (const server of open) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string): Promise<{ readonly status: number; readonly body: Buffer }> =>
  new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, path, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });

describe('attest serve', () => {
  it('answers the document on a socket that its group may use, and 404 for everything else', async () => {
    const { status, body } = await get(`/.well-known/attestation?nonce=${randomBytes(32).toString('base64url')}`);
    expect([status, readDocument(body).binding?.origin]).toEqual([200, 'https://example.org']);
    expect([(await get('/')).status, statSync(socket).mode & 0o777]).toEqual([404, 0o660]);
  });

  it.each([
    [[]],
    [['serve']],
    [['serve', ...SERVICE, '--listen', '0.0.0.0:8440']],
    [['serve', ...SERVICE, '--listen', 'unix:relative']],
    [['serve', ...SERVICE, '--source', 'guess']],
    [['serve', ...SERVICE, '--surprise']],
  ])('does not understand %j', async (words) => {
    await expect(attest(words)).rejects.toThrow('usage: sealmark attest serve');
  });

  it('refuses, with a sentence and a remedy, to start with a key that everybody can read', async () => {
    const openKey = file('open.pem');
    writeFileSync(openKey, key);
    chmodSync(openKey, 0o644);
    const lines: string[] = [];
    const words = ['serve', ...SERVICE, '--key', openKey, '--listen', `unix:${file('other.sock')}`];
    expect(await attest(words, { print: (line) => lines.push(line) })).toBe(1);
    expect(lines).toEqual([`Everybody on this machine can read the private key in ${openKey}.\nchmod 600 ${openKey}`]);
  });
});

describe('doctor', () => {
  it('names what the evidence holds, and what is to be done', async () => {
    const lines: string[] = [];
    expect(await doctor(SERVICE, (line) => lines.push(line))).toBe(0);
    const text = lines.join('\n');
    expect(text).toMatch(/^note TDX quote v4.*: not verified in full/m);
    expect(text).toMatch(/^ok {3}a quote takes \d+ ms/m);
    expect(text).toContain('→ Use a public certificate authority');
    expect(text).toMatch(/the private key \S+ is (?:in memory|on a disk)/);
  });

  it('ends with 1 where the machine cannot attest', async () => {
    const lines: string[] = [];
    expect(await doctor([...SERVICE, '--socket', file('absent.sock')], (line) => lines.push(line))).toBe(1);
    expect(lines[0]).toMatch(/^bad {2}dstack’s guest agent made no quote\. .*\n {5}→ Mount the socket/);
  });
});

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const document = readFileSync('docs/operators/servers.md', 'utf8');
/** The block of the operators' page, with this test's places in it. */
function snippet(language: string, application: number): string {
  const block = new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(document)?.[1] ?? '';
  return block
    .replaceAll('/run/tls', folder)
    .replaceAll('/run/sealmark/attest.sock', socket)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${String(application)}`);
}

type WebServer = { readonly program: string; readonly words: (application: number, port: number) => readonly string[] };

const written = (name: string, text: string): string => {
  writeFileSync(file(name), text);
  return file(name);
};

/** How each is started with its block, and nothing of this machine's own configuration. */
const WEB_SERVERS: Readonly<Record<string, WebServer>> = {
  caddy: {
    program: 'caddy',
    words: (application, port) => {
      const block = snippet('caddy', application).replace('example.org {', `https://example.org:${String(port)} {`);
      const config = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${block}`;
      return ['run', '--config', written('Caddyfile', config), '--adapter', 'caddyfile'];
    },
  },
  nginx: {
    program: '/usr/sbin/nginx',
    words: (application, port) => {
      mkdirSync(file('nginx'), { recursive: true });
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${file('nginx')}/${name};`)
        .join(' ');
      const block = snippet('nginx', application).replace('listen 443 ssl;', `listen 127.0.0.1:${String(port)} ssl;`);
      const config = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${file('nginx')}/pid; error_log stderr; events {} http { access_log off; ${paths}\n${block}}`;
      return ['-p', file('nginx'), '-e', 'stderr', '-c', written('nginx.conf', config)];
    },
  },
  haproxy: {
    program: '/usr/sbin/haproxy',
    words: (application, port) => {
      const block = snippet('haproxy', application).replace('bind :443', `bind 127.0.0.1:${String(port)}`);
      const defaults = 'defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n';
      return ['-db', '-f', written('haproxy.cfg', `${defaults}\n${block}`)];
    },
  },
};

const isHere = ({ program }: WebServer): boolean => spawnSync(program, ['-v']).error === undefined;
const absent = Object.keys(WEB_SERVERS).filter((name) => !isHere(WEB_SERVERS[name] ?? { program: '', words: () => [] }));
if (absent.length > 0) console.log(`skipped: tests of ${absent.join(', ')}, which this machine does not have`);

describe.each(Object.entries(WEB_SERVERS).filter(([, server]) => isHere(server)))('behind %s', (_, { program, words }) => {
  it('configured as the operators’ page says, every visit is bound to the key on the wire, and the page announces it', async () => {
    const application = await listening(
      createServer((_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>A service</title>');
      }),
      0,
    );
    const port = await freePort();
    const child = spawn(program, words(application, port), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    children.push(child);
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
    const lines: string[] = [];
    const asked = [
      'https://example.org',
      '--connect-to',
      `127.0.0.1:${String(port)}`,
      '--web-root',
      authority.file,
      '--offline',
      '--json',
    ];
    const once = async (): Promise<boolean> => {
      lines.length = 0;
      await checkSite([...asked, '--times', '2'], { anchors: tdxAttester.anchors, print: (line) => lines.push(line) });
      return !lines.join('').includes('net.unreachable');
    };
    await untilTrue(`the server answers: ${complaint}`, once, 8000);
    const report = JSON.parse(lines.join('')) as {
      readonly announced: string;
      readonly visits: readonly { readonly result: AttestationResult | null }[];
    };
    expect(report.announced, complaint).toBe('header');
    const answered = ({ result }: { readonly result: AttestationResult | null }): unknown =>
      ['freshness.nonce', 'binding.origin', 'channel.tls-key'].map(
        (id) => result?.findings.find(({ check }) => check === id)?.outcome,
      );
    expect(report.visits.map(answered)).toEqual([
      ['pass', 'pass', 'pass'],
      ['pass', 'pass', 'pass'],
    ]);
  });
});
