import { updateList, type Update } from '../../verifier/audits/index.ts';
import { toRfc3339, type CryptoPort, type Instant } from '../../verifier/index.ts';
import type { Subscription } from '../state/subscriptions.ts';
import { bringFrom, type Brought, type FetchList } from './fetch.ts';
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
 * Is it a name on the public network? The user chose the first address; mirrors whoever signs the list names, and nobody must make
 * readers knock at their own routers.
 */
function isPublic(address: string): boolean {
  const { hostname } = new URL(address);
  return /^(?!.*\.(?:local|localhost|internal|lan|home\.arpa)$)[^:[\]]+\.(?=.*[a-z])[a-z0-9-]+$/.test(hostname);
}

type Accepted = Extract<Update, { readonly at: 'accepted' }>;
type Problem = NonNullable<Subscription['problem']>;
type Answer = { readonly update: Accepted; readonly bytes: Uint8Array; readonly brought: Brought };

/**
 * Asks for one list and takes what it may take of the answer.
 * @returns whether the list is another one now
 */
export async function refresh(ports: RefreshPorts, subscription: Subscription, inTurn: InTurn): Promise<boolean> {
  const { store, now } = ports;
  const { state } = subscription;
  const triedAt = toRfc3339(now());
  const list = await store.read(subscription);
  const answer = await firstTaken(ports, subscription, list);
  if ('code' in answer) return await replaced({ ...subscription, triedAt, problem: answer }, false);
  const { update, bytes, brought } = answer;
  const changed = update.changed || list === null;
  if (changed) await store.keep(update.state.digest, bytes, brought.files);
  return await replaced({ ...subscription, triedAt, checkedAt: triedAt, problem: null, state: update.state }, changed);

  /** Somebody may have stopped following it meanwhile, or taken another version: then nothing is written. */
  function replaced(next: Subscription, isAnother: boolean): Promise<boolean> {
    return inTurn(async () => {
      const current = await store.get(subscription.id);
      if (current?.state.digest !== state.digest) return false;
      await store.put(next, isAnother);
      return isAnother;
    });
  }
}

/**
 * One address after the other, until one gives what may be taken: a server that is down, or that answers with what is refused,
 * must not keep a list from those who could have it from a mirror. Nor must one that goes on giving a list that has expired.
 */
async function firstTaken(
  { crypto, fetchList, now }: RefreshPorts,
  { state, url }: Subscription,
  list: Accepted['list'] | null,
): Promise<Answer | Problem> {
  let unchanged: Answer | null = null;
  let first: Problem | null = null;
  for (const address of [url, ...state.mirrors.filter(isPublic)]) {
    const fetched = await fetchList(address);
    if ('problem' in fetched) {
      first ??= fetched.problem;
      continue;
    }
    const { bytes } = fetched;
    const brought: Brought = { files: [] };
    const bring = bringFrom(fetchList, address, brought);
    const update = await updateList(crypto, { at: 'followed', state, list }, bytes, now(), bring);
    if (update.at === 'refused') {
      first ??= { code: update.code, detail: update.detail };
      continue;
    }
    const answer = { update, bytes, brought };
    if (update.changed || toRfc3339(now()) <= state.expires) return answer;
    unchanged ??= answer;
  }
  return unchanged ?? first ?? { code: 'net.unreachable', detail: '' };
}
