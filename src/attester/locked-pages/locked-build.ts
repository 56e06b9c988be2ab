import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttestedKey } from '../../verifier/protocol/index.ts';
import { integrityOf, pageLock, readLock } from '../page-lock.ts';
import type { Blocked } from './blocked-kinds.ts';
import { blockedOn } from './blocked.ts';
import type { ScriptIntegrity } from './later-scripts.ts';
import { ANY_SITE, lockPage, type LockedPage } from './lock-page.ts';

/** How a folder of a build is served, and what its pages are held to. */
export type LockedBuildOptions = {
  /** The path under which the folder is served; `/` by default. */
  readonly base?: string;
  /** As in `pageLock`; `strict` by default. */
  readonly policy?: string;
  /** Writes `integrity` into the folder's pages. Otherwise the service must send `pages`. */
  readonly write?: boolean;
};

/** A folder of a build whose evidence can name all of its code. */
export type LockedBuild = {
  /** For the attester's option `keys`. */
  readonly keys: readonly AttestedKey[];
  /** Each page as it must be sent, by its path from the root of the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** The value of `integrity` of each script, by the same kind of path. */
  readonly scripts: ScriptIntegrity;
  /** What browsers will block, by page path. Empty if the build can be locked as it is. */
  readonly blocked: ReadonlyMap<string, readonly Blocked[]>;
};

/**
 * Locks the pages of a build: Vite's, webpack's, a static export of Next's, or a folder of plain files. Computed at boot from
 * exactly the bytes that are served, so nothing else has to be measured. @throws AttesterError for scripts that cannot be named
 * (`pageLock`), Error for an unreadable folder
 */
export async function lockedBuild(
  folder: string,
  { base = '/', policy = 'strict', write = false }: LockedBuildOptions = {},
): Promise<LockedBuild> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
  const files = await textsOf(folder, names, /\.(?:m?js|css|html?)$/);
  const served = (name: string): string => `${base.replace(/\/?$/, '/')}${name}`;
  const of = (kind: RegExp) =>
    [...files].filter(([name]) => kind.test(name)).map(([name, bytes]) => [served(name), bytes] as const);
  const code = of(/\.m?js$/);
  const scripts: ScriptIntegrity = new Map(code.map(([path, bytes]) => [path, integrityOf(bytes)]));
  const pages = new Map(of(/\.html?$/).map(([path, bytes]) => [path, lockPage(bytes.toString('utf8'), path, scripts)]));
  const keys = pageLock({
    scripts: code.map(([, bytes]) => bytes),
    named: [...pages.values()].flatMap(({ sources }) => sources),
    policy,
  });
  if (write) await writePages(folder, files, (name) => pages.get(served(name)));
  const lock = readLock(keys);
  const loaded = new Map(of(/\.(?:m?js|css)$/).map(([path, bytes]) => [`${ANY_SITE}${path}`, bytes]));
  const blocked = [...pages].map(
    ([path, { html }]) => [path, blockedOn({ url: `${ANY_SITE}${path}`, html, files: loaded }, lock)] as const,
  );
  return {
    keys,
    pages: new Map([...pages].map(([path, { html }]) => [path, html])),
    scripts,
    blocked: new Map(blocked.filter(([, found]) => found.length > 0)),
  };
}

/** Changes only: a read-only folder may have been locked before. */
async function writePages(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
  pageOf: (name: string) => LockedPage | undefined,
): Promise<void> {
  for (const [name, before] of files) {
    const page = pageOf(name);
    if (page !== undefined && page.html !== before.toString('utf8')) await writeFile(join(folder, name), page.html);
  }
}

async function textsOf(folder: string, files: readonly string[], names: RegExp): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = files.filter((name) => names.test(name));
  return new Map(await Promise.all(wanted.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}
