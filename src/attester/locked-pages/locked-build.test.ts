import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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

/** The relevant output of each bundler: how a page names its scripts, and how scripts name others. */
const BUILDS = {
  vite: {
    'index.html': '<head><script type="module" crossorigin src="/assets/index-1.js"></script></head><body></body>',
    'assets/index-1.js': 'import("./chart-2.js")',
    'assets/chart-2.js': 'export const a = 1',
  },
  webpack: {
    'index.html': '<head><script defer="defer" src="main.js"></script></head>',
    'main.js': 's=document.createElement("script");s.src="/7.js";document.head.appendChild(s)',
    '7.js': 'self.webpackChunk=[]',
  },
  next: {
    'index.html':
      '<head><link rel="preload" as="script" href="/_next/static/chunks/main.js"/><script src="/_next/static/chunks/main.js" async=""></script></head><body><script>(self.__next_f=self.__next_f||[]).push([0,"größe"])</script></body>',
    'about.html': '<script src="/_next/static/chunks/main.js" async=""></script><script>self.__next_f.push([1])</script>',
    '_next/static/chunks/main.js': 'later()',
    '_next/static/chunks/app/[id]/page.js': 'page()',
  },
  plain: { 'index.html': '<script src="a.js"></script>', 'a.js': 'a()', 'picture.txt': 'no script' },
} as const;

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

  it('is refused with a script file that is not plain ASCII', async () => {
    await expect(lockedBuild(await buildOf({ 'a.js': '"ü"' }))).rejects.toThrow('not plain ASCII');
  });

  it('is refused with more scripts than a policy may contain', async () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`${String(at)}.js`, `a(${String(at)})`]));
    await expect(lockedBuild(await buildOf(many))).rejects.toThrow('No browser reads this lock');
  });
});
