import { parseRfc3339, type Instant, type ScriptsObservation } from '../../verifier/index.ts';
import { isKey, pagePolicy, withoutSession, type PageLock } from '../../verifier/protocol/index.ts';
import type { Records } from '../state/records.ts';
import { holds, isNamed, type StoredLock } from '../state/page-locks.ts';
import type { StoredPin } from '../state/pins.ts';
import { afterEvidence, sameLock, withoutWarned, type LockEvidence, type WarnedOf } from './after-evidence.ts';
import type { GuardReport } from './guard-report.ts';
import type { PageRule, PageRules } from './page-rules.ts';
import { reloadLimit } from './reload-limit.ts';

/** Maximum locked origins; Chrome accepts no more rules with regular expressions (1,000). */
export const MAX_LOCKED_ORIGINS = 1000;

/** What is locked, and what was seen of it. Operations run one after the other: rules and records must not diverge. */
export type PageLocks = {
  /**
   * Evidence of this origin was verified: holds its pages to the code that it names, or (`lock` null) to none any more. @param warnedOf
   * about the code of earlier evidence, whose names go with it @returns are open pages to be reloaded now, which run under another?
   */
  follow(
    origin: string,
    evidence: Omit<LockEvidence, 'lock'> & { readonly lock: PageLock | null },
    warnedOf: WarnedOf,
  ): Promise<boolean>;
  /** No evidence could be fetched: without a pin, a lock whose evidence has expired is released. */
  unproven(origin: string): Promise<void>;
  /** What is known of the code that can run in a document. */
  observe(document: LockedDocument, warnedOf: WarnedOf): Promise<ScriptsObservation>;
  /** The report of a guard, about a document under this policy; null if that does not end in the word of this session. */
  reported(origin: string, header: string): Promise<GuardReport | null>;
  /** A document was stopped because it lacked its policy: repairs what it can. */
  restore(origin: string): Promise<void>;
  /** A document that loaded earlier is shown: it is reloaded if it loaded when its origin had no rule. */
  shownLater(tabId: number, origin: string): Promise<void>;
  /** The user holds pages of this origin to their code (again), or lets them run as served. */
  turn(origin: string, on: boolean): Promise<void>;
  /** Releases this origin, or (null) all, and deletes the record. */
  release(origin: string | null): Promise<void>;
  /** The permission for some hosts was withdrawn: a rule without one enforces nothing, and a claim that it does would be false. */
  withdrawn(about: (origin: string) => boolean): Promise<void>;
  /** Sets every rule again, in case the browser lost them. */
  renew(): Promise<void>;
};

/** `named`: what its evidence claims to name, before verification. */
export type LockedDocument = {
  readonly origin: string;
  readonly private: boolean;
  readonly guard: GuardReport | null;
  readonly named: PageLock | null;
};

type Ports = {
  readonly now: () => Instant;
  readonly locks: Records<StoredLock>;
  readonly pins: Records<StoredPin>;
  readonly rules: PageRules;
  readonly mayCheck: (origin: string) => Promise<boolean>;
  /** Changes what is enforced on these origins: what was found of their open documents rests on it. */
  readonly changing: (origins: readonly string[], change: () => Promise<void>) => Promise<void>;
};

const ruleOf = ({ rule, origin, lock }: StoredLock): PageRule => ({ id: rule, origin, policy: pagePolicy(lock, []) });
const inForce = (all: readonly StoredLock[]) => all.filter(({ off }) => !off);
const originsOf = (all: readonly StoredLock[]) => inForce(all).map(({ origin }) => origin);

