import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canEmulateTsm, emulateTsm, type EmulatedReport, type EmulatedTsm } from '../../../testing/attester/configfs-tsm.ts';
import { toHex } from '../../verifier/index.ts';
import type { AttesterError } from '../attester-error.ts';
import type { MadeEvidence } from '../source.ts';
import { configfsTsm } from './configfs-tsm.ts';

const here = canEmulateTsm();
if (!here) console.log('skipped: 13 tests of configfs-tsm, because this machine has no FUSE for Python (Debian: python3-fusepy)');

/** What the platform answers next; set by the tests. */
let next: (reportData: Uint8Array, level: number) => EmulatedReport = () => ({ fails: 'EIO' });
const platforms: Record<string, EmulatedTsm> = {};
const rootOf = (provider: string): string => platforms[provider]?.root ?? '';

beforeAll(async () => {
  if (!here) return;
  for (const provider of ['tdx_guest', 'sev_guest', 'other_guest'])
    platforms[provider] = await emulateTsm(provider, (reportData, level) => next(reportData, level));
  platforms['svsm'] = await emulateTsm('sev_guest', (reportData, level) => next(reportData, level), 2);
});
afterAll(async () => {
  for (const platform of Object.values(platforms)) await platform.close();
});

const made = (provider: string, options: object = {}, reportData = randomBytes(64)): Promise<MadeEvidence> =>
  configfsTsm({ root: rootOf(provider), ...options }).make({
    reportData,
    nonce: new Uint8Array(),
    signal: new AbortController().signal,
  });
const errorOf = (promise: Promise<unknown>): Promise<AttesterError> =>
  promise.then(
    () => Promise.reject(new Error('it made a report')),
    (error: unknown) => error as AttesterError,
  );
const echo = (reportData: Uint8Array): EmulatedReport => ({ report: Uint8Array.from([...reportData, 1, 2, 3]) });

describe.skipIf(!here)('configfs-tsm', () => {
  it('makes a TDX quote over the report data, and leaves no report request behind', async () => {
    next = echo;
    const reportData = randomBytes(64);
    const { evidence } = await made('tdx_guest', {}, reportData);
    expect([evidence.type, toHex(evidence.bytes)]).toEqual(['dcap-quote', `${toHex(reportData)}010203`]);
    expect(readdirSync(rootOf('tdx_guest'))).toEqual([]);
  });

  it('reads a report of 32 KiB completely', async () => {
    const report = Uint8Array.from(randomBytes(32 * 1024));
    next = () => ({ report });
    expect(toHex((await made('tdx_guest')).evidence.bytes)).toBe(toHex(report));
  });

  it('appends the host’s certificates to an SNP report, and leaves it bare without them', async () => {
    next = () => ({ report: Uint8Array.of(1, 2), certificates: Uint8Array.of(3) });
    expect((await made('sev_guest')).evidence).toMatchObject({ type: 'snp-extended-report', bytes: Uint8Array.of(1, 2, 3) });
    next = () => ({ report: Uint8Array.of(1, 2) });
    expect((await made('sev_guest')).evidence).toMatchObject({ type: 'snp-report', bytes: Uint8Array.of(1, 2) });
  });

  it('asks at the given privilege level', async () => {
    let seen = -1;
    next = (reportData, level) => {
      seen = level;
      return echo(reportData);
    };
    await made('sev_guest', { privilegeLevel: 2 });
    expect(seen).toBe(2);
  });

  it('under an SVSM asks at the guest’s own level', async () => {
    let seen = -1;
    next = (reportData, level) => {
      seen = level;
      return echo(reportData);
    };
    await made('svsm');
    expect(seen).toBe(2);
  });

  it('never returns a report that was read while somebody else wrote', async () => {
    next = (reportData) => ({ ...echo(reportData), raced: true });
    expect((await errorOf(made('tdx_guest'))).code).toBe('source-for-now');
  });

  it.each(['EBUSY', 'EINTR', 'ETIMEDOUT'] as const)('that answers %s is worth asking again', async (fails) => {
    next = () => ({ fails });
    const error = await errorOf(made('tdx_guest'));
    expect([error.code, readdirSync(rootOf('tdx_guest'))]).toEqual(['source-for-now', []]);
  });

  it('that answers EIO is not', async () => {
    next = () => ({ fails: 'EIO' });
    expect((await errorOf(made('tdx_guest'))).code).toBe('source');
  });

  it('works in a directory made for the service, and leaves it in place', async () => {
    next = echo;
    const directory = join(rootOf('tdx_guest'), 'mine');
    mkdirSync(directory);
    await made('tdx_guest', { directory });
    expect(readdirSync(rootOf('tdx_guest'))).toEqual(['mine']);
  });

  it('writes into the directory that the operator made, without being told its name', async () => {
    next = echo;
    const directory = join(rootOf('sev_guest'), 'sealmark');
    mkdirSync(directory);
    await made('sev_guest');
    expect(readFileSync(join(directory, 'generation'), 'latin1')).toBe('1\n');
    rmdirSync(directory);
  });

  it('refuses a provider whose reports nobody could read', async () => {
    next = echo;
    expect((await errorOf(made('other_guest'))).message).toContain('other_guest');
  });
});

describe('a missing configfs-tsm', () => {
  it('is reported with the kernel version that has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-tsm-'));
    const source = configfsTsm({ root: join(folder, 'report') });
    const signal = new AbortController().signal;
    const error = await errorOf(source.make({ reportData: new Uint8Array(64), nonce: new Uint8Array(), signal }));
    rmSync(folder, { recursive: true });
    expect(error.remedy).toContain('Linux 6.7');
  });
});
