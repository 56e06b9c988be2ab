import { sessionWord } from '../api/page-guard.ts';
import type { Instant } from '../../verifier/index.ts';
import { openPageLocks, type PageLocks } from '../lock/page-locks.ts';
import { PAGE_LOCKS } from '../state/page-locks.ts';
import { PINS } from '../state/pins.ts';
import { recordsOf } from '../state/records.ts';
import type { Tables } from '../state/tables.ts';
import type { PageRule, PageRules } from '../lock/page-rules.ts';

const PLAYED_SECRET = '0123456789abcdef0123456789abcdef';

/** The rules of a simulated browser, and what was done, in order. */
export type PlayedRules = PageRules & {
  readonly rules: Map<number, PageRule>;
  readonly done: string[];
  guarded: readonly string[];
  keys: boolean;
  /** Origins that no rule can hold. */
  readonly refused: Set<string>;
};

/** A browser without rules that accepts all of them. */
export function playedRules(): PlayedRules {
  const played: PlayedRules = {
    rules: new Map(),
    done: [],
    guarded: [],
    keys: true,
    refused: new Set(),
    lasting: true,
    set(rule, guarded) {
      if (played.refused.has(rule.origin)) return Promise.reject(new Error('memoryLimitExceeded'));
      played.done.push(`set ${rule.origin}`);
      played.rules.set(rule.id, rule);
      played.guarded = guarded;
      return Promise.resolve();
    },
    drop(ids, guarded) {
      for (const id of ids) {
        played.done.push(`drop ${String(played.rules.get(id)?.origin)}`);
        played.rules.delete(id);
      }
      played.guarded = guarded;
      return Promise.resolve();
    },
    renew(rules) {
      // As browsers do: all of them, or none.
      if (rules.some(({ origin }) => played.refused.has(origin))) return Promise.reject(new Error('memoryLimitExceeded'));
      played.done.push('renew');
      played.rules.clear();
      for (const rule of rules) played.rules.set(rule.id, rule);
      played.guarded = rules.map(({ origin }) => origin);
      return Promise.resolve();
    },
    guardAgain() {
      played.done.push('guard again');
      return Promise.resolve([...played.rules.keys()].map(String));
    },
    reloadUnheld(before) {
      played.done.push(`reload unheld by ${before.join()}`);
      return Promise.resolve();
    },
    reloadUnheldTab(tabId, origin) {
      played.done.push(`reload tab ${String(tabId)} if ${origin} is unheld`);
      return Promise.resolve();
    },
    renewWord() {
      played.done.push('renew word');
      return Promise.resolve();
    },
    clear(origin) {
      played.done.push(`clear ${origin}`);
      return Promise.resolve();
    },
    word: (origin) => Promise.resolve(sessionWord(PLAYED_SECRET, origin)),
    canHold: (origin) => Promise.resolve(!played.refused.has(origin)),
    checksKeys: () => Promise.resolve(played.keys),
  };
  return played;
}

type Parts = {
  readonly now: () => Instant;
  readonly date: () => string;
  readonly tables: Tables;
  readonly mayCheck: (origin: string) => boolean;
  readonly changing?: Parameters<typeof openPageLocks>[0]['changing'];
};

/** The real locks over such a browser. */
export function playedLocks(
  rules: PageRules,
  { now, date, tables, mayCheck, changing = (_, change) => change() }: Parts,
): PageLocks {
  return openPageLocks({
    now,
    rules,
    locks: recordsOf(tables, PAGE_LOCKS, date),
    pins: recordsOf(tables, PINS, date),
    mayCheck: (origin) => Promise.resolve(mayCheck(origin)),
    changing,
  });
}
