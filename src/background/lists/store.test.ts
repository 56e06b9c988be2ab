// Covers: store.ts, refresh.ts, keeper.ts, lists-file.ts, status.ts
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import {
  auditKeyOf,
  AUDITOR,
  keysJson,
  signedList,
  signedStatement,
  type Written,
} from '../../verifier/testing/audits/auditor.ts';
import { claimsOfCode } from '../../verifier/testing/audits/followed.ts';
import { DENY, digestOf, LATER_KEY, NOW, revokedJson } from '../../verifier/testing/audits/updates.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';
import { instant } from '../../verifier/index.ts';
import type { ListedSubscription } from '../api/lists.ts';
import type { Tables } from '../state/tables.ts';
import { memoryKnowledge, memoryTables } from '../testing/memory.ts';
import { listKeeper, type ListKeeper } from './keeper.ts';
import { listStore } from './store.ts';

const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: auditKeyOf(AUDITOR) };
const ID = 'https://auditor.example/tee-audits';

type Memory = ReturnType<typeof memoryTables>;

/** A worker over these tables; `server` answers its requests. */
function worker(tables: Tables, server: { bytes: Uint8Array }, now: number = NOW): ListKeeper {
  const clock = () => instant(now);
  const store = listStore({ tables, crypto: testCrypto, now: clock, knowledge: memoryKnowledge() });
  return listKeeper({ store, crypto: testCrypto, now: clock, sigstore: () => [], fetchList: () => Promise.resolve(server) });
}

const served = (members: Written, keys: readonly TestKey[] = [AUDITOR]) => ({ bytes: signedList(members, keys) });

async function followed(tables: Tables, members: Written): Promise<ListedSubscription> {
  const lists = worker(tables, served(members));
  const { digest } = await lists.preview(ADDRESS);
  return await lists.subscribe(ADDRESS, digest);
}

class Killed extends Error {}

/** Tables of a worker that is stopped before write number `n`; nothing is written after that. */
function killedBefore(tables: Tables, write: number): Tables {
  let writes = 0;
  const unlessKilled = (): void => {
    writes += 1;
    if (writes >= write) throw new Killed();
  };
  return {
    ...tables,
    async put(...row) {
      unlessKilled();
      await tables.put(...row);
    },
    async remove(...row) {
      unlessKilled();
      await tables.remove(...row);
    },
  };
}

/** What counts for this code after a start. */
async function counted(tables: Tables) {
  const { statements, denials } = (await worker(tables, served({})).index()).about({
    tee: 'sgx',
    claims: claimsOfCode(),
    origin: null,
    now: NOW,
  });
  return {
    versions: (await worker(tables, served({})).list()).map(({ version, status }) => `${String(version)} ${status}`),
    denials: denials.length,
    statements: statements.length,
  };
}

describe('an update', () => {
  const BEFORE = { versions: ['1 current'], denials: 0, statements: 1 };
  const AFTER = { versions: ['2 current'], denials: 1, statements: 0 };

  it('is applied completely or not at all, whichever write it was interrupted at', async () => {
    const seen = new Set<string>();
    for (let write = 1; ; write += 1) {
      const tables = memoryTables();
      await followed(tables, { statements: [await signedStatement()] });
      expect(await counted(tables)).toEqual(BEFORE);
      const update = served(
        {
          version: 2,
          statements: [],
          revoked: [revokedJson(digestOf('x'))],
          deny: [DENY],
          keys: keysJson([LATER_KEY]),
          issued: '2026-11-21T00:00:00Z',
        },
        [AUDITOR, LATER_KEY],
      );
      const killed = await worker(killedBefore(tables, write), update)
        .refresh(null)
        .then(() => false)
        .catch((error: unknown) => error instanceof Killed);
      const found = await counted(tables);
      // What was withdrawn is shown, and does not count.
      const now = { ...found, statements: found.versions[0] === '2 current' ? 0 : found.statements };
      expect([BEFORE, AFTER]).toContainEqual(now);
      seen.add(JSON.stringify(now));
      // The next worker completes it.
      await worker(tables, update).refresh(null);
      expect((await counted(tables)).versions).toEqual(['2 current']);
      if (!killed) break;
    }
    expect(seen.size).toBe(2);
  });

  it.each([
    ['preview', (lists: ListKeeper) => lists.preview(ADDRESS)],
    ['removal', (lists: ListKeeper) => lists.remove(ID)],
  ])('or a %s that was stopped leaves what was followed', async (name, act) => {
    for (let write = 1; write < 4; write += 1) {
      const tables = memoryTables();
      await followed(tables, { statements: [await signedStatement()] });
      await act(worker(killedBefore(tables, write), served({ version: 2 }))).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      const { versions } = await counted(tables);
      expect(name === 'removal' && write > 1 ? [] : ['1 current']).toEqual(versions);
    }
  });
});

