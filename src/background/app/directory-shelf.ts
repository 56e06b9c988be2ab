import type { AuditKey } from '../../verifier/audits/index.ts';
import { toRfc3339, type Instant } from '../../verifier/index.ts';
import type { DirectoryView, SiteDirectory } from '../api/site-directory.ts';
import { statusOfDirectory } from '../discovery/directory/directory.ts';
import { dueAt } from '../lists/due.ts';
import type { DirectoryShelf } from '../lists/refresh-directory.ts';
import { DIRECTORY_KEY, KEPT_DIRECTORY, type KeptDirectory } from '../state/kept-directory.ts';
import { recordsOf } from '../state/records.ts';
import type { Tables } from '../state/tables.ts';

/** What the release says about the site directory. */
export type ReleasedDirectory = {
  readonly shipped: SiteDirectory;
  readonly urls: readonly string[];
  readonly keys: readonly AuditKey[];
};

/** This profile's site directory: the release's, or a newer one received since. */
export type Directories = DirectoryShelf & {
  /** The one used for look-ups. */
  current(): Promise<SiteDirectory>;
  view(): Promise<DirectoryView>;
  /** When a newer one is requested next (milliseconds since 1970); null for never. */
  due(): Promise<number | null>;
};

/** The stored record is read once, because every page asks for it; every write goes through the returned object. */
export function directories(released: ReleasedDirectory, tables: Tables, now: () => Instant): Directories {
  const { shipped, keys, urls } = released;
  const records = recordsOf(tables, KEPT_DIRECTORY, () => toRfc3339(now()));
  let held: Promise<KeptDirectory | null> | null = null;

  function kept(): Promise<KeptDirectory | null> {
    if (held !== null) return held;
    const reading = records.get(DIRECTORY_KEY).then((found) => (found === null ? null : counting(found)));
    held = reading;
    reading.catch(() => {
      if (held === reading) held = null;
    });
    return reading;
  }

  /**
   * A release that withdraws a key withdraws what that key signed; one that ships a newer directory makes the stored one
   * obsolete.
   */
  function counting(found: KeptDirectory): KeptDirectory {
    const { taken } = found;
    const counts = taken !== null && keys.includes(taken.signedBy) && taken.version > shipped.version;
    return counts ? found : { ...found, taken: null };
  }

  const current = async (): Promise<SiteDirectory> => (await kept())?.taken ?? shipped;

  return {
    ...released,
    kept,
    current,
    async keep(next) {
      held = null;
      try {
        await records.put(next);
      } finally {
        held = null;
      }
    },
    async due() {
      if (urls.length === 0) return null;
      const found = await kept();
      return found === null ? now() : dueAt(found, now());
    },
    async view() {
      const [directory, found] = await Promise.all([current(), kept()]);
      const { version, issued, expires, sites } = directory;
      const [url] = urls;
      return {
        version,
        issued,
        expires,
        status: statusOfDirectory(directory, now()),
        sites: sites.length,
        host: url === undefined ? null : new URL(url).host,
        triedAt: found?.triedAt ?? null,
        problem: found?.problem ?? null,
      };
    },
  };
}
