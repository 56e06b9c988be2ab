import { auditKeyOf } from '../../verifier/testing/audits/auditor.ts';
import { ed25519Key } from '../../verifier/testing/keys.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { directories, type ReleasedDirectory } from '../app/directory-shelf.ts';
import type { CheckPorts } from '../app/ports.ts';
import { listKeeper, type ListKeeper } from '../lists/keeper.ts';
import { directoryUpdater, type DirectoryUpdater } from '../lists/refresh-directory.ts';
import { listStore } from '../lists/store.ts';
import { publisherKeeper, type PublisherKeeper } from '../publishers/keeper.ts';
import { PUBLISHER_SOURCES } from '../publishers/sources.ts';
import { PUBLISHER_LISTS } from '../state/publisher-lists.ts';
import { recordsOf } from '../state/records.ts';
import { toRfc3339 } from '../../verifier/index.ts';
import type { Surroundings } from './surroundings.ts';

type Followed = Pick<Surroundings, 'fetchList' | 'sigstore' | 'publisherSources' | 'released' | 'directory'>;

/** A release with an empty directory, and a publisher of newer ones. */
export const DIRECTORY_SIGNER = ed25519Key('site directory');

/** An empty directory of 20 November 2026, with two addresses and one key for newer ones. */
export const RELEASED_DIRECTORY: ReleasedDirectory = {
  shipped: { version: 1, issued: '2026-11-20T00:00:00Z', expires: null, sites: [] },
  urls: ['https://directory.example/sites.dsse.json', 'https://mirror.example/sites.dsse.json'],
  keys: [auditKeyOf(DIRECTORY_SIGNER)],
};

/** A user who follows nobody, and trusts no Sigstore instance. */
export const FOLLOWS_NOBODY: Followed = {
  fetchList: () => Promise.resolve({ problem: { code: 'net.unreachable', detail: '' } }),
  sigstore: [],
  publisherSources: PUBLISHER_SOURCES,
  directory: null,
  released: { ...RELEASED_DIRECTORY, urls: [] },
};

type Speaking = Pick<CheckPorts, 'sigstore' | 'followed' | 'publishers' | 'directories' | 'updater'> & {
  readonly lists: ListKeeper;
  readonly publisherLists: PublisherKeeper;
};

/** Those of them that a start of the background loads. */
export const keepersOf = ({ lists, publisherLists }: Speaking) => ({ lists, publishers: publisherLists });

/** Nobody publishes a directory. */
export const NO_DIRECTORY: DirectoryUpdater = { refresh: () => Promise.resolve(false) };

/** The sources that a check asks about code: the real list keeper, over a simulated network. */
export function speaking(
  followed: Followed,
  { tables, now: clock, knowledge }: Pick<CheckPorts, 'tables' | 'now' | 'knowledge'>,
): Speaking {
  const now = () => clock();
  const store = listStore({ tables, crypto: testCrypto, now, knowledge });
  const sigstore = () => followed.sigstore;
  const ask: Followed['fetchList'] = (url, maxBytes) => followed.fetchList(url, maxBytes);
  const lists = listKeeper({ store, crypto: testCrypto, now, sigstore, fetchList: ask });
  const kept = directories(followed.released, tables, now);
  const directory = { ...kept, current: async () => followed.directory ?? (await kept.current()) };
  const updates = { crypto: testCrypto, now, fetchList: ask };
  const updater = directoryUpdater({ ...updates, shelf: directory });
  const publishers = publisherKeeper({
    ...updates,
    sources: followed.publisherSources,
    kept: recordsOf(tables, PUBLISHER_LISTS, () => toRfc3339(now())),
  });
  return {
    lists,
    publishers: () => Promise.resolve(publishers),
    publisherLists: publishers,
    followed: () => Promise.resolve(lists),
    sigstore,
    directories: directory,
    updater: () => Promise.resolve(updater),
  };
}