describe('stored data', () => {
  it('of a list may be damaged anywhere: what is left still warns, or is set aside, and the next update repairs it', async () => {
    const members = { statements: [await signedStatement()], deny: [DENY] };
    const tables = memoryTables();
    await followed(tables, members);
    const [name = ''] = [...tables.rows.keys()].filter((key) => key.startsWith('audit-lists'));
    const row = tables.rows.get(name) as { text: string };
    for (const text of ['', '{}', row.text.slice(0, -9), row.text.replace('e', 'f')]) {
      tables.rows.set(name, { ...row, text });
      const found = await counted(tables);
      expect(found).toMatchObject({ versions: ['1 unreadable'], denials: 1, statements: 0 });
      await worker(tables, served(members)).refresh(null);
      expect(await counted(tables)).toEqual({ versions: ['1 current'], denials: 1, statements: 1 });
    }
  });

  it.each<[string, Written]>([
    ['another release’s format', { format: 2 }],
    ['another list’s name', { id: 'https://other.example/' }],
    ['an address that is not https', { url: 'http://auditor.example/' }],
    ['no state', { state: null }],
  ])('as a subscription of %s is set aside and counts for nothing', async (_, change) => {
    const tables: Memory = memoryTables();
    await followed(tables, {});
    const row = tables.rows.get(`audit-subscriptions ${ID}`) as Written;
    tables.rows.set(`audit-subscriptions ${ID}`, { ...row, ...change });
    expect(await worker(tables, served({})).list()).toEqual([]);
    expect([...tables.rows.keys()].some((key) => key.startsWith('set-aside'))).toBe(true);
  });

  it.each<[string, Written]>([
    ['a key that is none', { keys: { threshold: 1, current: ['ed25519:AAAA'], next: [], retired: [] } }],
    ['a threshold over its keys', { keys: { threshold: 2, current: [ADDRESS.key], next: [], retired: [] } }],
    ['a date that is none', { expires: 'soon' }],
    ['a denial of no code', { denied: [{ tee: 'sgx' }] }],
    [
      'a revocation for no reason',
      { revoked: [{ statement: '00'.repeat(32), since: '2026-11-21T00:00:00Z', reason: 'mood', text: '' }] },
    ],
  ])('as the state of %s is set aside', async (_, change) => {
    const tables: Memory = memoryTables();
    await followed(tables, {});
    const row = tables.rows.get(`audit-subscriptions ${ID}`) as { state: Written };
    tables.rows.set(`audit-subscriptions ${ID}`, { ...row, state: { ...row.state, ...change } });
    expect(await worker(tables, served({})).list()).toEqual([]);
  });

  it('is bounded: texts that no subscription uses are removed', async () => {
    const tables: Memory = memoryTables();
    await followed(tables, {});
    for (let version = 2; version < 20; version += 1) await worker(tables, served({ version }), NOW + version).preview(ADDRESS);
    const texts = [...tables.rows.keys()].filter((key) => key.startsWith('audit-lists'));
    expect(texts.length).toBeLessThanOrEqual(6);
    expect(await counted(tables)).toMatchObject({ versions: ['1 current'] });
  });
});

describe('a file of lists', () => {
  it('holds addresses and keys, and is read as a proposal that adds nothing by itself', async () => {
    const tables = memoryTables();
    await followed(tables, {});
    const file = JSON.stringify(await worker(tables, served({})).exportFile());
    expect(JSON.parse(file)).toEqual({
      format: 'sealmark-lists-1',
      lists: [{ ...ADDRESS, title: 'Example Security: enclave audits' }],
    });
    expect(await worker(tables, served({})).previewImport(file)).toEqual({ added: [], known: 1 });
    const empty = worker(memoryTables(), served({}));
    expect(await empty.previewImport(file)).toMatchObject({ added: [ADDRESS], known: 0 });
    expect(await empty.list()).toEqual([]);
  });

  it.each([
    ['of a newer format', { format: 'sealmark-lists-2', lists: [] }],
    [
      'with an address that is not https',
      { format: 'sealmark-lists-1', lists: [{ ...ADDRESS, url: 'http://a.example/', title: '' }] },
    ],
    ['with a key that is none', { format: 'sealmark-lists-1', lists: [{ ...ADDRESS, key: 'ed25519:AA', title: '' }] }],
  ])('%s is refused whole', async (_, file) => {
    await expect(worker(memoryTables(), served({})).previewImport(JSON.stringify(file))).rejects.toThrow(/file/);
  });
});
