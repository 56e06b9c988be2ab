import { Busy } from './attester-error.ts';

/** How many may wait, and how many may start per second. */
export type TurnLimits = {
  readonly maxWaiting: number;
  readonly perSecond: number;
  /** How many may start at once after a quiet period, before `perSecond` applies. */
  readonly burst: number;
};

/**
 * Runs a task when its turn comes. @param signal aborts when nobody waits for the result any more @throws Busy when too many
 * wait, or the rate limit is reached; the signal's reason when it aborted before the task's turn
 */
export type InTurn = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Lets one task run at a time, in the order of coming: platforms make one quote at a time, and a second writer spoils the first
 * one's. Whoever would wait too long is told so at once, nothing is begun for whoever left, and a task that hangs holds
 * everybody off until it has really ended, because a second one would only hang as well.
 *
 * @param now milliseconds of any clock that only goes forward
 */
export function inTurn(limits: TurnLimits, now: () => number): InTurn {
  const waiting: (() => void)[] = [];
  const bucket = tokenBucket(limits, now);
  let running = false;

  const turn = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (!running) {
      running = true;
      return Promise.resolve();
    }
    return new Promise((begin, leave) => {
      const left = (): void => {
        waiting.splice(waiting.indexOf(called), 1);
        bucket.giveBack();
        leave(signal.reason as Error);
      };
      const called = (): void => {
        signal.removeEventListener('abort', left);
        begin();
      };
      signal.addEventListener('abort', left, { once: true });
      waiting.push(called);
    });
  };

  return async (task, signal) => {
    if (running && waiting.length >= limits.maxWaiting) throw new Busy(Math.max(1, Math.ceil(waiting.length / limits.perSecond)));
    bucket.take();
    await turn(signal);
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // Handed over rather than released: in between, another task could start.
      if (next === undefined) running = false;
      else next();
    }
  };
}

/** `perSecond` tokens are added, and at most `burst` are kept. */
function tokenBucket({ perSecond, burst }: TurnLimits, now: () => number): { take(): void; giveBack(): void } {
  let tokens = burst;
  let countedAt = now();
  return {
    take() {
      const at = now();
      tokens = Math.min(burst, tokens + (Math.max(0, at - countedAt) / 1000) * perSecond);
      countedAt = at;
      if (tokens < 1) throw new Busy(Math.max(1, Math.ceil((1 - tokens) / perSecond)));
      tokens -= 1;
    },
    giveBack() {
      tokens = Math.min(burst, tokens + 1);
    },
  };
}
