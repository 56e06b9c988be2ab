import { vi } from 'vitest';
import { suppliedBy, instant, needKey, type Endorsement, type Giver, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { NO_DISTRUST, type Distrust } from '../endorsements/distrust.ts';
import { gather, keep, type Gathered, type GatherPorts, type Gathering } from '../endorsements/gather.ts';
import { rateLimit } from '../endorsements/rate-limit.ts';
import type { EndorsementSource, Fetched } from '../endorsements/source.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { recordsOf } from '../state/records.ts';
import { memoryTables } from './memory.ts';

/** Milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;
/** Two things that evidence may need. */
export const LIST: Need = { kind: 'test.list', ca: 'one' };

/** A need that only the answer to the first one reveals. */
export const NEXT: Need = { kind: 'test.next' };

/** An answer to this need. @param byte its only content */
export const endorsement = (need: Need, byte = 1): Endorsement => ({ need, bytes: Uint8Array.of(byte) });

/** Where endorsements come from: a simulated manufacturer, a store in memory, a clock that a test moves. */
export type Played = {
  readonly ports: GatherPorts;
  readonly fetch: ReturnType<typeof vi.fn<EndorsementSource['fetch']>>;
  readonly tables: ReturnType<typeof memoryTables>;
  now: number;
  allowed: boolean;
};

/** @param answer the manufacturer's; its list is valid for ten days */
export function played(
  answer: (need: Need) => Fetched | Problem = (need) => ({ endorsement: endorsement(need), expires: instant(10 * DAY) }),
): Played {
  const tables = memoryTables();
  const fetch = vi.fn<EndorsementSource['fetch']>((need) => Promise.resolve(answer(need)));
  const now = () => instant(background.now);
  const background: Played = {
    tables,
    fetch,
    now: DAY,
    allowed: true,
    ports: {
      sources: [
        {
          id: 'test',
          gives: 'manufacturer',
          hosts: ['https://vendor.test'],
          reveals: 'nothing',
          answers: ({ kind }) => kind.startsWith('test.'),
          lasts: () => false,
          fetch,
        },
      ],
      kept: recordsOf(tables, ENDORSEMENTS, () => '2026-11-25T00:00:00.000Z'),
      rateLimit: rateLimit(now, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
      mayAsk: () => Promise.resolve(background.allowed),
      privateApart: true,
      now,
    },
  };
  return background;
}

/** Evidence that needs one list, which the site did not send along. */
export const ask = (more: Partial<Gathering> = {}): Gathering => ({
  needs: () => [LIST],
  missing: (supplied) => (supplied.some(({ need }) => needKey(need) === needKey(LIST)) ? [] : [LIST]),
  judgedAt: instant(DAY),
  supplied: [],
  useCache: true,
  distrust: NO_DISTRUST,
  before: [],
  waiting: () => Promise.resolve(),
  site: 'enclave.test',
  private: false,
  signal: new AbortController().signal,
  ...more,
});

/** The list, with this provenance. */
export const supplied = (from: Giver, byte?: number) => suppliedBy(from, [endorsement(LIST, byte)]);

/** Whose answers to the list's need did not hold. */
export const distrusting = (...from: readonly Giver[]): Distrust => new Map([[LIST.kind, new Set(from)]]);

/** Gathers, and keeps what was fetched, because it held. */
export async function gatheredAndKept({ ports }: Played, more: Partial<Gathering> = {}): Promise<Gathered> {
  const gathered = await gather(ports, ask(more));
  await keep(ports, gathered.fetched);
  return gathered;
}
