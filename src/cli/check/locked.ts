import { blockedOn, filesOf, type Blocked } from '../../attester/index.ts';
import { unlessMalformed } from '../../verifier/index.ts';
import { committed, readPageLock, type PageLevel, type PageLock, type SiteDocument } from '../../verifier/protocol/index.ts';
import { openLine, type Line, type Route } from './exchange.ts';

/** What the evidence holds the site's page to, and what a browser will block on that page. */
export type LockedSite = {
  readonly level: PageLevel;
  readonly sources: number;
  readonly blocked: readonly Blocked[];
};

/** What one visit saw: the page and its lock; null if the evidence names no readable one. */
export type SeenPage = { readonly html: string; readonly lock: PageLock };

const MAX_FILES = 64;
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const FILE_TIMEOUT_MS = 5000;

/** What evidence says about the code of its site's pages; null if it says nothing that a browser follows. */
export function lockIn({ binding }: SiteDocument): PageLock | null {
  return binding === null ? null : unlessMalformed(() => readPageLock(committed(binding)), null);
}

/** Loads what the pages name from the site, once, and reads each page under its own lock; null if no visit found a lock. */
export async function lockedSite(route: Route, seen: readonly SeenPage[]): Promise<LockedSite | null> {
  const [first] = seen;
  if (first === undefined) return null;
  const url = `${route.origin}/`;
  const line = openLine(route);
  try {
    const files = await filesFrom(line, [...new Set(seen.flatMap(({ html }) => filesOf({ url, html })))]);
    const blocked = seen.flatMap(({ html, lock }) => blockedOn({ url, html, files }, lock));
    return {
      level: first.lock.level,
      sources: first.lock.sources.length,
      blocked: [...new Map(blocked.map((one) => [one.sentence, one])).values()],
    };
  } finally {
    line.hangUp();
  }
}

async function filesFrom(line: Line, addresses: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const url of addresses.slice(0, MAX_FILES)) {
    const answer = await line.ask({ url, accept: null, mediaType: null, maxBytes: MAX_FILE_BYTES, timeoutMs: FILE_TIMEOUT_MS });
    if ('bytes' in answer) files.set(url, answer.bytes);
  }
  return files;
}

/** The same for a person. */
export function lockedLines({ level, sources, blocked }: LockedSite): readonly string[] {
  const head = `the page is locked (${level}) to ${String(sources)} named ${sources === 1 ? 'source' : 'sources'}`;
  if (blocked.length === 0) return [`${head}; nothing in it is blocked, as far as its text shows`];
  return [`${head}; of what its text shows, browsers with Sealmark block:`, ...blockedLines(blocked)];
}

/** Findings from the text of code are marked as such. */
export const blockedLines = (blocked: readonly Blocked[]): readonly string[] =>
  blocked.map(({ kind, sentence, certain }) => `${(certain ? 'blocked' : 'perhaps').padEnd(15)}${kind}: ${sentence}`);
