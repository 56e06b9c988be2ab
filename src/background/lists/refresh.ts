import { updateList, type Update } from '../../verifier/audits/index.ts';
import { toRfc3339, type CryptoPort, type Instant } from '../../verifier/index.ts';
import type { InTurn } from '../state/one-after-another.ts';
import type { Subscription } from '../state/subscriptions.ts';
import { bringFrom, type Brought, type FetchList } from './fetch.ts';
import type { ListStore } from './store.ts';

/** Where lists are kept, and how they are fetched and verified. */
export type RefreshPorts = {
  readonly store: ListStore;
  readonly crypto: CryptoPort;
  readonly fetchList: FetchList;
  readonly now: () => Instant;
};

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

/** Requests one list and accepts what it may of the answer. @returns whether the list changed */
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

  /** The user may have unfollowed it meanwhile, or taken another version: then nothing is written. */
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
 * Tries one address after the other until one gives an acceptable list: a server that is down, or whose answer is refused, must
 * not keep a list from those who could get it from a mirror. Nor must one that keeps serving an expired list.
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
