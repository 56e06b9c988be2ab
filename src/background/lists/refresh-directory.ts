import type { AuditKey } from '../../verifier/audits/index.ts';
import { parseRfc3339, toRfc3339, type CryptoPort, type Instant } from '../../verifier/index.ts';
import type { SiteDirectory } from '../api/site-directory.ts';
import { updateDirectory } from '../discovery/directory/update-directory.ts';
import type { KeptDirectory, TakenDirectory } from '../state/kept-directory.ts';
import type { OpenedDirectory } from '../discovery/directory/open-directory.ts';
import { fetchFirst, type FetchList } from './fetch.ts';

/** The site directory as it stands: what came with the release, and what is kept of a newer one. */
export type DirectoryShelf = {
  readonly shipped: SiteDirectory;
  /** Where it is asked for; none: nobody publishes it. */
  readonly urls: readonly string[];
  readonly keys: readonly AuditKey[];
  /** What is kept, as far as it counts under these keys. */
  kept(): Promise<KeptDirectory | null>;
  /** One write: whoever is stopped on the way finds the directory as it was before or as it is after. */
  keep(next: KeptDirectory): Promise<void>;
};

/** Looks for a newer site directory. */
export type DirectoryUpdater = {
  /** Asks now. @returns whether another one is in use */
  refresh(): Promise<boolean>;
};

/** Where a newer directory is kept, and how it is fetched and verified. */
export type DirectoryUpdaterPorts = {
  readonly shelf: DirectoryShelf;
  readonly crypto: CryptoPort;
  readonly fetchList: FetchList;
  readonly now: () => Instant;
};

/** Refreshed as lists of statements are: once a day with their jitter, the same request from everybody, never because of a site. */
export function directoryUpdater({ shelf, crypto, fetchList, now }: DirectoryUpdaterPorts): DirectoryUpdater {
  let under: Promise<boolean> | null = null;

  async function ask(): Promise<boolean> {
    if (shelf.urls.length === 0) return false;
    const kept = await shelf.kept();
    const taken = kept?.taken ?? null;
    const before = { format: 1, checkedAt: kept?.checkedAt ?? null, taken } as const;
    const triedAt = toRfc3339(now());
    const fetched = await fetchFirst(fetchList, shelf.urls);
    if ('problem' in fetched) return await keep({ ...before, triedAt, problem: fetched.problem }, false);
    const known = { shipped: shelf.shipped.version, taken };
    const update = await updateDirectory(crypto, shelf.keys, known, fetched.bytes, now());
    if (update.at === 'refused')
      return await keep({ ...before, triedAt, problem: { code: update.code, detail: update.detail } }, false);
    const next = { ...before, triedAt, checkedAt: triedAt, problem: null };
    return update.at === 'same' ? await keep(next, false) : await keep({ ...next, taken: takenOf(update.opened) }, true);
  }

  async function keep(next: KeptDirectory, changed: boolean): Promise<boolean> {
    await shelf.keep(next);
    return changed;
  }

  /** One at a time: an answer is measured against what is kept, and nothing may be written in between. */
  const refresh = (): Promise<boolean> => {
    under ??= ask().finally(() => {
      under = null;
    });
    return under;
  };

  return { refresh };
}

/** Dates as records write them. */
function takenOf({ directory, digest, signedBy }: OpenedDirectory): TakenDirectory {
  const date = (text: string): string => toRfc3339(parseRfc3339(text, 'date'));
  const { version, issued, expires, sites } = directory;
  return { version, issued: date(issued), expires: date(expires ?? issued), sites, digest, signedBy };
}
