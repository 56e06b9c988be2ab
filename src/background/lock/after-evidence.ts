import { toRfc3339, type Instant } from '../../verifier/index.ts';
import { MAX_SCRIPT_SOURCES, type PageLock } from '../../verifier/protocol/index.ts';
import { holds, MAX_NAMED, type MeasuredCode, type NamedSources, type StoredLock } from '../state/page-locks.ts';

/** What verified evidence says about its origin's pages. */
export type LockEvidence = {
  readonly lock: PageLock;
  /** When the site sent the evidence. */
  readonly at: Instant;
  /** When it expires. */
  readonly until: Instant;
  /** Does any party that the user follows know the code that made it? */
  readonly codeKnown: boolean;
  readonly code: MeasuredCode | null;
};

/** Does the user, or any party the user follows, warn about this code now? */
export type WarnedOf = (code: MeasuredCode) => Promise<boolean>;

/** Drops names of code that is warned about: it may have been denied since its evidence named them. */
export async function withoutWarned(named: readonly NamedSources[], warnedOf: WarnedOf): Promise<readonly NamedSources[]> {
  const kept = await Promise.all(named.map(async (one) => (one.code !== null && (await warnedOf(one.code)) ? [] : [one])));
  return kept.flat();
}

/**
 * The lock of an origin after verified evidence named this code. Level and relaxations come from the newest evidence; sources
 * from earlier evidence stay until it expires: a fleet has several nodes, and a page may be a minute old. Sources named by
 * unknown code do not stay next to known code: whoever terminates TLS may have genuine hardware of his own, and could name code
 * for any site.
 */
export function afterEvidence(
  before: Pick<StoredLock, 'named'>,
  { lock, at, until, codeKnown, code }: LockEvidence,
  now: Instant,
): Pick<StoredLock, 'lock' | 'named' | 'lastUsed'> {
  const newest: NamedSources = { sources: lock.sources, until: toRfc3339(until), codeKnown, code };
  const earlier = before.named.filter((one) => holds(one, now) && !sameSources(one, newest) && (one.codeKnown || !codeKnown));
  const named = fitting([newest, ...earlier].slice(0, MAX_NAMED));
  return { lock: { ...lock, sources: sourcesOf(named) }, named, lastUsed: toRfc3339(at) };
}

const sameSources = (one: NamedSources, other: NamedSources): boolean => one.sources.join() === other.sources.join();

/** All sources, each once and sorted: equal sets are equal lists. */
const sourcesOf = (named: readonly NamedSources[]): PageLock['sources'] =>
  [...new Set(named.flatMap(({ sources }) => sources))].sort();

/** The first of them, as many as fit in a header. */
function fitting(named: readonly NamedSources[]): readonly NamedSources[] {
  let kept = named;
  while (sourcesOf(kept).length > MAX_SCRIPT_SOURCES) kept = kept.slice(0, -1);
  return kept;
}

/** Do both enforce the same? */
export function sameLock(one: PageLock, other: PageLock): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

const inOrder = ({ sources, level, relaxations: { wasm, imgNetwork, frames, connect } }: PageLock): unknown => [
  sources,
  level,
  [wasm, imgNetwork, frames],
  connect,
];
