import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES, readCapped } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function saved(name: string, size: number): string {
  writeFileSync(join(folder, name), new Uint8Array(size));
  return join(folder, name);
}

function pipe(): string {
  const path = join(folder, 'pipe');
  expect(spawnSync('sh', ['-c', `mkfifo ${path}`]).status).toBe(0);
  return path;
}

describe('a file that a request names', () => {
  it.each([0, 1, MAX_FILE_BYTES])('is read when it has %d bytes', async (size) => {
    expect(await readCapped(saved('file', size))).toHaveLength(size);
  });

  it('is refused when it has one byte more than is accepted', async () => {
    await expect(readCapped(saved('large', MAX_FILE_BYTES + 1))).rejects.toMatchObject({ code: 'file-too-large' });
  });

  // Without O_NONBLOCK opening the pipe would wait for a writer forever; without a cap the zeros would never end.
  it.each([
    ['a named pipe that nobody writes into', pipe],
    ['a device without an end', () => '/dev/zero'],
    ['a device without a beginning', () => '/dev/null'],
    ['a folder', () => folder],
    ['nothing', () => join(folder, 'absent')],
  ])('is refused at once when it is %s', async (_, path) => {
    await expect(readCapped(path())).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('is named at no greater length than a line, as whoever puts a document in its place would see', async () => {
    const document = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(8000)}`;
    const message = await readCapped(document).then(() => '', String);
    expect(message).toMatch(/^RequestError: ENAMETOOLONG: .*-----BEGIN CERTIFICATE-----\nA{172}…/);
    expect(message.length).toBeLessThan(300);
  });

  it('that states a size of zero, as those of the kernel do, is read no further than the cap', async () => {
    expect((await readCapped('/proc/self/status')).length).toBeGreaterThan(0);
  });
});
