import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import type { CheckPorts } from '../app/ports.ts';
import { listKeeper, type ListKeeper } from '../lists/keeper.ts';
import { listStore } from '../lists/store.ts';
import type { Surroundings } from './surroundings.ts';

type Followed = Pick<Surroundings, 'fetchList' | 'sigstore'>;

/** A user who follows nobody, and believes no instance of Sigstore. */
export const FOLLOWS_NOBODY: Followed = {
  fetchList: () => Promise.resolve({ problem: { code: 'net.unreachable', detail: '' } }),
  sigstore: [],
};

type Speaking = Pick<CheckPorts, 'sigstore' | 'followed'> & { readonly lists: ListKeeper };

/** Whoever says something of code, as a check asks them: the real keeper of lists, over a network that is played. */
export function speaking(followed: Followed, { tables, now: clock }: Pick<CheckPorts, 'tables' | 'now'>): Speaking {
  const now = () => clock();
  const store = listStore({ tables, crypto: testCrypto, now });
  const lists = listKeeper({ store, crypto: testCrypto, now, fetchList: (url) => followed.fetchList(url) });
  return { lists, followed: () => Promise.resolve(lists), sigstore: () => followed.sigstore };
}
