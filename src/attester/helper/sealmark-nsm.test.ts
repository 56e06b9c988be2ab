// Covers: ../sources/nitro.ts
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../../../testing/attester/compiled.ts';
import { canCompile } from '../../../testing/attester/programs.ts';
import { untilTrue } from '../../../testing/poll.ts';
import { toHex } from '../../verifier/index.ts';
import { nitro } from '../sources/nitro.ts';

const hasCompiler = canCompile();
if (!hasCompiler)
  console.log('skipped: 7 tests of the Nitro helper, because this machine has no C compiler (Debian: gcc libc6-dev)');

const folder = mkdtempSync(join(tmpdir(), 'nsm-'));
const socket = join(folder, 'nsm.sock');
let helper: ChildProcess | null = null;
let [program, standIn] = ['', ''];

beforeAll(async () => {
  if (!hasCompiler) return;
  const root = join(import.meta.dirname, '../../..');
  program = compiled(folder, join(import.meta.dirname, 'sealmark-nsm.c'), 'sealmark-nsm');
  standIn = compiled(folder, join(root, 'testing/attester/nsm-stand-in.c'), 'stand-in.so', '-shared', '-fPIC');
  const device = join(folder, 'device');
  writeFileSync(device, '');
  helper = spawn(program, [socket, device], { env: { LD_PRELOAD: standIn }, stdio: 'ignore' });
  await untilTrue('the helper answers', async () => (await exchange(Buffer.of(1))).length === 3);
});
afterAll(() => {
  helper?.kill();
  rmSync(folder, { recursive: true });
});

const exchange = (request: Uint8Array, path = socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const asked = connect({ path, allowHalfOpen: true });
    asked.on('data', (part) => parts.push(part));
    asked.on('error', reject);
    asked.on('end', () => {
      asked.end();
      resolve(Buffer.concat(parts));
    });
    asked.end(request);
  });

describe.skipIf(!hasCompiler)('the Nitro helper', () => {
  it.each([1, 150, 0x1000])('forwards a request of %i bytes and its answer, byte for byte', async (length) => {
    const request = randomBytes(length).fill(0, 0, 1);
    const answer = await exchange(request);
    expect([answer.readUInt16BE(0), toHex(answer.subarray(2))]).toEqual([length, toHex(request)]);
  });

  it('closes the connection without an answer if a request is too long, empty, or refused by the module, and continues', async () => {
    const answers = [await exchange(randomBytes(0x1001)), await exchange(new Uint8Array()), await exchange(Buffer.of(0xff))];
    expect(answers.map(({ length }) => length)).toEqual([0, 0, 0]);
    expect((await exchange(Buffer.of(1))).length).toBe(3);
  });

  it('is accessible to its owner only', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('returns once it listens, with -d, and goes on', async () => {
    const other = join(folder, 'detached.sock');
    const words = ['-d', other, join(folder, 'device')];
    const started = spawn(program, words, { env: { LD_PRELOAD: standIn }, stdio: 'ignore', detached: true });
    try {
      expect(await new Promise((done) => started.once('exit', done))).toBe(0);
      expect((await exchange(Buffer.of(1), other)).length).toBe(3);
    } finally {
      process.kill(-(started.pid ?? 0), 'SIGKILL');
    }
  });

  it('with an answer that is not a document is an error of the source', async () => {
    const request = { reportData: randomBytes(64), nonce: new Uint8Array(), signal: new AbortController().signal };
    await expect(nitro(socket).make(request)).rejects.toMatchObject({ code: 'source' });
  });
});
