import { followedOf, indexLists, reopenList, type AuditList, type StatementIndex } from '../../verifier/audits/index.ts';
import { toRfc3339, type CryptoPort, type Instant } from '../../verifier/index.ts';
import type { Knowledge } from '../state/knowledge.ts';
import { recordsOf } from '../state/records.ts';
import { KEPT_LISTS, SUBSCRIPTIONS, type Subscription } from '../state/subscriptions.ts';
import type { Tables } from '../state/tables.ts';

/** The followed lists, as stored. */
export type ListStore = {
  subscriptions(): Promise<readonly Subscription[]>;
  get(id: string): Promise<Subscription | null>;
  /** The list whose text is stored for this subscription; null if it was lost. */
  read(subscription: Subscription): Promise<AuditList | null>;
  /** Received text, stored until a subscription uses it. */
  keep(digest: string, received: Uint8Array, referenced: readonly (Uint8Array | null)[]): Promise<void>;
  /** The stored bytes, and those of the statements that they name. */
  kept(digest: string): Promise<{ readonly bytes: Uint8Array; readonly referenced: readonly Uint8Array[] } | null>;
  /**
   * Follows the list as the subscription says: in one write, after the text that it names was stored, so that an interruption
   * leaves the list either as before or as after. @param changed its content may differ; otherwise only its last request does
   */
  put(subscription: Subscription, changed: boolean): Promise<void>;
  remove(id: string): Promise<void>;
  /** All followed lists, for look-ups; prepared once, until something changes. */
  index(): Promise<StatementIndex>;
};

/** The database, signatures, the clock, and who must hear that lists changed. */
export type StorePorts = {
  readonly tables: Tables;
  readonly crypto: CryptoPort;
  readonly now: () => Instant;
  readonly knowledge: Pick<Knowledge, 'changing'>;
};

/** Maximum texts that were previewed and not followed; more than one page shows. */
const MAX_LOOKED_AT = 4;

const encoder = new TextEncoder();
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Lists in the database, with one prepared index over all of them that is dropped at every change. */
export function listStore({ tables, crypto, now, knowledge }: StorePorts): ListStore {
  const date = (): string => toRfc3339(now());
  const records = recordsOf(tables, SUBSCRIPTIONS, date);
  const texts = recordsOf(tables, KEPT_LISTS, date);
  let prepared: Promise<StatementIndex> | null = null;

  const forget = (): void => {
    prepared = null;
  };

  /** An index prepared during a write may be of the state before or after it. */
  async function preparedAnew(write: () => Promise<void>): Promise<void> {
    forget();
    await write().finally(forget);
  }

  async function read({ state }: Subscription): Promise<AuditList | null> {
    const found = await kept(state.digest);
    return found === null ? null : await reopenList(crypto, state, found.bytes, found.referenced);
  }

  async function kept(digest: string) {
    const found = await texts.get(digest);
    if (found === null) return null;
    return { bytes: encoder.encode(found.text), referenced: found.referenced.map((text) => encoder.encode(text)) };
  }

  async function prepare(): Promise<StatementIndex> {
    const subscriptions = await records.list();
    const lists = await Promise.all(subscriptions.map(async (one) => followedOf(one.state, await read(one), one.demonstration)));
    return indexLists(lists);
  }

  /** Removes texts that no subscription uses, the latest previews last. */
  async function tidy(): Promise<void> {
    const followed = new Set((await records.list()).map(({ state }) => state.digest));
    const loose = (await texts.list()).filter(({ digest }) => !followed.has(digest));
    const old = loose.sort((a, b) => (a.keptAt < b.keptAt ? 1 : -1)).slice(MAX_LOOKED_AT);
    await Promise.all(old.map(({ digest }) => texts.remove(digest)));
  }

  return {
    subscriptions: () => records.list(),
    get: (id) => records.get(id),
    read,
    async keep(digest, received, referenced) {
      const files = referenced.filter((file) => file !== null).map(decoded);
      await texts.put({ digest, text: decoded(received), referenced: files, keptAt: date() });
      await tidy();
    },
    kept,
    async put(subscription, isChanged) {
      const put = (): Promise<void> => preparedAnew(() => records.put(subscription));
      await (isChanged ? knowledge.changing(put) : put());
    },
    async remove(id) {
      await knowledge.changing(() => preparedAnew(() => records.remove(id)));
      await tidy();
    },
    index() {
      if (prepared !== null) return prepared;
      const preparing = prepare();
      prepared = preparing;
      preparing.catch(() => {
        if (prepared === preparing) forget();
      });
      return preparing;
    },
  };
}
