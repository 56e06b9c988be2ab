import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attest } from '../../src/cli/attest/command.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { webAuthority, type ServerCredential, type WebAuthority } from '../certificates.ts';
import { untilTrue } from '../poll.ts';
import { dstackAgent } from './dstack-agent.ts';

/** An operator's machine whose platform is dstack's guest agent, simulated, and `sealmark attest serve` on it. */
export type Sidecar = {
  readonly origin: string;
  readonly authority: WebAuthority;
  readonly credential: ServerCredential;
  /** Where its files are: `fullchain.pem`, `privkey.pem`, `both.pem`, `root.der`, sockets. */
  readonly file: (name: string) => string;
  readonly socket: string;
  /** The words that say which service attests, as `attest serve` and `doctor` take them. */
  readonly words: readonly string[];
  /** What it said when it began. */
  readonly printed: readonly string[];
  /** Ends it. @returns its exit status */
  readonly end: () => Promise<number>;
};

/** @param further words for `attest serve` */
export async function sidecar(...further: readonly string[]): Promise<Sidecar> {
  const folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
  const file = (name: string): string => join(folder, name);
  const authority = webAuthority(folder);
  const credential = authority.credential('example.org');
  const { cert, key } = credential;
  writeFileSync(file('fullchain.pem'), cert);
  writeFileSync(file('privkey.pem'), key, { mode: 0o600 });
  writeFileSync(file('both.pem'), `${cert}${key}`, { mode: 0o600 });
  writeFileSync(file('root.der'), tdxAttester.anchors.intelSgxRoot[0]?.certificate ?? '');
  const agent = await dstackAgent(file('dstack.sock'), tdxAttester);
  const socket = file('attest.sock');
  const words = [
    ...['--origin', 'https://example.org', '--certificate', file('fullchain.pem'), '--key', file('privkey.pem')],
    ...['--source', 'dstack', '--socket', file('dstack.sock'), '--no-endorsements', '--test-root', file('root.der')],
  ];
  const printed: string[] = [];
  const ending = new AbortController();
  const served = attest(['serve', ...words, ...further, '--listen', `unix:${socket}`], {
    print: (line) => printed.push(line),
    signal: ending.signal,
  });
  await untilTrue('the sidecar answers', () => Promise.resolve(printed.length > 0));
  return {
    origin: 'https://example.org',
    authority,
    credential,
    file,
    socket,
    words,
    printed,
    async end() {
      ending.abort();
      const status = await served;
      agent.close();
      rmSync(folder, { recursive: true, force: true });
      return status;
    },
  };
}
