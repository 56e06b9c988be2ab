// Covers: key-folder.ts
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { webAuthority } from '../../../testing/certificates.ts';
import { fullDisk } from '../../../testing/full-disk.ts';
import { told } from './told.ts';
import { freshKey, replaceKey } from './key-folder.ts';

const disk = fullDisk();
if (disk === null) console.log('skipped: 3 tests of a full disk, because this process may not mount one');
const folder = mkdtempSync(join(tmpdir(), 'authority-'));
const { cert } = webAuthority(folder).credential('service.example');
afterAll(() => {
  disk?.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(disk === null)('a renewed key for which a full disk', () => {
  const file = (name: string): string => join(disk?.path ?? '', name);
  const files = { key: file('privkey.pem'), certificate: file('fullchain.pem'), account: file('account.pem') };
  const before = [freshKey(), 'the certificate before it'] as const;
  const pair = (): readonly string[] => [files.key, files.certificate].map((name) => readFileSync(name, 'utf8'));
  const renewed = (): Promise<string> => replaceKey(files, freshKey(), cert).then(() => 'renewed', told);

  it.each([
    ['has no room', 0],
    ['has room but none for the certificate', 1],
  ])('%s changes nothing, leaves no half of it behind, and says so', async (_, room) => {
    writeFileSync(files.key, before[0]);
    writeFileSync(files.certificate, before[1]);
    disk?.leave(room);
    expect(await renewed()).toMatch(/^\S+\.pem could not be written\. \(ENOSPC.*\)\nMake room/);
    expect(pair()).toEqual(before);
    expect(readdirSync(disk?.path ?? '').toSorted()).toEqual(['.filling', 'fullchain.pem', 'privkey.pem']);
  });

  it('has room for both is in place with its certificate', async () => {
    disk?.leave(2);
    expect(await renewed()).toBe('renewed');
    expect(pair()[1]).toBe(cert);
  });
});
