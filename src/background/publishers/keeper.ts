import { fromBase64, toRfc3339, type Claims, type CryptoPort, type Instant } from '../../verifier/index.ts';
import { namesCode, type PublishedCode } from '../../verifier/publisher/index.ts';
import type { PublisherListView } from '../api/publisher-list.ts';
import { dueAt } from '../lists/due.ts';
import { fetchFirst, type FetchList } from '../lists/fetch.ts';
import { oneAfterAnother } from '../state/one-after-another.ts';
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
  /** What stored lists say of this code. Sends no request. @param tee the evidence’s @param port by default one that remembers nothing */
  about(tee: string, claims: Claims, port?: CryptoPort): Promise<readonly PublishedCode[]>;
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
  const inTurn = oneAfterAnother();
  const keyOf = ({ key, id }: PublisherSource): Uint8Array => fromBase64(key, id);

  /** When it is next requested: at once if no answer to the first request was seen. */
  const nextTime = (record: KeptPublisherList): number =>
    record.text === null && record.problem === null ? now() : dueAt(record, now());

  /** The record as it is after an answer: what does not verify never replaces what did. */
  async function answered(source: PublisherSource, before: KeptPublisherList): Promise<KeptPublisherList> {
    const unchanged = { ...before, triedAt: toRfc3339(now()) };
    const fetched = await fetchFirst((url) => fetchList(url, source.maxBytes), source.urls);
    if ('problem' in fetched) return { ...unchanged, problem: fetched.problem };
    const found = await source.verify(fetched.bytes, keyOf(source), crypto);
    if ('fault' in found) return { ...unchanged, problem: { code: `publisher.${found.fault}`, detail: '' } };
    const text = new TextDecoder().decode(fetched.bytes);
    return { ...unchanged, checkedAt: unchanged.triedAt, text, releases: found.releases, problem: null };
  }

  /**
   * Requests it and stores the answer, unless it was turned off or answered otherwise meanwhile: storing it would turn it on again.
   * @returns whether the content changed
   */
  async function request(source: PublisherSource, before: KeptPublisherList): Promise<boolean> {
    const next = await answered(source, before);
    return await inTurn(async () => {
      if ((await kept.get(source.id))?.triedAt !== before.triedAt) return false;
      await kept.put(next);
      return next.text !== before.text;
    });
  }

  /** What is stored of it from now on, even if this worker dies before an answer comes. */
  async function turnedOn({ id }: PublisherSource): Promise<KeptPublisherList> {
    const known = await kept.get(id);
    if (known !== null) return known;
    const nothing = { checkedAt: null, text: null, releases: null, problem: null };
    const record = { format: 1, id, triedAt: toRfc3339(now()), ...nothing } as const;
    await kept.put(record);
    return record;
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
      if (on) await request(source, await inTurn(() => turnedOn(source)));
      else await inTurn(() => kept.remove(id));
    },
    async refreshDue() {
      let changed = false;
      for (const source of sources) {
        const before = await kept.get(source.id);
        if (before !== null && nextTime(before) <= now()) changed = (await request(source, before)) || changed;
      }
      // A list of an earlier release’s, which this one does not know, is never due.
      const known = (await kept.list()).filter(({ id }) => sources.some((source) => source.id === id));
      const times = known.map(nextTime);
      return { changed, next: times.length === 0 ? null : Math.min(...times) };
    },
    async about(tee, claims, port = crypto) {
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
