/** Waits for things that happen in other processes: polls until a deadline, never for a fixed time. */

export const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How long a browser may take for one thing that a test waits for, in milliseconds; generous, for busy machines. */
export const POLL_TIMEOUT_MS = 60_000;

/**
 * Calls `ask` until it answers something other than undefined, and returns that. An error counts as "not yet", and so does no
 * answer within a third of the time: a message that reaches an extension's worker as it stops is never answered. @throws Error
 * that says what was waited for and the last result, at the deadline.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, timeoutMs: number = POLL_TIMEOUT_MS): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 200)) {
    try {
      const answer = await within(ask(), Math.max(1000, timeoutMs / 3), what);
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${String(timeoutMs)} ms in vain: ${what}`, { cause: last });
    await sleep(pause);
  }
}

/** As `until`, for a condition. */
export async function untilTrue(what: string, ask: () => Promise<boolean>, timeoutMs?: number): Promise<void> {
  await until(what, async () => ((await ask()) ? true : undefined), timeoutMs);
}

/** The promise, or an error after this many milliseconds: a process that never answers must not hang a test run. */
export async function within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(milliseconds)} ms: ${what}`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** For `until`: the only thing that was found; undefined while there is none, or more than one. */
export const onlyOne = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);
