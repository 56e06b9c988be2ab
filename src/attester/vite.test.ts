import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, describe, expect, it } from 'vitest';
import { buildNotes } from '../../testing/notes/build.ts';
import { lockedBuild } from './locked-pages/locked-build.ts';
import { lockedPages, type LockedPagesOptions } from './vite.ts';

const undo: (() => unknown)[] = [];
afterAll(async () => {
  for (const one of undo) await one();
});

/** A build of these files, with its warnings. */
async function built(files: Readonly<Record<string, string>>, options: LockedPagesOptions = {}, base = '/') {
  const root = await mkdtemp(join(tmpdir(), 'vite-plugin-'));
  undo.push(() => rm(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const warnings: string[] = [];
  const onLog = (_: string, { message }: { readonly message: string }): void => void warnings.push(message);
  await build({
    root,
    base,
    configFile: false,
    logLevel: 'silent',
    plugins: [lockedPages(options)],
    build: { rolldownOptions: { onLog } },
  });
  return { folder: join(root, 'dist'), warnings };
}

describe('a page built with the plugin', () => {
  it('is locked as it is: the evidence names what it loads, and nothing changes at boot', async () => {
    const { folder, warnings, remove } = await buildNotes();
    undo.push(remove);
    const { pages, blocked, scripts } = await lockedBuild(folder);
    expect(warnings).toEqual([]);
    expect([...blocked]).toEqual([]);
    expect(scripts.size).toBe(2);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe(pages.get('/index.html'));
    // It contains the style sheet's pictures: strict loads none.
    expect((await readdir(join(folder, 'assets'))).map((name) => name.replace(/.*\./, '')).sort()).toEqual(['css', 'js', 'js']);
  });

  it('has scripts that no charset turns into other code', async () => {
    const { folder } = await built({
      'index.html': '<script type=module src=/a.js></script>',
      'a.js': 'document.title = String.raw`größe ${location}`',
    });
    const [name = ''] = await readdir(join(folder, 'assets'));
    expect(await readFile(join(folder, 'assets', name), 'utf8')).toMatch(/^\ufeff.*größe/);
    expect([...(await lockedBuild(folder)).blocked]).toEqual([]);
  });

  it('fails to build for an unknown location', async () => {
    await expect(built({ 'index.html': '<script type=module>1</script>' }, {}, './')).rejects.toThrow('begins with a slash');
  });

  it('is built with a warning of what browsers will block', async () => {
    const files = { 'index.html': '<a onclick="go()"><form action="/x"></form>' };
    const of = async (policy: string) =>
      (await built(files, { policy })).warnings.filter((text) => text.includes('/index.html: '));
    expect((await of('strict')).length).toBe(2);
    expect((await of('scripts')).length).toBe(1);
  });
});
