import { spawn, type ChildProcess } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import type { WebAuthority } from '../certificates.ts';
import { freePort } from '../free-port.ts';
import { untilTrue } from '../poll.ts';
import { programNamed } from './programs.ts';

/** A certificate authority of this machine (Let's Encrypt's own for tests): it asks every name at 127.0.0.1. */
export type Pebble = {
  /** Address of its directory; its own certificate is of the authority that was handed in. */
  readonly directory: string;
  /** The port at which it asks, in place of 443. */
  readonly challengePort: number;
  readonly close: () => void;
};

/** Can this machine run it? */
export const hasPebble = (): boolean => programNamed('pebble') !== null && programNamed('pebble-challtestsrv') !== null;

/** @param folder for its files */
export async function pebble(folder: string, authority: WebAuthority): Promise<Pebble> {
  const [api, management, challengePort] = [await freePort(), await freePort(), await freePort()];
  const [http, dns, names] = [await freePort(), await freePort(), await freePort()];
  const { cert, key } = authority.credential('localhost');
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const at = (port: number): string => `127.0.0.1:${String(port)}`;
  const configuration = {
    listenAddress: at(api),
    managementListenAddress: at(management),
    certificate: file('pebble.pem', cert),
    privateKey: file('pebble.key', key),
    httpPort: http,
    tlsPort: challengePort,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  };
  const config = file('pebble.json', JSON.stringify({ pebble: configuration }));
  // The names' server: every name is 127.0.0.1, and it answers no challenge itself.
  const silent = ['-http01', '', '-https01', '', '-tlsalpn01', ''];
  const children: readonly ChildProcess[] = [
    started('pebble-challtestsrv', ['-dns01', at(dns), '-management', at(names), '-defaultIPv6', '', ...silent]),
    started('pebble', ['-config', config, '-dnsserver', at(dns)]),
  ];
  const directory = `https://localhost:${String(api)}/dir`;
  await untilTrue('the names’ server answers', () => resolves(at(dns)));
  await untilTrue('pebble answers', () => answers(directory, readFileSync(authority.file, 'utf8')));
  return {
    directory,
    challengePort,
    close() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

function started(name: 'pebble' | 'pebble-challtestsrv', words: readonly string[]): ChildProcess {
  const program = programNamed(name);
  // It waits some seconds before it asks, refuses one nonce in twenty, and at times does not ask again, unless it is told not to.
  const env = { ...process.env, ...program?.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' };
  return spawn(program?.path ?? name, words, { stdio: 'ignore', env });
}

async function resolves(server: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([server]);
  return (await resolver.resolve4('service.example')).length > 0;
}

const answers = (address: string, root: string): Promise<boolean> =>
  new Promise((done) => {
    https
      .get(address, { ca: root, agent: false }, (answer) => {
        answer.resume();
        done(answer.statusCode === 200);
      })
      .on('error', () => {
        done(false);
      });
  });