/** Locks over the browser's rules and the stored records. */
export function openPageLocks({ now, locks, pins, rules, mayCheck, changing }: Ports): PageLocks {
  let tail: Promise<unknown> = Promise.resolve();

  function inTurn<T>(job: () => Promise<T>): Promise<T> {
    const turn = tail.then(job, job);
    tail = turn.catch(() => undefined);
    return turn;
  }

  /** The record first: a rule that is set but not recorded could never be removed. @returns false if there is no room for it */
  async function hold(record: StoredLock): Promise<boolean> {
    // The browser would refuse a rule beyond its limit, and any rule after it.
    const gone = await inTheWayOf(record.origin);
    if (gone === null) return false;
    await letGo(gone);
    const before = await locks.get(record.origin);
    await locks.put({ ...record, epoch: crypto.randomUUID() });
    try {
      await changing([record.origin], async () => {
        await rules.clear(record.origin);
        await rules.set(ruleOf(record), originsOf(await locks.list()));
      });
    } catch (error) {
      // A record without its rule would pass for a lock in force, and the same evidence would not set it again.
      if (before !== null) await locks.put(before);
      else {
        await locks.remove(record.origin);
        await rules.drop([record.rule], originsOf(await locks.list()));
      }
      throw error;
    }
    return true;
  }

  /** Here the rule first: one that the browser would not drop stays recorded, to be turned off again; reports under it count no more. */
  async function lift(gone: readonly StoredLock[]): Promise<void> {
    const lifted = inForce(gone);
    const ids = new Set(lifted.map(({ rule }) => rule));
    const left = (await locks.list()).filter(({ rule }) => !ids.has(rule));
    for (const one of lifted) await locks.put({ ...one, epoch: crypto.randomUUID() });
    if (ids.size > 0) await changing(originsOf(lifted), () => rules.drop([...ids], originsOf(left)));
  }

  async function letGo(gone: readonly StoredLock[]): Promise<void> {
    await lift(gone);
    for (const { origin } of gone) await locks.remove(origin);
  }

  /**
   * What has to go to make room for this origin: those that were named longest ago. Pinned and disabled ones stay; null if then there
   * is no room.
   */
  async function inTheWayOf(origin: string): Promise<readonly StoredLock[] | null> {
    const others = (await locks.list()).filter((one) => one.origin !== origin);
    const excess = Math.max(0, others.length + 1 - MAX_LOCKED_ORIGINS);
    const pinned = new Set((await pins.list()).filter(({ pin }) => pin !== 'off').map((one) => one.origin));
    const evictable = others.filter((one) => !one.off && !pinned.has(one.origin));
    if (evictable.length < excess) return null;
    return evictable.toSorted((a, b) => (a.lastUsed < b.lastUsed ? -1 : 1)).slice(0, excess);
  }

  async function freeRule(): Promise<number> {
    const used = new Set((await locks.list()).map(({ rule }) => rule));
    let rule = 1;
    while (used.has(rule)) rule += 1;
    return rule;
  }

  const mayReload = reloadLimit(now);

  /** All at once; without those that the browser refuses, should it refuse any: they must keep no other from being held. */
  async function renewAll(): Promise<void> {
    const all = inForce(await locks.list()).map(ruleOf);
    try {
      await rules.renew(all);
    } catch {
      const held = await Promise.all(all.map(async (one) => ((await rules.canHold(one.origin)) ? [one] : [])));
      await rules.renew(held.flat());
    }
  }

  const runsHere = async ({ sources }: PageLock): Promise<boolean> => !sources.some(isKey) || (await rules.checksKeys());

  return {
    follow: (origin, { lock, ...evidence }, warnedOf) =>
      inTurn(async () => {
        const before = await locks.get(origin);
        // Another tab was told something newer: looked at once more, this evidence would undo that. (A clock may have been ahead then.)
        const last = before === null ? 0 : parseRfc3339(before.lastUsed, 'locks.lastUsed');
        if (evidence.at < last && last <= now()) return false;
        if (lock === null) {
          // A lock that the user turned off stays off if evidence names code again.
          if (before === null || before.off) return false;
          await letGo([before]);
          return mayReload(origin);
        }
        const named = await withoutWarned(before?.named ?? [], warnedOf);
        const after = afterEvidence({ named }, { lock, ...evidence }, now());
        if (before !== null && (before.off || sameLock(before.lock, after.lock))) {
          await locks.put({ ...before, ...after });
          return false;
        }
        if (!(await mayCheck(origin)) || !(await runsHere(lock)) || !(await rules.canHold(origin))) return false;
        const held = await hold({ origin, off: false, ...after, rule: before?.rule ?? (await freeRule()), epoch: '' });
        return held && mayReload(origin);
      }),

    unproven: (origin) =>
      inTurn(async () => {
        const record = await locks.get(origin);
        if (record === null || record.off || isNamed(record, now())) return;
        const pin = await pins.get(origin);
        if ((pin?.pin ?? 'off') === 'off') await letGo([record]);
      }),

    async observe({ origin, private: isPrivate, guard, named }, warnedOf) {
      // Most sites name no code: nothing is looked up for them.
      if (named === null) return { kind: 'unguarded', because: 'guard-silent' };
      if (guard?.kind === 'removed') return { kind: 'removed' };
      const record = await locks.get(origin);
      if (record?.off === true) return { kind: 'unguarded', because: 'switched-off' };
      if (guard !== null) {
        const policy = withoutSession(guard.header, await rules.word(origin));
        const isToday = record === null ? isPrivate : guard.epoch === record.epoch && policy === pagePolicy(record.lock, []);
        if (policy === null || !isToday) return { kind: 'unguarded', because: 'other-policy' };
        // What unknown or warned-about code named is not part of what known code names.
        const holding = (record?.named ?? []).filter((one) => one.codeKnown && holds(one, now()));
        const earlier = await withoutWarned(holding, warnedOf);
        return { kind: 'guarded', policy, earlier: earlier.flatMap(({ sources }) => sources) };
      }
      if (isPrivate) return { kind: 'unguarded', because: 'private-window' };
      if (!(await mayCheck(origin))) return { kind: 'unguarded', because: 'permission-missing' };
      if (!(await runsHere(named))) return { kind: 'unguarded', because: 'keys-not-supported' };
      if (!(await rules.canHold(origin))) return { kind: 'unguarded', because: 'address-not-supported' };
      if (record !== null) return { kind: 'unguarded', because: 'guard-silent' };
      return { kind: 'unguarded', because: (await inTheWayOf(origin)) === null ? 'too-many-locked' : 'not-locked-yet' };
    },

    async reported(origin, header) {
      if (withoutSession(header, await rules.word(origin)) === null) return null;
      return { kind: 'held', header, epoch: (await locks.get(origin))?.epoch ?? null };
    },

    restore: (origin) =>
      inTurn(async () => {
        const record = await locks.get(origin);
        if (record === null || record.off) {
          // A private window of Chrome, which has none of our records, or a guard left over from a released lock.
          await rules.renewWord();
          return;
        }
        await rules.clear(origin);
        await renewAll();
      }),

    async shownLater(tabId, origin) {
      if ((await locks.get(origin))?.off === false) await rules.reloadUnheldTab(tabId, origin);
    },

    turn: (origin, on) =>
      inTurn(async () => {
        const record = await locks.get(origin);
        if (record?.off !== on) return;
        if (on) await hold({ ...record, off: false });
        else {
          await lift([record]);
          await locks.put({ ...record, off: true });
        }
      }),

    release: (origin) =>
      inTurn(async () => letGo((await locks.list()).filter((one) => origin === null || one.origin === origin))),

    withdrawn: (about) =>
      inTurn(async () => {
        const concerned = (await locks.list()).filter(({ origin }) => about(origin));
        const without = await Promise.all(concerned.map(async (one) => ((await mayCheck(one.origin)) ? [] : [one])));
        await letGo(without.flat());
      }),

    renew: () => inTurn(renewAll),
  };
}
