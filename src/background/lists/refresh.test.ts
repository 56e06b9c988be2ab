// Covers: refresh.ts, due.ts, fetch.ts, keeper.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import {
  auditKeyOf,
  AUDITOR,
  OTHER_AUDITOR,
  signedList,
  signedStatement,
  type Written,
} from '../../verifier/testing/audits/auditor.ts';
import { NOW, utf8 } from '../../verifier/testing/audits/updates.ts';
import { instant, parseRfc3339, toRfc3339 } from '../../verifier/index.ts';
import { memoryKnowledge, memoryTables } from '../testing/memory.ts';
import { bringFrom, type Fetched } from './fetch.ts';
import { listKeeper } from './keeper.ts';
import { dueAt } from './due.ts';
import { listStore } from './store.ts';

const URL_OF_LIST = 'https://auditor.example/list.dsse.json';
const MIRROR = 'https://mirror.example/list.dsse.json';
const ADDRESS = { url: URL_OF_LIST, key: auditKeyOf(AUDITOR) };
const HOUR_MS = 60 * 60 * 1000;

/** What each address answers; every requested address, in order. */
function servers(first: Written, now = { at: NOW as number }) {
  const served = new Map<string, Uint8Array>([[URL_OF_LIST, signedList(first)]]);
  const asked: string[] = [];
  const tables = memoryTables();
  const clock = () => instant(now.at);
  const fetchList = (url: string): Promise<Fetched> => {
    asked.push(url);
    const bytes = served.get(url);
    return Promise.resolve(bytes === undefined ? { problem: { code: 'net.status', detail: url } } : { bytes });
  };
  const store = listStore({ tables, crypto: testCrypto, now: clock, knowledge: memoryKnowledge() });
  const lists = listKeeper({ store, crypto: testCrypto, now: clock, sigstore: () => [], fetchList });
  return { served, asked, tables, store, lists, now };
}

async function following(first: Written) {
  const here = servers(first);
  const { digest } = await here.lists.preview(ADDRESS);
  await here.lists.subscribe(ADDRESS, digest);
  here.asked.length = 0;
  return here;
}

describe('a mirror', () => {
  it.each<[string, Uint8Array | null]>([
    ['is down', null],
    ['answers with what is no list', utf8('<html>')],
    ['answers with what another key signed', signedList({ version: 9 }, [OTHER_AUDITOR])],
    ['answers with an earlier version', signedList({ version: 1 })],
  ])('is asked where the first address %s', async (_, answer) => {
    const { lists, served, asked } = await following({ version: 2, mirrors: [MIRROR] });
    if (answer === null) served.delete(URL_OF_LIST);
    else served.set(URL_OF_LIST, answer);
    served.set(MIRROR, signedList({ version: 3 }));
    await lists.refresh(null);
    expect(asked).toEqual([URL_OF_LIST, MIRROR]);
    expect((await lists.list())[0]).toMatchObject({ version: 3, problem: null });
  });

  it.each(['https://192.168.0.1/', 'https://[::1]/', 'https://router/', 'https://printer.local/', 'https://127.0.0.1:8443/x'])(
    'on a network of the user’s own is asked by nobody: %s',
    async (mirror) => {
      const { lists, served, asked } = await following({ version: 2, mirrors: [mirror, MIRROR] });
      served.delete(URL_OF_LIST);
      await lists.refresh(null);
      expect(asked).toEqual([URL_OF_LIST, MIRROR]);
    },
  );

  it.each(['https://mirror.example:99999/x', 'https://xn--a/x', 'https://1.2.3.4.5/x'])(
    'that no browser takes for an address keeps its list and the others from nothing: %s',
    async (mirror) => {
      const { lists, served, asked } = await following({ version: 2, mirrors: [mirror, MIRROR] });
      served.delete(URL_OF_LIST);
      served.set(MIRROR, signedList({ version: 3 }));
      await lists.refresh(null);
      expect(asked).toEqual([URL_OF_LIST, MIRROR]);
      expect((await lists.list())[0]).toMatchObject({ version: 3, problem: null });
    },
  );

  it('is not asked where the first address gives what may be taken', async () => {
    const { lists, served, asked } = await following({ version: 2, mirrors: [MIRROR] });
    served.set(URL_OF_LIST, signedList({ version: 3 }));
    await lists.refresh(null);
    expect(asked).toEqual([URL_OF_LIST]);
  });

  it('is asked if the first address keeps giving an expired list', async () => {
    const { lists, served, now } = await following({ version: 2, mirrors: [MIRROR] });
    now.at = parseRfc3339('2026-12-22T00:00:00Z', 'now');
    served.set(MIRROR, signedList({ version: 3, issued: '2026-12-20T00:00:00Z', expires: '2027-01-20T00:00:00Z' }));
    await lists.refresh(null);
    expect((await lists.list())[0]).toMatchObject({ version: 3, status: 'current' });
  });

  it('that is no better leaves the known list, and the first failure is reported', async () => {
    const { lists, served } = await following({ version: 2, mirrors: [MIRROR] });
    served.set(URL_OF_LIST, signedList({ version: 1 }));
    served.set(MIRROR, utf8('<html>'));
    await lists.refresh(null);
    expect((await lists.list())[0]).toMatchObject({ version: 2, problem: { code: 'list.rollback' } });
  });
});

