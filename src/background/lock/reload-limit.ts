import type { Instant } from '../../verifier/index.ts';

/** Maximum reloads, within this many milliseconds, because of a changed lock: nodes that ask for different levels must not cause a loop. */
const MAX_RELOADS = 3;
const RELOADS_MS = 60_000;

/** May the pages of an origin be loaded again now? Counts each that it allows. */
export function reloadLimit(now: () => Instant): (origin: string) => boolean {
  const reloads = new Map<string, readonly number[]>();
  return (origin) => {
    const recent = reloads.get(origin)?.filter((at) => now() - at < RELOADS_MS) ?? [];
    if (recent.length >= MAX_RELOADS) return false;
    reloads.set(origin, [...recent, now()]);
    return true;
  };
}
