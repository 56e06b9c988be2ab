import {
  fingerprintOf,
  isAuditKey,
  pinnedOnly,
  updateList,
  type AuditList,
  type BringReferenced,
  type CodeDecision,
  type ListState,
  type StatementIndex,
} from '../../verifier/audits/index.ts';
import { toRfc3339 } from '../../verifier/index.ts';
import type {
  ListedSubscription,
  ListKey,
  ListPreview,
  ListsDifference,
  ListsFile,
  MeasuredCode,
  OfferedList,
  StatedOfCode,
  StatementRow,
} from '../api/lists.ts';
import { MAX_SUBSCRIPTIONS, type Subscription } from '../state/subscriptions.ts';
import { oneAfterAnother } from '../state/one-after-another.ts';
import { decisionOn, statedOf, type Decided, type DecisionPorts } from './decision-on.ts';
import { dueAt } from './due.ts';
import { bringFrom, type Brought } from './fetch.ts';
import { OFFERED_LISTS } from './offered.ts';
import { refresh, type RefreshPorts } from './refresh.ts';
import { readListsFile, writeListsFile } from './lists-file.ts';
import { statusOf } from './status.ts';

/** The address of a list and its expected key. */
export type ListAddress = { readonly url: string; readonly key: string };

/** A call about lists that failed; the code is one of `ListedSubscription.problem`, or `list.…` of this file. */
export class ListRejected extends Error {
  readonly code: string;

  constructor(code: string, detail = '') {
    super(detail);
    this.name = 'ListRejected';
    this.code = code;
  }
}

/** All operations on lists: for the calls of our pages, and for the alarm. */
export type ListKeeper = {
  offered(): readonly OfferedList[];
  /** @throws ListRejected */
  preview(address: ListAddress): Promise<ListPreview>;
  /** Follows the text that was previewed. @throws ListRejected */
  subscribe(address: ListAddress, digest: string): Promise<ListedSubscription>;
  list(): Promise<readonly ListedSubscription[]>;
  statements(id: string): Promise<readonly StatementRow[]>;
  remove(id: string): Promise<void>;
  /** Requests one list now, or all. @returns whether anything changed */
  refresh(id: string | null): Promise<boolean>;
  /** Requests the lists that are due. @returns whether anything changed, and when the next one is due */
  refreshDue(): Promise<{ readonly changed: boolean; readonly next: number | null }>;
  exportFile(): Promise<ListsFile>;
  /** @throws InvalidRecord */
  previewImport(text: string): Promise<ListsDifference>;
  index(): Promise<StatementIndex>;
  /** What is stated of code that no site showed. */
  about(code: MeasuredCode): Promise<StatedOfCode>;
  /** What is to be said now of the code of this result. @param before what was said: proofs that the site sent along are as they were */
  decisionOn(result: Decided, origin: string | null, before: Pick<CodeDecision, 'published'>): Promise<CodeDecision>;
};

