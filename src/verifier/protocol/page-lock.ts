import { fromAscii } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';
import type { Committed } from './binding.ts';
import { readScriptSource, scriptKey, type ScriptSource } from './script-source.ts';

/** What a lock restricts: which code can run (`scripts`), or also where typed data can go (`strict`). */
export type PageLevel = 'scripts' | 'strict';

/**
 * What a site may relax about its level. Each relaxation changes what can be claimed about the page, except `frames` at
 * `scripts`, where it has no effect.
 */
export type Relaxations = {
  /** Code that the named code compiles from bytes it loaded (WebAssembly). */
  readonly wasm: boolean;
  /** Pictures from any https address. */
  readonly imgNetwork: boolean;
  /** Other origins' pages in frames, and frames of its own. */
  readonly frames: boolean;
  /** Other origins that the named code may talk to, sorted. */
  readonly connect: readonly ConnectOrigin[];
};

/** The code that evidence names for its origin's pages (docs/PROTOCOL.md section 9), in the same order for every reader. */
export type PageLock = {
  /** Each once, sorted. If there are none, no script runs at all. */
  readonly sources: readonly ScriptSource[];
  readonly level: PageLevel;
  readonly relaxations: Relaxations;
};

declare const read: unique symbol;

/** `https://host[:port]` or `wss://host[:port]`, lower case, no wildcard, nothing after the port. */
export type ConnectOrigin = string & { readonly [read]: true };

/** Few enough to keep a header short. */
export const MAX_SCRIPT_SOURCES = 200;
const MAX_CONNECT_ORIGINS = 8;
const MAX_ORIGIN_CHARACTERS = 267;
const MAX_POLICY_BYTES = 4096;
const MAX_HASHES_BYTES = 32 * 1024;

const NO_RELAXATIONS: Relaxations = { wasm: false, imgNetwork: false, frames: false, connect: [] };

/**
 * The lock in a verified binding; null where it names neither scripts nor a policy. A policy without sources means a page without
 * scripts. @throws Malformed for anything outside the grammar: then nothing is claimed about the page's code
 */
export function readPageLock({ keysFor }: Pick<Committed, 'keysFor'>): PageLock | null {
  const hashes = keysFor('script-hashes');
  const keys = keysFor('script');
  const [policy, ...others] = keysFor('page-policy');
  if (others.length > 0) throw new Malformed('binding.keys.page-policy', 'more than one');
  if (hashes.length === 0 && keys.length === 0 && policy === undefined) return null;
  const sources = sortedSources([...hashes.flatMap(hashesIn), ...keys.map(scriptKey)]);
  return { sources, ...(policy === undefined ? { level: 'scripts', relaxations: NO_RELAXATIONS } : readPagePolicy(policy)) };
}

/** In the order in which they appear in a header: each once. @throws Malformed for more than a header may hold */
export function sortedSources(sources: readonly ScriptSource[]): readonly ScriptSource[] {
  const each = [...new Set(sources)].sort();
  if (each.length > MAX_SCRIPT_SOURCES) throw new Malformed('binding.keys.script-hashes', 'too many');
  return each;
}

/** Hashes with one space between them, as in `integrity`; a key is bound as one (`script`), never as text. */
function hashesIn(bytes: Uint8Array): readonly ScriptSource[] {
  const path = 'binding.keys.script-hashes';
  return wordsIn(bytes, path, MAX_HASHES_BYTES).map((word) => {
    const source = readScriptSource(word);
    if (source.startsWith('ed25519-')) throw new Malformed(path, 'a key among hashes');
    return source;
  });
}

function wordsIn(bytes: Uint8Array, path: string, maxBytes: number): readonly string[] {
  if (bytes.length > maxBytes) throw new Malformed(path, 'too long');
  return fromAscii(bytes, path).split(' ');
}

/** `scripts [wasm]`, or `strict` and any of `wasm`, `img-network`, `frames`, `connect` with its origins; each once, in any order. */
function readPagePolicy(bytes: Uint8Array): Pick<PageLock, 'level' | 'relaxations'> {
  const path = 'binding.keys.page-policy';
  const [level, ...words] = wordsIn(bytes, path, MAX_POLICY_BYTES);
  if (level !== 'scripts' && level !== 'strict') throw new Malformed(path, 'neither scripts nor strict');
  const named = new Set<string>();
  const connect: ConnectOrigin[] = [];
  let connecting = false;
  for (const word of words) {
    if (connecting && isConnectOrigin(word)) {
      if (connect.includes(word)) throw new Malformed(path, 'an origin twice');
      connect.push(word);
      continue;
    }
    if (!isRelaxation(word) || named.has(word)) throw new Malformed(path, 'not one of its words, each once');
    named.add(word);
    connecting = word === 'connect';
  }
  if (named.has('connect') !== connect.length > 0 || connect.length > MAX_CONNECT_ORIGINS)
    throw new Malformed(path, 'connect without origins, or with too many');
  if (level === 'scripts' && [...named].some((word) => word !== 'wasm'))
    throw new Malformed(path, 'nothing but wasm is held back at scripts');
  return {
    level,
    relaxations: {
      wasm: named.has('wasm'),
      imgNetwork: named.has('img-network'),
      frames: named.has('frames'),
      connect: connect.sort(),
    },
  };
}

const isRelaxation = (word: string): boolean => ['wasm', 'img-network', 'frames', 'connect'].includes(word);

/**
 * Is this text an origin that a policy may name? (A host consists of letters, digits, dashes and dots: no CSP wildcard matches.)
 */
export function isConnectOrigin(text: string): text is ConnectOrigin {
  const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
  return (
    text.length <= MAX_ORIGIN_CHARACTERS &&
    new RegExp(`^(?:https|wss)://${label}(?:\\.${label})*(?::[1-9][0-9]{0,4})?$`).test(text)
  );
}
