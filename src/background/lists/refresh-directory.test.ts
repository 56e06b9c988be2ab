// Covers: refresh-directory.ts, due.ts, directory-shelf.ts, update-directory.ts, kept-directory.ts
import { describe, expect, it } from 'vitest';
import { instant, parseRfc3339 } from '../../verifier/index.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { signEnvelope } from '../../verifier/testing/audits/auditor.ts';
import { ed25519Key, type TestKey } from '../../verifier/testing/keys.ts';
import { directories, type Directories } from '../app/directory-shelf.ts';
import { codeNames } from '../discovery/directory/directory.ts';
import { DIRECTORY_PAYLOAD_TYPE } from '../discovery/directory/open-directory.ts';
import { memoryTables } from '../testing/memory.ts';
import { DIRECTORY_SIGNER, RELEASED_DIRECTORY } from '../testing/speaking.ts';
import type { FetchList } from './fetch.ts';
import { directoryUpdater } from './refresh-directory.ts';

const START = parseRfc3339('2026-11-29T12:00:00Z', 'now');
const DAY_MS = 24 * 60 * 60 * 1000;
const ORIGIN = 'https://one.example';
const GOOD = {
  type: 'site-directory/v1',
  version: 2,
  issued: '2026-11-28T00:00:00Z',
  expires: '2026-12-28T00:00:00Z',
  sites: [{ host: 'one.example', adapter: 'tinfoil', references: ['github/owner/name'] }],
};

const signed = (change: object = {}, key: TestKey = DIRECTORY_SIGNER): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(signEnvelope(DIRECTORY_PAYLOAD_TYPE, JSON.stringify({ ...GOOD, ...change }), [key])));

/** A profile with its clock, and somebody who publishes directories. */
function profile(released = RELEASED_DIRECTORY) {
  const tables = memoryTables();
  const asked: string[] = [];
  const network = { now: START, serves: signed() as Uint8Array | null };
  const now = () => instant(network.now);
  const fetchList: FetchList = (url) => {
    asked.push(url);
    return Promise.resolve(
      network.serves === null ? { problem: { code: 'net.unreachable', detail: '' } } : { bytes: network.serves },
    );
  };
  const open = (release = released): Directories => directories(release, tables, now);
  const shelf = open();
  const updater = directoryUpdater({ shelf, crypto: testCrypto, fetchList, now });
  return { network, asked, tables, shelf, open, refresh: () => updater.refresh() };
}

const versionIn = async (shelf: Directories): Promise<number> => (await shelf.current()).version;
const problemIn = async (shelf: Directories): Promise<string | undefined> => (await shelf.view()).problem?.code;

describe('a newer directory of sites', () => {
  it('takes the place of the release’s, also after the next start', async () => {
    const { shelf, open, refresh } = profile();
    expect(await versionIn(shelf)).toBe(1);
    expect(await refresh()).toBe(true);
    expect(await versionIn(shelf)).toBe(2);
    expect((await open().current()).sites).toEqual([
      { host: 'one.example', covers: 'host', adapter: 'tinfoil', references: ['github/owner/name'], services: [] },
    ]);
    expect(await refresh()).toBe(false);
    expect(await problemIn(shelf)).toBeUndefined();
  });

  it.each<[string, string, Uint8Array]>([
    ['that another key signed', 'list.signature', signed({ version: 3 }, ed25519Key('another'))],
    ['that is older than the one in use', 'list.rollback', signed({ version: 2 })],
    ['that is older than the release', 'list.rollback', signed({ version: 0 })],
    ['that is another one of the same version', 'list.forked', signed({ version: 3, sites: [] })],
    ['that was issued the day after tomorrow', 'list.issued-later', signed({ version: 4, issued: '2026-12-01T00:00:00Z' })],
    ['that never ends', 'list.malformed', signed({ version: 4, expires: undefined })],
    ['with more bytes than it may have', 'list.too-large', new Uint8Array(400 * 1024)],
    ['that is a page of HTML', 'list.malformed', new TextEncoder().encode('<!doctype html><title>404</title>')],
  ])('%s is not taken, and what was in use stays', async (_, code, bytes) => {
    const { network, shelf, refresh } = profile();
    network.serves = signed({ version: 3 });
    await refresh();
    network.serves = bytes;
    expect(await refresh()).toBe(false);
    expect(await problemIn(shelf)).toBe(code);
    expect(await versionIn(shelf)).toBe(3);
  });

  it('is asked of the mirrors where the first address does not answer, at the same addresses by everybody', async () => {
    const { network, asked, refresh, shelf } = profile();
    network.serves = null;
    await refresh();
    expect(asked).toEqual(RELEASED_DIRECTORY.urls);
    expect(await problemIn(shelf)).toBe('net.unreachable');
  });

  it('is asked for once a day, after an hour where nothing came, and never where nobody publishes it', async () => {
    const { network, shelf, refresh } = profile();
    expect(await shelf.due()).toBe(START);
    await refresh();
    const due = (await shelf.due()) ?? 0;
    expect((due - START) / DAY_MS).toBeGreaterThanOrEqual(1);
    expect((due - START) / DAY_MS).toBeLessThan(1.1);
    network.serves = null;
    await refresh();
    expect(((await shelf.due()) ?? 0) - START).toBeLessThan(DAY_MS / 6);
    const nobody = profile({ ...RELEASED_DIRECTORY, urls: [] });
    expect(await nobody.shelf.due()).toBeNull();
    expect([await nobody.refresh(), nobody.asked]).toEqual([false, []]);
  });

  it('counts no more when a release withdraws the key that signed it, or brings one as new', async () => {
    const { open, refresh } = profile();
    await refresh();
    expect(await versionIn(open({ ...RELEASED_DIRECTORY, keys: [] }))).toBe(1);
    const { shipped } = RELEASED_DIRECTORY;
    expect((await open({ ...RELEASED_DIRECTORY, shipped: { ...shipped, version: 2 } }).current()).sites).toEqual([]);
  });

  it('of which the record is damaged is set aside, and the release’s is in use', async () => {
    const { tables, open, refresh } = profile();
    await refresh();
    await tables.put('site-directory', 'directory', { format: 1, taken: { version: 9, sites: 'all' } });
    const shelf = open();
    expect(await versionIn(shelf)).toBe(1);
    expect(await tables.count('set-aside')).toBe(1);
  });

  it('that was kept away for longer than it holds goes on saying where to ask, and names no code', async () => {
    const { network, shelf, refresh } = profile();
    await refresh();
    const directory = await shelf.current();
    const at = (date: string) => parseRfc3339(date, 'date');
    const names = (date: string) => codeNames(directory, ORIGIN, at(date));
    expect(names('2027-01-03T00:00:00Z')).toEqual(['github/owner/name']);
    expect(names('2027-01-05T00:00:00Z')).toEqual([]);
    network.now = at('2027-01-05T00:00:00Z');
    expect((await shelf.view()).status).toBe('lapsed');
    expect(directory.sites[0]?.adapter).toBe('tinfoil');
    // A clock that was put back makes it no younger than its issue.
    network.now = at('2020-01-01T00:00:00Z');
    expect((await shelf.view()).status).toBe('current');
  });
});
