// Covers: background.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { begin, commit, headers, request, response, TAB } from '../testing/navigation.ts';
import { startedBackground, type StartedBackground } from '../testing/started.ts';
import { lockOf } from '../testing/locked-origins.ts';
import { PAGE_LOCKS } from '../state/page-locks.ts';
import { recordsOf } from '../state/records.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));
// Nothing of the browser is called here.
vi.mock('webextension-polyfill', () => ({ default: {} }));

/** It is locked; its own pages announce nothing here, so no check of it changes that. */
const ORIGIN = 'https://locked.test';
const PAGE = `${ORIGIN}/`;
const DATE = '2026-11-25T08:00:00Z';
const again = (tabId: number): string => `reload tab ${String(tabId)} if ${ORIGIN} is unheld`;

let started: StartedBackground;
beforeEach(async () => {
  started = await startedBackground('verified');
  const named = [{ sources: lockOf(1).sources, until: DATE, codeKnown: true, code: null }];
  const records = recordsOf(started.background.ports.tables, PAGE_LOCKS, () => DATE);
  await records.put({ origin: ORIGIN, rule: 1, epoch: '', lock: lockOf(1), named, lastUsed: DATE, off: false });
});

/** What the browser was asked to do, once it was asked anything. */
async function asked(): Promise<readonly string[]> {
  const { done } = started.background.rules;
  await vi.waitUntil(() => done.length > 0, { timeout: 20_000 });
  return done;
}

describe('a page of a locked site that loaded when nothing held it', () => {
  it('is asked for its policy when it comes out of the browser’s memory', async () => {
    for (const event of [begin(PAGE), commit({ url: PAGE, documentId: 'D0', fromHistory: true })]) started.emit(event);
    expect(await asked()).toEqual([again(TAB)]);
  });

  it('is asked when it was prerendered, once it is shown and not before', async () => {
    started.emit(commit({ url: PAGE, documentId: 'P1', prerender: true }));
    for (const event of [begin(PAGE), commit({ url: PAGE, documentId: 'P1' })]) started.emit(event);
    expect(await asked()).toEqual([again(TAB)]);
  });

  it('is not asked when it loads now, because its guard tells, nor under another address', async () => {
    const loads = [begin(PAGE), request('r2', PAGE), headers({ requestId: 'r2', url: PAGE }), response(false, 200, 'r2', PAGE)];
    for (const event of [...loads, commit({ url: PAGE, documentId: 'D2' })]) started.emit(event);
    const elsewhere = { url: 'http://locked.test/', documentId: 'D3', fromHistory: true };
    started.emit(commit(elsewhere));
    started.emit(commit({ tabId: 9, url: PAGE, documentId: 'P9', prerender: true }));
    started.emit(commit({ tabId: 9, url: PAGE, documentId: 'P9' }));
    expect(await asked()).toEqual([again(9)]);
  });
});
