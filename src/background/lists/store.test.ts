// Covers: store.ts, refresh.ts, keeper.ts, lists-file.ts, status.ts
import { describe, expect, it } from 'vitest';
import { signedStatement, type Written } from '../../verifier/testing/audits/auditor.ts';
import { DENY, NOW } from '../../verifier/testing/audits/updates.ts';
import { ADDRESS, counted, followed, LIST_ID, served, worker } from '../testing/list-worker.ts';
import { memoryTables } from '../testing/memory.ts';

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
    const tables = memoryTables();
    await followed(tables, {});
    const row = tables.rows.get(`audit-subscriptions ${LIST_ID}`) as Written;
    tables.rows.set(`audit-subscriptions ${LIST_ID}`, { ...row, ...change });
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
    const tables = memoryTables();
    await followed(tables, {});
    const row = tables.rows.get(`audit-subscriptions ${LIST_ID}`) as { state: Written };
    tables.rows.set(`audit-subscriptions ${LIST_ID}`, { ...row, state: { ...row.state, ...change } });
    expect(await worker(tables, served({})).list()).toEqual([]);
  });

  it('is bounded: texts that no subscription uses are removed', async () => {
    const tables = memoryTables();
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
