import { instant, needKey, type Instant, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { EndorsementSource, Fetched } from './source.ts';

/** Back-off after an answer that only says "not now" (milliseconds); doubled each time in a row, for the site that met it. */
const FIRST_REST = 60_000;
const MAX_BACKOFF_MS = 60 * 60 * 1000;
/**
 * A server may ask everyone to wait longer, up to this: a single site may be asking too often, and all others would pay for it.
 */
const MAX_RETRY_AFTER_MS = 10 * 60 * 1000;
/** What a service says it does not have is not requested again for this long. A failed network may come back at any time. */
const BACKOFF_MS = 30_000;

/**
 * Requests that one site may cause at one service within `BUDGET_WINDOW_MS`. The evidence that names the need is not verified
 * yet: a page can invent a chip on every load. An honest fleet needs two to four for each of its machines, once.
 */
const BUDGET = 12;
const BUDGET_WINDOW_MS = 10 * 60 * 1000;

/** How many sites, and refused things, are recorded; the oldest are evicted first. */
const MAX_RECORDED = 1000;

const BUSY: readonly unknown[] = [429, 503];

type VendorResponse = Fetched | Problem;
/** A request: what is wanted from whom, and on whose account. */
type Names = { readonly key: string; readonly account: string };
type InFlight = { readonly answer: Promise<VendorResponse>; readonly abandon: (reason: unknown) => void; waiting: number };

/** Where pauses outlive a worker: one value of plain JSON. */
export type RestMemory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

/** Asks manufacturers, no more often than they allow. */
export type RateLimit = {
  /**
   * @param site on whose behalf, as `siteOf` names it; null for a request that no site caused @throws the signal's reason when it
   * aborts
   */
  ask(source: EndorsementSource, need: Need, signal: AbortSignal, site: string | null): Promise<VendorResponse>;
};

/** What one site did to one service: when it asked within the window, and until when it has to wait. */
type Account = { readonly asked: readonly Instant[]; readonly until: Instant; readonly length: number };

const NEW: Account = { asked: [], until: instant(0), length: FIRST_REST / 2 };

/** Sets a value as the newest, and evicts the oldest beyond the bound. */
function record<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_RECORDED && oldest !== undefined) map.delete(oldest);
}

/**
 * Two callers who want the same thing at once cause one request. After a 429 or 503 the service is first left alone only on
 * behalf of the site that met it, for a time that doubles; on everyone's behalf when it says for how long (Retry-After), or when
 * a second site meets the same answer in that time. A thing that it does not have is not requested for half a minute, and no site
 * exceeds its budget.
 *
 * @param memory keeps for the session which services are backed off from, so that a newly started worker knows. What was
 * requested, and on whose behalf, stays in the worker: the name of a chip or a site would outlive a private window there.
 */
export function rateLimit(now: () => Instant, memory: RestMemory): RateLimit {
  const flights = new Map<string, InFlight>();
  const refusals = new Map<string, { readonly until: Instant; readonly problem: Problem }>();
  const rests = new Map<string, Instant>();
  const accounts = new Map<string, Account>();
  const recorded = memory.read().then(
    (value) => {
      for (const [id, until] of Object.entries<unknown>({ ...(value ?? {}) })) {
        // The longest back-off for anything: a clock that was ahead must not silence a service for years.
        if (typeof until === 'number' && Number.isSafeInteger(until) && until <= now() + MAX_RETRY_AFTER_MS)
          rests.set(id, instant(until));
      }
    },
    () => undefined,
  );

  function restForAll(id: string, wait: number): void {
    rests.set(id, instant(now() + wait));
    void memory.write(Object.fromEntries(rests)).catch(() => undefined);
  }

  /** @param account of the site that met a busy service */
  function rest(id: string, account: string, retryAfter: unknown): void {
    const before = accounts.get(account) ?? NEW;
    const others = [...accounts].some(([name, { until }]) => name !== account && name.startsWith(`${id} `) && now() < until);
    // An answer to an earlier request is the same "not now".
    if (now() >= before.until) {
      const length = Math.min(2 * before.length, MAX_BACKOFF_MS);
      record(accounts, account, { ...before, until: instant(now() + length), length });
    }
    if (typeof retryAfter === 'number') restForAll(id, Math.min(1000 * retryAfter, MAX_RETRY_AFTER_MS));
    else if (others) restForAll(id, FIRST_REST);
  }

  /**
   * Counts a request against its site's budget. @returns how long the site has to wait instead, in milliseconds; null for not at
   * all
   */
  function spend(account: string): number | null {
    const { asked, until, length } = accounts.get(account) ?? NEW;
    if (now() < until) return until - now();
    const recent = asked.filter((at) => now() - at < BUDGET_WINDOW_MS);
    const [first] = recent;
    if (first !== undefined && recent.length >= BUDGET) return first + BUDGET_WINDOW_MS - now();
    record(accounts, account, { asked: [...recent, now()], until, length });
    return null;
  }

  const busy = (source: EndorsementSource, wait: number): Problem => {
    const facts = { host: new URL(source.hosts[0] ?? '').host, status: 429, retryAfter: Math.ceil(wait / 1000) };
    return { code: 'net.status', fault: 'vendor', remedy: 'retry', facts };
  };

  /** Why nobody may request this now; null when it may be requested. */
  function notNow(source: EndorsementSource, key: string): Problem | null {
    const until = rests.get(source.id);
    if (until !== undefined && now() < until) return busy(source, until - now());
    const failed = refusals.get(key);
    return failed !== undefined && now() < failed.until ? failed.problem : null;
  }

  async function fetchOnce(source: EndorsementSource, need: Need, names: Names, signal: AbortSignal): Promise<VendorResponse> {
    const { key, account } = names;
    const resting = rests.get(source.id);
    const answer = await source.fetch(need, signal);
    if ('endorsement' in answer) {
      // An earlier pending answer does not end the back-off that the service asked for.
      if (rests.get(source.id) === resting) rests.delete(source.id);
      refusals.delete(key);
      accounts.set(account, { ...(accounts.get(account) ?? NEW), length: NEW.length });
      return answer;
    }
    const { status, retryAfter } = answer.facts;
    if (BUSY.includes(status)) rest(source.id, account, retryAfter);
    else if (typeof status === 'number' && status >= 400 && status < 500)
      record(refusals, key, { until: instant(now() + BACKOFF_MS), problem: answer });
    return answer;
  }

  function take(source: EndorsementSource, need: Need, names: Names): InFlight {
    const { key } = names;
    const controller = new AbortController();
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const answer = fetchOnce(source, need, names, controller.signal).finally(land);
    // Callers who still wait hear of a failure; if none do, nobody has to handle it.
    answer.catch(() => undefined);
    const abandon = (reason: unknown): void => {
      land();
      controller.abort(reason);
    };
    const flight: InFlight = { answer, abandon, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  return {
    async ask(source, need, signal, site) {
      await recorded;
      signal.throwIfAborted();
      const key = `${source.id} ${needKey(need)}`;
      const refused = notNow(source, key);
      if (refused !== null) return refused;
      const flight = flights.get(key);
      if (flight !== undefined) return await joined(flight, signal);
      const account = `${source.id} ${site ?? key}`;
      const wait = spend(account);
      return wait === null ? await joined(take(source, need, { key, account }), signal) : busy(source, wait);
    },
  };
}

/** Waits for a request in flight; the last caller to give up aborts it. */
function joined(flight: InFlight, signal: AbortSignal): Promise<VendorResponse> {
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
