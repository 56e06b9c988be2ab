// Covers: refresh.ts, fetch.ts, store.ts, keeper.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { answer, bytesOf, FILES, issue, issuesOf, type Answer, type Issued } from '../../verifier/testing/audits/issues.ts';
import { NOW } from '../../verifier/testing/audits/updates.ts';
import { instant, toRfc3339 } from '../../verifier/index.ts';
import type { Tables } from '../state/tables.ts';
import { ADDRESS, Killed, killedBefore, LIST_ID } from '../testing/list-worker.ts';
import { memoryKnowledge, memoryTables } from '../testing/memory.ts';
import type { FetchList } from './fetch.ts';
import { listKeeper, type ListKeeper } from './keeper.ts';
import { listStore } from './store.ts';

const MIRRORS = ['https://mirror.example/list', 'https://other.example/list'];
const ADDRESSES = [ADDRESS.url, ...MIRRORS];

/** What every server does until the list was asked for once; null: no answer. A worker may be stopped before one of its writes. */
const round = fc.record({
  answers: fc.tuple(...ADDRESSES.map(() => fc.option(answer, { freq: 3 }))),
  file: fc.constantFrom('right', 'nothing', 'another'),
  killedBefore: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 2 }),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

/** All servers at their best. */
const honest = (which: number): Round => {
  const newest: Answer = { kind: 'issue', which };
  return { answers: [newest, newest, newest], file: 'right', killedBefore: null };
};

function serversOf(issues: readonly Issued[], { answers, file }: Round, asked: string[]): FetchList {
  const files = new Map(issues.flatMap((one) => [...one.files]));
  return (url) => {
    asked.push(url);
    const sent = answers[ADDRESSES.indexOf(url)] ?? null;
    const other = file === 'another' ? [...files.values()][0] : undefined;
    const bytes = url.startsWith(FILES) ? (file === 'right' ? files.get(url) : other) : sent && bytesOf(issues, sent);
    return Promise.resolve(bytes ? { bytes } : { problem: { code: 'net.unreachable', detail: '' } });
  };
}

function worker(tables: Tables, fetchList: FetchList): ListKeeper {
  const ports = { crypto: testCrypto, now: () => NOW, fetchList, sigstore: () => [] };
  return listKeeper({ ...ports, store: listStore({ ...ports, tables, knowledge: memoryKnowledge() }) });
}

/** What is stored of the list: which issue, its statements, and everything that it ever revoked or denied. */
async function stored(tables: Tables, issues: readonly Issued[]) {
  const store = listStore({ tables, crypto: testCrypto, now: () => NOW, knowledge: memoryKnowledge() });
  const subscription = await store.get(LIST_ID);
  if (subscription === null) throw new Error('not followed');
  const { state } = subscription;
  return {
    issue: issues.findIndex(({ issuedAt }) => toRfc3339(instant(issuedAt)) === state.issued),
    scopes: (await store.read(subscription))?.statements.map(({ scope }) => scope),
    revoked: state.revoked.map(({ statement }) => statement),
    denied: state.denied.length,
  };
}

/** A worker asks once, and is stopped where the round says so. */
async function ask(tables: Tables, issues: readonly Issued[], one: Round): Promise<readonly string[]> {
  const asked: string[] = [];
  const kept = one.killedBefore === null ? tables : killedBefore(tables, one.killedBefore);
  await worker(kept, serversOf(issues, one, asked))
    .refresh(null)
    .catch((error: unknown) => {
      expect(error).toBeInstanceOf(Killed);
    });
  return asked;
}

async function following(issues: readonly Issued[]): Promise<Tables> {
  const tables = memoryTables();
  const lists = worker(tables, serversOf(issues, honest(0), []));
  const { digest } = await lists.preview(ADDRESS);
  await lists.subscribe(ADDRESS, digest);
  return tables;
}

describe('servers that want to deceive', () => {
  it('with mirrors, files and a worker that dies, roll nothing back, lose no warning and leave nothing half applied', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(issue, { minLength: 1, maxLength: 5 }),
        fc.array(round, { minLength: 1, maxLength: 6 }),
        async (changes, rounds) => {
          const issues = await issuesOf(changes, MIRRORS);
          const tables = await following(issues);
          let before = await stored(tables, issues);
          for (const one of rounds) {
            const asked = await ask(tables, issues, one);
            const now = await stored(tables, issues);
            expect(now.issue).toBeGreaterThanOrEqual(before.issue);
            expect(now.scopes).toEqual(issues[now.issue]?.scopes);
            expect(now.revoked).toEqual(expect.arrayContaining(before.revoked));
            expect(now.denied).toBeGreaterThanOrEqual(before.denied);
            // A file is asked of no server but the one that gave the list: here, right after the first address.
            const files = asked.filter((url) => url.startsWith(FILES));
            expect(asked).toEqual([ADDRESS.url, ...files, ...MIRRORS.slice(0, asked.length - files.length - 1)]);
            before = now;
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keep nobody from the newest issue once they give it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(issue, { minLength: 1, maxLength: 4 }),
        fc.array(round, { maxLength: 4 }),
        async (changes, rounds) => {
          const issues = await issuesOf(
            changes.map((change) => ({ ...change, rotate: false })),
            MIRRORS,
          );
          const tables = await following(issues);
          for (const one of [...rounds, honest(issues.length - 1)]) await ask(tables, issues, one);
          expect((await stored(tables, issues)).issue).toBe(issues.length - 1);
        },
      ),
      { numRuns: 25 },
    );
  });
});
