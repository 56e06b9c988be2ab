import { instant, needKey, type Instant, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { EndorsementSource, Fetched } from './source.ts';

/** After an answer that says no more than "not now" (milliseconds); doubled each time in a row. */
const FIRST_REST = 60_000;
const LONGEST_REST = 60 * 60 * 1000;
/** A server may ask for longer, up to this. */
const LONGEST_ASKED = 24 * 60 * 60 * 1000;
/** What a service says it does not have is not asked for again for this long. A dead network may come back at any time. */
const AFTER_REFUSAL = 30_000;

const BUSY: readonly unknown[] = [429, 503];

type Answer = Fetched | Problem;
type Flight = { readonly answer: Promise<Answer>; readonly abandon: (reason: unknown) => void; waiting: number };

export type RestMemory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

/** Asks manufacturers, and not more often than they let us. */
export type Restraint = {
  /** @throws the signal's reason when it aborts */
  ask(source: EndorsementSource, need: Need, signal: AbortSignal): Promise<Answer>;
};

/**
 * Two who want the same thing at once ask once. A service that answered 429 or 503 is not asked for anything until its
 * Retry-After has passed, or, without one, for a time that doubles; a thing that it does not have is left for half
 * a minute.
 *
 * @param memory keeps for the session which services rest, so that a worker started anew does not forget. What was asked
 *   for stays in the worker: a chip's name would outlive a private window there.
 */
export function restraint(now: () => Instant, memory: RestMemory): Restraint {
  const flights = new Map<string, Flight>();
  const refusals = new Map<string, { readonly until: Instant; readonly problem: Problem }>();
  const rests = new Map<string, { readonly until: Instant; readonly length: number }>();
  const remembered = memory.read().then(
    (value) => {
      for (const [id, until] of Object.entries<unknown>({ ...(value ?? {}) })) {
        if (typeof until === 'number' && Number.isSafeInteger(until))
          rests.set(id, { until: instant(until), length: FIRST_REST });
      }
    },
    () => undefined,
  );

  function rest(id: string, retryAfter: unknown): void {
    const before = rests.get(id)?.length ?? FIRST_REST / 2;
    const length = Math.min(2 * before, LONGEST_REST);
    const wait = typeof retryAfter === 'number' ? Math.min(1000 * retryAfter, LONGEST_ASKED) : length;
    rests.set(id, { until: instant(now() + wait), length });
    const values = Object.fromEntries([...rests].map(([source, { until }]) => [source, until]));
    void memory.write(values).catch(() => undefined);
  }

  /** Why this is not asked for now; null when it may be. */
  function notNow(source: EndorsementSource, key: string): Problem | null {
    const resting = rests.get(source.id);
    if (resting !== undefined && now() < resting.until) {
      const facts = {
        host: new URL(source.hosts[0] ?? '').host,
        status: 429,
        retryAfter: Math.ceil((resting.until - now()) / 1000),
      };
      return { code: 'net.status', fault: 'vendor', remedy: 'retry', facts };
    }
    const failed = refusals.get(key);
    return failed !== undefined && now() < failed.until ? failed.problem : null;
  }

  async function fetchOnce(source: EndorsementSource, need: Need, key: string, signal: AbortSignal): Promise<Answer> {
    const resting = rests.get(source.id);
    const answer = await source.fetch(need, signal);
    if ('endorsement' in answer) {
      // An answer that was on its way when the service asked for rest does not end that rest.
      if (rests.get(source.id) === resting) rests.delete(source.id);
      refusals.delete(key);
      return answer;
    }
    const { status, retryAfter } = answer.facts;
    if (BUSY.includes(status)) rest(source.id, retryAfter);
    else if (typeof status === 'number' && status >= 400 && status < 500)
      refusals.set(key, { until: instant(now() + AFTER_REFUSAL), problem: answer });
    return answer;
  }

  function take(source: EndorsementSource, need: Need, key: string): Flight {
    const controller = new AbortController();
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const answer = fetchOnce(source, need, key, controller.signal).finally(land);
    // Whoever waits hears of a failure; when nobody waits any more, nobody has to.
    answer.catch(() => undefined);
    const abandon = (reason: unknown): void => {
      land();
      controller.abort(reason);
    };
    const flight: Flight = { answer, abandon, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  return {
    async ask(source, need, signal) {
      await remembered;
      signal.throwIfAborted();
      const key = `${source.id} ${needKey(need)}`;
      const refused = notNow(source, key);
      if (refused !== null) return refused;
      return await joined(flights.get(key) ?? take(source, need, key), signal);
    },
  };
}

/** Waits for a flight; the last one to give up waiting ends it. */
function joined(flight: Flight, signal: AbortSignal): Promise<Answer> {
  flight.waiting += 1;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.abandon(signal.reason);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', leave, { once: true });
    void flight.answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}
