// Covers: store.ts, keeper.ts, refresh.ts
import { describe, expect, it } from 'vitest';
import { keysJson, signedStatement, AUDITOR, OTHER_AUDITOR, auditKeyOf } from '../../verifier/testing/audits/auditor.ts';
import { DENY, digestOf, LATER_KEY, revokedJson } from '../../verifier/testing/audits/updates.ts';
import type { Tables } from '../state/tables.ts';
import { ADDRESS, counted, followed, Killed, killedBefore, LIST_ID, served, worker } from '../testing/list-worker.ts';
import { memoryTables } from '../testing/memory.ts';
import type { ListKeeper } from './keeper.ts';

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
    ['removal', (lists: ListKeeper) => lists.remove(LIST_ID)],
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

describe('a subscription', () => {
  const OTHER = { url: 'https://other.example/list.dsse.json', key: auditKeyOf(OTHER_AUDITOR) };

  /** Looks at AUDITOR's list and follows it, by a worker over these tables. */
  async function follow(tables: Tables, list: ReturnType<typeof served>): Promise<void> {
    const { digest } = await worker(tables, list).preview(ADDRESS);
    await worker(tables, list).subscribe(ADDRESS, digest);
  }

  it('is made whole or not at all, whichever write it was stopped at, and leaves what was followed before', async () => {
    const list = served({ statements: [await signedStatement()], deny: [DENY] });
    const others = served(
      { id: 'https://other.example/list', keys: keysJson([OTHER_AUDITOR]), deny: [{ ...DENY, severity: 'caution' }] },
      [OTHER_AUDITOR],
    );
    const BEFORE = { versions: ['1 current'], denials: 1, statements: 0 };
    const AFTER = { versions: ['1 current', '1 current'], denials: 2, statements: 1 };
    const seen = new Set<string>();
    for (let write = 1; ; write += 1) {
      const tables = memoryTables();
      const { digest } = await worker(tables, others).preview(OTHER);
      await worker(tables, others).subscribe(OTHER, digest);
      const killed = await follow(killedBefore(tables, write), list)
        .then(() => false)
        .catch((error: unknown) => error instanceof Killed);
      const found = await counted(tables);
      expect([BEFORE, AFTER]).toContainEqual(found);
      seen.add(JSON.stringify(found));
      // The user does it again.
      if (found.versions.length === 1) await follow(tables, list);
      expect(await counted(tables)).toEqual(AFTER);
      if (!killed) break;
    }
    expect(seen.size).toBe(2);
  });
});
