import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder on a file system of its own that has no room. */
export type FullDisk = {
  readonly path: string;
  /** Fills it again but for this many files of up to 4096 bytes. */
  readonly leave: (files: number) => void;
  readonly close: () => void;
};

const PAGE_BYTES = 4096;
const PAGES = 8;

/** Mounts one; null where this process may not. */
export function fullDisk(): FullDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'full-disk-'));
  const size = `size=${String(PAGES * PAGE_BYTES)}`;
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', path]);
  if (status !== 0) {
    rmSync(path, { recursive: true });
    return null;
  }
  const filling = join(path, '.filling');
  return {
    path,
    leave(files) {
      rmSync(filling, { force: true });
      const used = spawnSync('stat', ['-f', '-c', '%a', path], { encoding: 'utf8' });
      writeFileSync(filling, new Uint8Array((Number(used.stdout) - files) * PAGE_BYTES));
    },
    close() {
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
