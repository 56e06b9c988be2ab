import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttestedKey } from '../../verifier/protocol/index.ts';
import { AttesterError } from '../attester-error.ts';
import { integrityOf, pageLock, readLock } from '../page-lock.ts';
import type { Blocked } from './blocked-kinds.ts';
import { blockedOn } from './blocked.ts';
import { withOneReading } from './charset.ts';
import { withDataBlocks } from './data-blocks.ts';
import type { ScriptIntegrity } from './later-scripts.ts';
import { ANY_SITE, lockPage } from './lock-page.ts';

/** How a folder of a build is served, and what its pages are held to. */
export type LockedBuildOptions = {
  /** The path under which the folder is served; `/` by default. */
  readonly base?: string;
  /** As in `pageLock`; `strict` by default. */
  readonly policy?: string;
  /**
   * Writes `integrity` into the folder's pages, and the mark of their charset into scripts that need it. Otherwise the service
   * must send `pages`.
   */
  readonly write?: boolean;
  /**
   * Pages of Next keep their rows in data blocks, which one script reads that is the same on all pages; otherwise the rows of each page are
   * scripts, all of which are named. For builds of more pages than evidence can name: nothing names the rows then, and whoever
   * ends TLS may change them, like any text around the code.
   */
  readonly dataBlocks?: boolean;
};

/** A folder of a build whose evidence can name all of its code. */
export type LockedBuild = {
  /** For the attester's option `keys`. */
  readonly keys: readonly AttestedKey[];
  /** Each page as it must be sent, by its path from the root of the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** The value of `integrity` of each script, by the same kind of path. */
  readonly scripts: ScriptIntegrity;
  /** What browsers will block, by page path; empty if the build can be locked as it is. */
  readonly blocked: ReadonlyMap<string, readonly Blocked[]>;
};

/**
 * Locks the pages of a build: Vite's, webpack's, a static export of Next's, or a folder of plain files. Computed at boot from
 * exactly the bytes that are served, so nothing else has to be measured. @throws AttesterError for scripts that cannot be named
 * (`pageLock`), Error for an unreadable folder
 */
export async function lockedBuild(folder: string, options: LockedBuildOptions = {}): Promise<LockedBuild> {
  const { write = false } = options;
  const { unmarked, changed, ...build } = await buildAsLocked(folder, options);
  const [file] = unmarked;
  if (file !== undefined && !write) throw new AttesterError('option', unmarkedScript(file), MARK_IT);
  if (write) for (const [name, bytes] of changed) await writeFile(join(folder, name), bytes);
  return build;
}

const unmarkedScript = (path: string): string =>
  `${path} is neither plain ASCII nor marked as UTF-8: read as another charset it could be other code.`;
const MARK_IT = 'Let it begin with a byte order mark: sealmark lock FOLDER --write.';

/** A build as it will be once written, and what has to be written for that. */
export type BuildAsLocked = LockedBuild & {
  /** Scripts without the mark of their charset, by path. */
  readonly unmarked: readonly string[];
  /** Changed files only, by name: a read-only folder may have been locked before. */
  readonly changed: ReadonlyMap<string, string | Uint8Array>;
};

/** The same without writing anything, and without refusing scripts that only lack the mark of their charset. */
export async function buildAsLocked(
  folder: string,
  { base = '/', policy = 'strict', dataBlocks = false }: LockedBuildOptions,
): Promise<BuildAsLocked> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
  const before = await textsOf(folder, names, /\.(?:m?js|css|html?)$/);
  const files = new Map([...before].map(([name, bytes]) => [name, SCRIPT.test(name) ? markedOrRefused(name, bytes) : bytes]));
  const served = (name: string): string => `${base.replace(/\/?$/, '/')}${name}`;
  const of = (kind: RegExp) =>
    [...files].filter(([name]) => kind.test(name)).map(([name, bytes]) => [served(name), bytes] as const);
  const code = of(SCRIPT);
  const scripts: ScriptIntegrity = new Map(code.map(([path, bytes]) => [path, integrityOf(bytes)]));
  const htmlOf = (bytes: Uint8Array): string => {
    const html = Buffer.from(bytes).toString('utf8');
    return dataBlocks ? withDataBlocks(html) : html;
  };
  const locked = new Map(of(PAGE).map(([path, bytes]) => [path, lockPage(htmlOf(bytes), path, scripts)]));
  const keys = pageLock({
    scripts: code.map(([, bytes]) => bytes),
    named: [...locked.values()].flatMap(({ sources }) => sources),
    policy,
  });
  const lock = readLock(keys);
  const loaded = new Map(of(/\.(?:m?js|css)$/).map(([path, bytes]) => [`${ANY_SITE}${path}`, bytes]));
  const pages = new Map([...locked].map(([path, { html }]) => [path, html]));
  const blocked = [...pages].map(
    ([path, html]) => [path, blockedOn({ url: `${ANY_SITE}${path}`, html, files: loaded }, lock)] as const,
  );
  const after = new Map([...files].map(([name, bytes]) => [name, pages.get(served(name)) ?? bytes]));
  const changed = new Map([...after].filter(([name, now]) => before.get(name)?.equals(Buffer.from(now)) !== true));
  return {
    keys,
    pages,
    scripts,
    blocked: new Map(blocked.filter(([, found]) => found.length > 0)),
    unmarked: [...changed.keys()].filter((name) => SCRIPT.test(name)).map(served),
    changed,
  };
}

const SCRIPT = /\.m?js$/;
const PAGE = /\.html?$/;

function markedOrRefused(name: string, bytes: Uint8Array): Uint8Array {
  const marked = withOneReading(bytes);
  if (marked !== null) return marked;
  throw new AttesterError('option', `${name} is not UTF-8, and browsers could read it as other code.`, 'Write it in UTF-8.');
}

async function textsOf(folder: string, files: readonly string[], names: RegExp): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = files.filter((name) => names.test(name));
  return new Map(await Promise.all(wanted.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}
