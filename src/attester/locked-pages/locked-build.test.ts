import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { copyBuild, isBuilt } from '../../../testing/builds/built.ts';
import { integrityOf, readLock } from '../page-lock.ts';
import { lockedBuild } from './locked-build.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function buildOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'locked-build-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** How a page names its scripts, and how scripts name others. */
const BUILDS = {
  vite: {
    'index.html': '<head><script type="module" crossorigin src="/assets/index-1.js"></script></head><body></body>',
    'assets/index-1.js': 'import("./chart-2.js")',
    'assets/chart-2.js': 'export const a = 1',
  },
  plain: { 'index.html': '<script src="a.js"></script>', 'a.js': 'a()', 'picture.txt': 'no script' },
} as const;

const BUILT = [
  ['webpack', 'strict', { pages: 2, scripts: 3, inline: 1 }],
  ['next', 'strict img-network', { pages: 5, scripts: 18, inline: 11 }],
] as const;
for (const [name] of BUILT)
  if (!isBuilt(name)) console.log(`skipped: a test of what ${name} writes, because it was not run here`);

describe('a real build', () => {
  it.each(BUILT.filter(([name]) => isBuilt(name)))(
    'of %s: its evidence names all that its pages run, and browsers block nothing',
    async (name, policy, counts) => {
      const folder = await buildOf({});
      copyBuild(name, folder);
      await expect(lockedBuild(folder, { policy })).rejects.toThrow('neither plain ASCII nor marked as UTF-8');
      const { keys, pages, scripts, blocked } = await lockedBuild(folder, { policy, write: true });
      const { sources } = readLock(keys);
      expect([...blocked]).toEqual([]);
      for (const integrity of scripts.values()) expect(sources).toContain(integrity);
      expect({ pages: pages.size, scripts: scripts.size, inline: sources.length - scripts.size }).toEqual(counts);
      const changed = [...scripts.keys()].at(-1) ?? '';
      await appendFile(join(folder, changed), ' ');
      expect((await lockedBuild(folder, { policy })).scripts.get(changed)).not.toBe(scripts.get(changed));
    },
  );
});

describe('a real build of Next', () => {
  it.runIf(isBuilt('next'))(
    'with its rows in data blocks needs no source of its own for any page, and browsers block nothing',
    async () => {
      const folder = await buildOf({});
      copyBuild('next', folder);
      const policy = 'strict img-network';
      const { keys, pages, blocked } = await lockedBuild(folder, { policy, dataBlocks: true, write: true });
      const { sources } = readLock(keys);
      expect([...blocked]).toEqual([]);
      const [home = ''] = [...pages.values()];
      await writeFile(join(folder, 'more.html'), home.replace('\\"Notes\\"', '\\"More notes\\"'));
      const more = await lockedBuild(folder, { policy });
      expect([more.pages.size, more.pages.get('/more.html') === home]).toEqual([pages.size + 1, false]);
      expect(readLock(more.keys).sources).toEqual(sources);
    },
  );
});

/** As many pages of Next as this, each with rows of its own. */
const pagesOfNext = (count: number): Readonly<Record<string, string>> => {
  const pages = Array.from({ length: count }, (_, at) => String(at)).map((name): readonly [string, string] => [
    `${name}.html`,
    `<script src="/a.js"></script><script>self.__next_f.push([1,"${name}"])</script>`,
  ]);
  return { ...Object.fromEntries<string>(pages), 'a.js': 'a()' };
};

describe('a build of more pages than evidence can name', () => {
  it('is refused under a code of its own, with what to do', async () => {
    await expect(lockedBuild(await buildOf(pagesOfNext(201)))).rejects.toMatchObject({
      code: 'too-many-sources',
      message: 'These pages need 203 sources, and evidence names at most 200: 202 are of inline scripts.',
      remedy: expect.stringContaining('--data-blocks') as string,
    });
  });

  it('is locked with its data in data blocks, and stays so without being told again once that is written', async () => {
    const folder = await buildOf(pagesOfNext(201));
    const { keys, blocked } = await lockedBuild(folder, { dataBlocks: true, write: true });
    expect([blocked.size, readLock(keys).sources.length]).toEqual([0, 3]);
    expect((await lockedBuild(folder)).keys).toEqual(keys);
  });
});

describe('a build that is locked', () => {
  it.each(Object.entries(BUILDS))(
    'of %s: its evidence names all that its pages run, and browsers block nothing',
    async (_, files) => {
      const { keys, pages, blocked } = await lockedBuild(await buildOf(files));
      expect([...blocked]).toEqual([]);
      const { sources, level } = readLock(keys);
      const scripts = Object.entries(files).filter(([name]) => name.endsWith('.js'));
      expect(level).toBe('strict');
      for (const [, text] of scripts) expect(sources).toContain(integrityOf(text));
      for (const html of pages.values()) expect(html).toContain('integrity="sha256-');
    },
  );

  it('is served under the given path', async () => {
    const folder = await buildOf({ 'index.html': '<script src="/docs/a.js"></script>', 'a.js': 'a()' });
    const { pages, scripts } = await lockedBuild(folder, { base: '/docs' });
    expect([...scripts]).toEqual([['/docs/a.js', integrityOf('a()')]]);
    expect(pages.get('/docs/index.html')).toContain(`integrity="${integrityOf('a()')}"`);
  });

  it('is written only on request, and then equals what was read', async () => {
    const folder = await buildOf(BUILDS.vite);
    await lockedBuild(folder);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe(BUILDS.vite['index.html']);
    const first = await lockedBuild(folder, { write: true });
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe(first.pages.get('/index.html'));
    expect(await lockedBuild(folder, { write: true })).toEqual(first);
  });

  it('lists for each page what browsers will block', async () => {
    const { blocked } = await lockedBuild(await buildOf({ 'a.html': '<img src="/x.png" onload="go()">', 'b.html': '<p>' }));
    expect([...blocked].map(([page, found]) => [page, found.map(({ kind }) => kind)])).toEqual([
      ['/a.html', ['handler', 'picture']],
    ]);
  });

  it('is refused with a script that a charset could turn into other code, until that is written', async () => {
    const folder = await buildOf({ 'index.html': '<script src="/a.js"></script>', 'a.js': '"ü"' });
    await expect(lockedBuild(folder)).rejects.toThrow('/a.js is neither plain ASCII nor marked as UTF-8');
    const { scripts } = await lockedBuild(folder, { write: true });
    expect(await readFile(join(folder, 'a.js'), 'utf8')).toBe('\ufeff"ü"');
    expect([...scripts]).toEqual([['/a.js', integrityOf('\ufeff"ü"')]]);
    expect((await lockedBuild(folder)).scripts).toEqual(scripts);
  });

  it('is refused with a script of another charset', async () => {
    const folder = await buildOf({});
    await writeFile(join(folder, 'a.js'), Uint8Array.of(0x22, 0xfc, 0x22));
    await expect(lockedBuild(folder, { write: true })).rejects.toThrow('a.js is not UTF-8');
  });

  it('is refused with more scripts than a policy may contain', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`${String(at)}.js`, `a(${String(at)})`]));
    await expect(lockedBuild(await buildOf(many))).rejects.toThrow(
      'These pages need 201 sources, and evidence names at most 200: 0 are of inline scripts.',
    );
  });
});
