import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { AttesterError } from '../../attester/index.ts';
import { addressOf, isNobody, listen, type Address } from './listening.ts';

const folder = mkdtempSync(join(tmpdir(), 'listening-'));
const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
  rmSync(folder, { recursive: true });
});

async function listening(address: Address): Promise<Server> {
  const server = createServer((_, response) => response.end());
  open.push(server);
  await listen(server, address);
  return server;
}

/** What the operator reads: the sentence and the remedy. */
const refusal = (address: Address): Promise<string> =>
  listening(address).then(
    () => 'it listens',
    (error: unknown) => (error instanceof AttesterError ? `${error.message} ${error.remedy}` : 'another error'),
  );

/** A socket's file that nobody listens at, as a run that was killed leaves it. */
function leftSocket(path: string): void {
  const code = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', code]);
  expect(statSync(path).isSocket()).toBe(true);
}

describe('an address', () => {
  it.each([
    ['unix:/run/x.sock', { path: '/run/x.sock' }],
    ['127.0.0.1:1', { host: '127.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('may be %s', (text, address) => {
    expect(addressOf(text, '')).toEqual(address);
  });

  it.each(['', 'unix:', 'unix:/', 'unix:x', 'unix:/run/', '127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536'])(
    'may not be “%s”',
    (text) => {
      expect(() => addressOf(text, 'USAGE')).toThrow(/from 1 to 65535\nusage: USAGE$/);
    },
  );

  it.each(['0.0.0.0:80', '[::]:80', 'localhost:80', '127.0.0.1:80x', '127.0.0.2:80', ' 127.0.0.1:80'])(
    'may not be “%s”, which others may reach or read otherwise',
    (text) => {
      expect(() => addressOf(text, '')).toThrow('--listen is');
    },
  );
});

describe('a socket', () => {
  it('is made with its folder, for its user and group only', async () => {
    const path = join(folder, 'run', 'sealmark', 'attest.sock');
    await listening({ path });
    expect(statSync(path).mode & 0o777).toBe(0o660);
  });

  it('that a killed run left is replaced', async () => {
    const path = join(folder, 'left.sock');
    leftSocket(path);
    expect(await refusal({ path })).toBe('it listens');
  });

  it('that another run listens at is not taken from it', async () => {
    const path = join(folder, 'taken.sock');
    await listening({ path });
    expect(await refusal({ path })).toBe(
      `Nothing can listen at ${path}. Stop what listens there, another run of this command perhaps, or name another address with --listen.`,
    );
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['ECONNREFUSED', true],
    ['ENOENT', true],
    ['EACCES', false],
    ['EAGAIN', false],
    ['EPROTOTYPE', false],
    [undefined, false],
  ])('where a connection fails with %s is answered by nobody: %s', (code, nobody) => {
    expect(isNobody(code === undefined ? {} : { code })).toBe(nobody);
  });

  it('never takes the place of a file or a folder', async () => {
    const file = join(folder, 'privkey.pem');
    writeFileSync(file, 'a key');
    mkdirSync(join(folder, 'a-folder'));
    const remedy = 'Name another path with --listen: what stands there is no socket.';
    for (const path of [file, join(folder, 'a-folder')]) expect(await refusal({ path })).toContain(remedy);
    expect(readFileSync(file, 'utf8')).toBe('a key');
  });

  it('of the longest path that the system takes is made, and of a longer one is not', async () => {
    const longest = join(folder, 'x'.repeat(107 - folder.length - 1));
    expect(await refusal({ path: `${longest}x` })).toContain('Name a path of at most 107 bytes with --listen.');
    expect([await refusal({ path: longest }), existsSync(longest)]).toEqual(['it listens', true]);
  });

  it('below a file is refused', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal({ path: join(folder, 'file', 'attest.sock') })).toContain('Name another address with --listen.');
  });

  it.skipIf(process.getuid?.() === 0)('in a folder of somebody else’s is refused', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    expect(await refusal({ path: join(locked, 'attest.sock') })).toContain('Run this as a user who may use it');
  });
});

describe('a port', () => {
  it('that is taken is said so', async () => {
    const taken = createServer();
    open.push(taken);
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    expect(await refusal({ host: '127.0.0.1', port })).toMatch(
      /^Nothing can listen at 127\.0\.0\.1:\d+\. Stop what listens there, another run/,
    );
  });
});