describe('statements named by a list', () => {
  const reference = (uri: string, file: Uint8Array): Written => ({
    uri,
    sha256: createHash('sha256').update(file).digest('hex'),
    bytes: file.length,
  });
  const NEARBY = 'https://auditor.example/vault.dsse.json';
  const file = async (): Promise<Uint8Array> => utf8(JSON.stringify(await signedStatement()));

  it('come from the list’s own server, are stored with it, and are requested every time', async () => {
    const statement = await file();
    const here = servers({ statements: [reference(NEARBY, statement)] });
    here.served.set(NEARBY, statement);
    const { digest } = await here.lists.preview(ADDRESS);
    expect((await here.lists.subscribe(ADDRESS, digest)).statements).toBe(1);
    expect(here.asked).toEqual([URL_OF_LIST, NEARBY]);
    await here.lists.refresh(null);
    expect(here.asked).toEqual([URL_OF_LIST, NEARBY, URL_OF_LIST, NEARBY]);
    const again = listStore({ tables: here.tables, crypto: testCrypto, now: () => NOW, knowledge: memoryKnowledge() });
    const [subscription] = await again.subscriptions();
    expect(subscription === undefined ? null : (await again.read(subscription))?.statements).toHaveLength(1);
  });

  it('at any other server are not requested', async () => {
    const statement = await file();
    const here = servers({ statements: [reference('https://elsewhere.example/vault.dsse.json', statement)] });
    await expect(here.lists.preview(ADDRESS)).rejects.toMatchObject({ code: 'list.reference' });
    expect(here.asked).toEqual([URL_OF_LIST]);
  });

  it('that fail to load leave the list as it was, with its warnings', async () => {
    const here = await following({ version: 1 });
    here.served.set(URL_OF_LIST, signedList({ version: 2, statements: [reference(NEARBY, await file())] }));
    await here.lists.refresh(null);
    expect((await here.lists.list())[0]).toMatchObject({ version: 1, problem: { code: 'list.reference' } });
  });

  it('are read up to the length given in the list', async () => {
    const most: (number | undefined)[] = [];
    const bring = bringFrom(
      (_, maxBytes) => {
        most.push(maxBytes);
        return Promise.resolve({ problem: { code: 'net.too-large', detail: '' } });
      },
      URL_OF_LIST,
      { files: [] },
    );
    await bring([{ uri: NEARBY, sha256: '00'.repeat(32), bytes: 1234 }]);
    expect(most).toEqual([1234]);
  });
});

describe('the interval of a list', () => {
  const dueAfter = async (refreshHours: number | undefined): Promise<number> => {
    const { store } = await following(refreshHours === undefined ? {} : { refreshHours });
    const [one] = await store.subscriptions();
    if (one === undefined) expect.fail('not followed');
    return (dueAt({ ...one, triedAt: toRfc3339(instant(0)) }, NOW) - 0) / HOUR_MS;
  };

  it.each([
    [undefined, 24],
    [1, 12],
    [12, 12],
    [23, 12],
    [24, 24],
    [47, 24],
    [100, 48],
    [744, 48],
  ])('is, where it would like %s hours, one of our own times: %d', async (wished, expected) => {
    expect(await dueAfter(wished)).toBe(expected);
  });

  it.each([0, 745])('cannot be %d hours', async (refreshHours) => {
    await expect(following({ refreshHours })).rejects.toMatchObject({ code: 'list.malformed' });
  });
});
