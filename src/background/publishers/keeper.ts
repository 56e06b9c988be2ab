import { fromBase64, toRfc3339, type Claims, type CryptoPort, type Instant } from '../../verifier/index.ts';
import { namesCode, type PublishedCode } from '../../verifier/publisher/index.ts';
import type { PublisherListView } from '../api/publisher-list.ts';
import { dueAt } from '../lists/due.ts';
import { fetchFirst, type FetchList } from '../lists/fetch.ts';
import type { Records } from '../state/records.ts';
import type { KeptPublisherList } from '../state/publisher-lists.ts';
import type { PublisherSource } from './source.ts';

/** Publishers’ own lists: off until the user turns one on; then requested once a day, never because of a site. */
export type PublisherKeeper = {
  list(): Promise<readonly PublisherListView[]>;
  /** Turns one on, and requests it, or off, and erases it. Unknown names are ignored. */
  turn(id: string, on: boolean): Promise<void>;
  /** Requests what is due. @returns whether any content changed, and when the next is due (null: never) */
  refreshDue(): Promise<{ readonly changed: boolean; readonly next: number | null }>;
  /** What stored lists say of this code. Sends no request. @param tee the evidence’s */
  about(tee: string, claims: Claims, crypto: CryptoPort): Promise<readonly PublishedCode[]>;
};

/** What the lists are requested and stored with. */
export type PublisherPorts = {
  readonly sources: readonly PublisherSource[];
  readonly kept: Records<KeptPublisherList>;
  readonly crypto: CryptoPort;
  readonly fetchList: FetchList;
  readonly now: () => Instant;
};

const encoder = new TextEncoder();

/** The lists of these sources, over what is stored of them. */
export function publisherKeeper({ sources, kept, crypto, fetchList, now }: PublisherPorts): PublisherKeeper {
  const keyOf = ({ key, id }: PublisherSource): Uint8Array => fromBase64(key, id);

  /** What does not verify never replaces what did. @returns whether the content changed */
  async function request(source: PublisherSource): Promise<boolean> {
    const before = await kept.get(source.id);
    const { text = null, releases = null, checkedAt = null } = before ?? {};
    const triedAt = toRfc3339(now());
    const unchanged = { format: 1, id: source.id, triedAt, checkedAt, text, releases } as const;
    const fetched = await fetchFirst((url) => fetchList(url, source.maxBytes), source.urls);
    if ('problem' in fetched) return await put({ ...unchanged, problem: fetched.problem }, false);
    const found = await source.verify(fetched.bytes, keyOf(source), crypto);
    if ('fault' in found) return await put({ ...unchanged, problem: { code: `publisher.${found.fault}`, detail: '' } }, false);
    const received = new TextDecoder().decode(fetched.bytes);
    const next = { ...unchanged, checkedAt: triedAt, text: received, releases: found.releases, problem: null };
    return await put(next, received !== text);
  }

  async function put(next: KeptPublisherList, changed: boolean): Promise<boolean> {
    await kept.put(next);
    return changed;
  }

  return {
    async list() {
      return await Promise.all(
        sources.map(async ({ id, publisher, urls }) => {
          const found = await kept.get(id);
          return {
            id,
            publisher,
            host: new URL(urls[0] ?? '').host,
            on: found !== null,
            releases: found?.releases ?? null,
            checkedAt: found?.checkedAt ?? null,
            problem: found?.problem ?? null,
          };
        }),
      );
    },
    async turn(id, on) {
      const source = sources.find((one) => one.id === id);
      if (source === undefined) return;
      if (on) await request(source);
      else await kept.remove(id);
    },
    async refreshDue() {
      let changed = false;
      const times: number[] = [];
      for (const source of sources) {
        const before = await kept.get(source.id);
        if (before === null) continue;
        if (dueAt(before, now()) <= now()) changed = (await request(source)) || changed;
        times.push(dueAt((await kept.get(source.id)) ?? before, now()));
      }
      return { changed, next: times.length === 0 ? null : Math.min(...times) };
    },
    async about(tee, claims, port) {
      const found = await Promise.all(
        sources
          .filter((source) => source.tee === tee)
          .map(async (source): Promise<readonly PublishedCode[]> => {
            const text = (await kept.get(source.id))?.text ?? null;
            const registers = text === null ? [] : await source.registersNamed(encoder.encode(text), keyOf(source), claims, port);
            return registers.length === 0 ? [] : [wordOf(source, registers, tee, claims)];
          }),
      );
      return found.flat();
    },
  };
}

/** The publisher’s word, without a time: only the registers are signed. */
function wordOf({ publisher, key }: PublisherSource, registers: readonly string[], tee: string, claims: Claims): PublishedCode {
  return {
    list: null,
    holds: true,
    kind: 'publisher-list',
    source: null,
    identity: publisher,
    issuer: key,
    log: null,
    since: null,
    until: null,
    old: false,
    registers,
    namesCode: namesCode(registers, tee, claims),
    test: false,
  };
}
