// Covers: ../sources/command.ts
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../../../testing/attester/compiled.ts';
import { canCompile } from '../../../testing/attester/programs.ts';
import { toHex } from '../../verifier/index.ts';
import { command } from '../sources/command.ts';

const here = canCompile();
if (!here) console.log('skipped: 4 tests of the Occlum helper, because this machine has no C compiler (Debian: gcc libc6-dev)');

const folder = mkdtempSync(join(tmpdir(), 'occlum-'));
const device = join(folder, 'sgx');
let program = '';
let standIn = '';
beforeAll(() => {
  if (!here) return;
  writeFileSync(device, '');
  program = compiled(folder, join(import.meta.dirname, 'sealmark-occlum.c'), 'sealmark-occlum');
  standIn = compiled(
    folder,
    join(import.meta.dirname, '../../../testing/attester/occlum-stand-in.c'),
    'stand-in.so',
    '-shared',
    '-fPIC',
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const quoted = async (reportData: Uint8Array, at = device): Promise<string> => {
  const source = command(['env', `LD_PRELOAD=${standIn}`, program, at], { type: 'dcap-quote' });
  const { evidence } = await source.make({ reportData, nonce: new Uint8Array(), signal: new AbortController().signal });
  return toHex(evidence.bytes);
};

describe.skipIf(!here)('the Occlum helper', () => {
  it('forwards the report data and the quote, byte for byte, and nothing of the buffer behind it', async () => {
    const reportData = randomBytes(64).fill(0, 0, 1);
    expect(await quoted(reportData)).toBe(`${'51'.repeat(32)}${toHex(reportData)}`);
  });

  it('reports what the device refused', async () => {
    await expect(quoted(new Uint8Array(64).fill(0xff))).rejects.toThrow('quote: Invalid argument');
  });

  it('reports a missing device', async () => {
    await expect(quoted(new Uint8Array(64), join(folder, 'absent'))).rejects.toThrow('No such file');
  });

  it.each([63, 65])('refuses report data of %i bytes', async (length) => {
    await expect(quoted(new Uint8Array(length))).rejects.toThrow('report data is 64 bytes');
  });
});
