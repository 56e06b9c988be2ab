import { updateList } from '../../verifier/audits/index.ts';
import { toRfc3339, type CryptoPort, type Instant } from '../../verifier/index.ts';
import type { Subscription } from '../state/subscriptions.ts';
import { fetchFirst, type FetchList } from './fetch.ts';
import type { ListStore } from './store.ts';

export type RefreshPorts = {
  readonly store: ListStore;
  readonly crypto: CryptoPort;
  readonly fetchList: FetchList;
  readonly now: () => Instant;
};

/** Runs a change after those that were begun before it. */
export type InTurn = <T>(change: () => Promise<T>) => Promise<T>;

/**
 * Asks for one list and takes what it may take of the answer.
 * @returns whether the list is another one now
 */
export async function refresh(ports: RefreshPorts, subscription: Subscription, inTurn: InTurn): Promise<boolean> {
  const { store, crypto, fetchList, now } = ports;
  const { state, url } = subscription;
  const triedAt = toRfc3339(now());
  const fetched = await fetchFirst(fetchList, [url, ...state.mirrors]);
  if ('problem' in fetched) return await failed(fetched.problem);
  const list = await store.read(subscription);
  const update = await updateList(crypto, { at: 'followed', state, list }, fetched.bytes, now());
  if (update.at === 'refused') return await failed({ code: update.code, detail: update.detail });
  if (update.changed || list === null) await store.keep(update.state.digest, new TextDecoder().decode(fetched.bytes));
  return await replaced(
    { ...subscription, triedAt, checkedAt: triedAt, problem: null, state: update.state },
    update.changed || list === null,
  );

  async function failed(problem: NonNullable<Subscription['problem']>): Promise<boolean> {
    return await replaced({ ...subscription, triedAt, problem }, false);
  }

  /** Somebody may have stopped following it meanwhile, or taken another version: then nothing is written. */
  function replaced(next: Subscription, changed: boolean): Promise<boolean> {
    return inTurn(async () => {
      const current = await store.get(subscription.id);
      if (current?.state.digest !== state.digest) return false;
      await store.put(next);
      return changed;
    });
  }
}
