import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { programNamed } from './programs.ts';

/** Web servers that are not Node's, as the operators' pages configure them. */
export type WebServerName = 'caddy' | 'nginx' | 'haproxy';

/** Those that the operators' pages name. */
export const WEB_SERVERS: readonly WebServerName[] = ['caddy', 'nginx', 'haproxy'];

/** Files and ports that a configuration names. */
export type WebServerPlaces = {
  /** Holds `fullchain.pem`, `privkey.pem` and `both.pem`; the server's own files are made there. */
  readonly folder: string;
  /** Where the evidence is answered: a Unix socket. */
  readonly socket: string;
  /** The port of the application. */
  readonly application: number;
};

/** A started server. */
export type RunningWebServer = {
  readonly port: number;
  /** What it wrote to standard error. */
  readonly complaint: () => string;
  /** Ends it, and waits for that: it may write into its folder until then. */
  readonly stop: () => Promise<void>;
};

/** Starts one with the block of docs/operators/servers.md, and nothing of this machine's own configuration. */
export async function startWebServer(name: WebServerName, places: WebServerPlaces): Promise<RunningWebServer> {
  const port = await freePort();
  const program = programNamed(name);
  if (program === null) throw new Error(`this machine has no ${name}`);
  const { folder } = places;
  const child = spawn(program.path, WORDS[name](places, port), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...program.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { port, complaint: () => complaint, stop };
}

const page = readFileSync(join(import.meta.dirname, '../../docs/operators/servers.md'), 'utf8');

/** The block of the operators' page, with these places in it. */
function block(language: WebServerName, { folder, socket, application }: WebServerPlaces): string {
  const text = new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(page)?.[1] ?? '';
  return text
    .replaceAll('/run/tls', folder)
    .replaceAll('/run/sealmark/attest.sock', socket)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${String(application)}`);
}

function written(folder: string, name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** The words with which each is started. */
const WORDS: Readonly<Record<WebServerName, (places: WebServerPlaces, port: number) => readonly string[]>> = {
  caddy: (places, port) => {
    const site = block('caddy', places).replace('example.org {', `https://example.org:${String(port)} {`);
    const config = `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`;
    return ['run', '--config', written(places.folder, 'Caddyfile', config), '--adapter', 'caddyfile'];
  },
  nginx: (places, port) => {
    const own = join(places.folder, 'nginx');
    mkdirSync(own, { recursive: true });
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${own}/${name};`)
      .join(' ');
    const server = block('nginx', places).replace('listen 443 ssl;', `listen 127.0.0.1:${String(port)} ssl;`);
    const user = process.getuid?.() === 0 ? 'user root;' : '';
    const config = `daemon off; ${user} pid ${own}/pid; error_log stderr; events {} http { access_log off; ${paths}\n${server}}`;
    return ['-p', own, '-e', 'stderr', '-c', written(places.folder, 'nginx.conf', config)];
  },
  haproxy: (places, port) => {
    const parts = block('haproxy', places).replace('bind :443', `bind 127.0.0.1:${String(port)}`);
    const defaults = 'defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n';
    return ['-db', '-f', written(places.folder, 'haproxy.cfg', `${defaults}\n${parts}`)];
  },
};