/** Operations over the store; all changes run one after the other. */
export function listKeeper(ports: RefreshPorts & DecisionPorts): ListKeeper {
  const { store, crypto, fetchList, now } = ports;
  const inTurn = oneAfterAnother();

  /** Verified as the first list under this key. @throws ListRejected */
  async function verified(
    { key }: ListAddress,
    bytes: Uint8Array,
    referenced: BringReferenced,
  ): Promise<{ readonly state: ListState; readonly list: AuditList }> {
    const update = await updateList(crypto, { at: 'pinned', ...pinnedOnly(key) }, bytes, now(), referenced);
    if (update.at === 'refused') throw new ListRejected(update.code, update.detail);
    return update;
  }

  const builtIn = ({ url, key }: ListAddress) => OFFERED_LISTS.find((one) => one.url === url && one.key === key) ?? null;

  /** A list shipped with the release is previewed without a request. */
  async function received(address: ListAddress): Promise<Uint8Array> {
    const shipped = builtIn(address)?.text ?? null;
    if (shipped !== null) return new TextEncoder().encode(shipped);
    const fetched = await fetchList(address.url);
    if ('problem' in fetched) throw new ListRejected(fetched.problem.code, fetched.problem.detail);
    return fetched.bytes;
  }

  async function keysOf({ current, next, retired }: ListState['keys']): Promise<readonly ListKey[]> {
    const using = { current, next, retired };
    return await Promise.all(
      (['current', 'next', 'retired'] as const).flatMap((use) =>
        using[use].map(async (key) => ({ key, use, fingerprint: await fingerprintOf(crypto, key) })),
      ),
    );
  }

  async function listed(subscription: Subscription): Promise<ListedSubscription> {
    const { state, since, checkedAt, triedAt, problem, url, demonstration } = subscription;
    const list = await store.read(subscription);
    return {
      id: state.id,
      url,
      title: state.title,
      homepage: state.homepage,
      demonstration,
      version: state.version,
      issued: state.issued,
      expires: state.expires,
      status: statusOf(state, list, now()),
      threshold: state.keys.threshold,
      keys: await keysOf(state.keys),
      statements: list?.statements.length ?? 0,
      denials: state.denied.length,
      revocations: state.revoked.length,
      withdrawn: state.withdrawn.length,
      since,
      checkedAt,
      triedAt,
      problem,
    };
  }

  async function subscribe(address: ListAddress, digest: string): Promise<ListedSubscription> {
    const kept = await store.kept(digest);
    if (kept === null) throw new ListRejected('list.look-again');
    const { state } = await verified(address, kept.bytes, () => Promise.resolve(kept.referenced));
    if (state.digest !== digest) throw new ListRejected('list.look-again');
    // Another key for a followed list's name would be a rotation that the old key did not sign.
    if ((await store.get(state.id)) !== null) throw new ListRejected('list.already-followed', state.title);
    if ((await store.subscriptions()).length >= MAX_SUBSCRIPTIONS) throw new ListRejected('list.too-many-followed');
    const at = toRfc3339(now());
    const times = { since: at, triedAt: at, checkedAt: at };
    const demonstration = builtIn(address)?.demonstration ?? false;
    const subscription: Subscription = {
      format: 1,
      id: state.id,
      url: address.url,
      demonstration,
      ...times,
      problem: null,
      state,
    };
    await store.put(subscription, true);
    return await listed(subscription);
  }

  async function refreshEach(subscriptions: readonly Subscription[]): Promise<boolean> {
    let changed = false;
    for (const one of subscriptions) changed = (await refresh(ports, one, inTurn)) || changed;
    return changed;
  }

  return {
    offered: () => OFFERED_LISTS.map(({ url, key, title, demonstration }) => ({ url, key, title, demonstration })),

    async preview(address) {
      if (!isAuditKey(address.key)) throw new ListRejected('list.not-a-key');
      const bytes = await received(address);
      const brought: Brought = { files: [] };
      const { state, list } = await verified(address, bytes, bringFrom(fetchList, address.url, brought));
      await store.keep(state.digest, bytes, brought.files);
      return {
        ...address,
        digest: state.digest,
        id: list.id,
        title: list.title,
        homepage: list.homepage,
        contact: list.contact,
        version: list.version,
        issued: list.issued,
        expires: list.expires,
        threshold: list.keys.threshold,
        keys: await keysOf(list.keys),
        statements: list.statements.length,
        denials: list.denied.length,
        revocations: list.revoked.length,
        tees: [...new Set([...list.statements, ...list.denied].map(({ tee }) => tee))],
        host: new URL(address.url).host,
        followed: (await store.get(list.id)) !== null,
        demonstration: builtIn(address)?.demonstration ?? false,
      };
    },

    subscribe: (address, digest) => inTurn(() => subscribe(address, digest)),

    list: async () => await Promise.all((await store.subscriptions()).map(listed)),

    async statements(id) {
      const subscription = await store.get(id);
      if (subscription === null) throw new ListRejected('list.unknown', id);
      const list = await store.read(subscription);
      const revoked = new Set(subscription.state.revoked.map(({ statement }) => statement));
      return (list?.statements ?? []).map(({ digest, name, tee, registers, createdAt, notAfter, properties }) => {
        return { digest, name, tee, registers, createdAt, notAfter, properties, revoked: revoked.has(digest) };
      });
    },

    remove: (id) => inTurn(() => store.remove(id)),

    async refresh(id) {
      const all = await store.subscriptions();
      return await refreshEach(id === null ? all : all.filter((one) => one.id === id));
    },

    async refreshDue() {
      const due = (await store.subscriptions()).filter((one) => dueAt(one, now()) <= now());
      const changed = await refreshEach(due);
      const times = (await store.subscriptions()).map((one) => dueAt(one, now()));
      return { changed, next: times.length === 0 ? null : Math.min(...times) };
    },

    exportFile: async () => writeListsFile(await store.subscriptions()),

    async previewImport(text) {
      const lists = readListsFile(text);
      const known = new Set(
        (await store.subscriptions()).flatMap(({ url, state }) => state.keys.current.map((key) => `${url} ${key}`)),
      );
      const added = lists.filter(({ url, key }) => !known.has(`${url} ${key}`));
      return { added, known: lists.length - added.length };
    },

    index: () => store.index(),

    about: async (code) => await statedOf(ports, await store.index(), code),

    decisionOn: async (result, origin, before) => await decisionOn(ports, await store.index(), result, origin, before),
  };
}
