import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFusePython } from '../../scripts/debian.mjs';
import { fromHex, toHex } from '../../src/verifier/index.ts';
import { until } from '../poll.ts';

/** What the emulated platform does when a report is read. */
export type EmulatedReport =
  | { readonly report: Uint8Array; readonly certificates?: Uint8Array; readonly raced?: boolean }
  | { readonly fails: 'EBUSY' | 'EINTR' | 'ETIMEDOUT' | 'EIO' };

/** A mounted interface; `close` unmounts it. */
export type EmulatedTsm = {
  /** The directory of report requests, as `/sys/kernel/config/tsm/report` would be. */
  readonly root: string;
  readonly close: () => Promise<void>;
};

/** Can this machine mount it? Needs /dev/fuse, Debian's python3-fusepy, and leave to mount. */
export const canEmulateTsm = (): boolean => findFusePython() !== null;

/**
 * The kernel's own interface, over FUSE: whoever uses it opens, writes and reads real files.
 * @param answer makes the report over this report data, at this privilege level
 * @param floor the lowest privilege level that may be asked for: more than 0 under an SVSM
 */
export async function emulateTsm(
  provider: string,
  answer: (reportData: Uint8Array, level: number) => EmulatedReport,
  floor = 0,
): Promise<EmulatedTsm> {
  const folder = await mkdtemp(join(tmpdir(), 'tsm-'));
  const [root, socket] = [join(folder, 'report'), join(folder, 'platform.sock')];
  await mkdir(root);
  const platform = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const asked = JSON.parse(text) as { readonly reportData: string; readonly level: number };
      response.end(JSON.stringify(answer(fromHex(asked.reportData, 'report data'), asked.level), inHex));
    });
  });
  await new Promise<void>((done) => platform.listen(socket, done));
  const program = join(import.meta.dirname, 'configfs-tsm.py');
  const python = findFusePython();
  if (python === null) throw new Error('this machine has no FUSE for Python');
  const child = spawn(python.path, [program, root, socket, provider, String(floor)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...python.env },
  });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
  await mounted(root, () => complaint, child);
  return {
    root,
    async close() {
      spawnSync('umount', ['-l', root]);
      child.kill('SIGKILL');
      await new Promise((done) => platform.close(done));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Uint8Array as JSON would be an object of numbers. */
const inHex = (_name: string, value: unknown): unknown => (value instanceof Uint8Array ? toHex(value) : value);

async function mounted(root: string, complaint: () => string, child: { readonly exitCode: number | null }): Promise<void> {
  const isMounted = await until('configfs-tsm is mounted', async () => {
    const { stdout } = spawnSync('stat', ['-f', '-c', '%T', root], { encoding: 'utf8' });
    if (stdout.includes('fuse') && (await readdir(root)).length === 0) return true;
    return child.exitCode === null ? undefined : false;
  });
  if (!isMounted) throw new Error(`configfs-tsm was not mounted: ${complaint()}`);
}
