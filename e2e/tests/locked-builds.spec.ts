import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { lockedBuild } from '../../src/attester/index.ts';
import { readLock } from '../../src/attester/page-lock.ts';
import type { BuildName } from '../../scripts/builds.mjs';
import { copyBuild, isBuilt } from '../../testing/builds/built.ts';
import { untilTrue } from '../../testing/poll.ts';
import { temporaryFolder } from '../../testing/process.ts';
import type { Context, TestVisit } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { lockedTo, lockKeys } from './locked-site.ts';
import { heldVisit, scriptsOf } from './locked-visit.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/x-component',
};

/**
 * Part of the page, and so named: remembers what the browser refused to it. The extension's own probe is no part of it, nor is the
 * icon that Firefox asks for by itself.
 */
const REMEMBERS = `<script>
addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
  if (!/^(?:chrome|moz)-extension/.test(sourceFile) && !blockedURI.endsWith('/favicon.ico')) (window.refused ??= []).push([effectiveDirective, blockedURI]);
});
addEventListener('error', ({ target }) => { if (target.src) (window.failed ??= []).push(new URL(target.src).pathname) }, true);
</script>`;

/** A site that serves a bundler’s output, locked to it. */
async function siteOf(context: Context, name: BuildName, policy: string) {
  const folder = temporaryFolder(`locked-${name}`);
  context.later(() => {
    folder.remove();
    return Promise.resolve();
  });
  const files = copyBuild(name, folder.path);
  const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');
  for (const file of files.filter((one) => one.endsWith('.html')))
    writeFileSync(join(folder.path, file), read(file).replace('<head>', `<head>${REMEMBERS}`));
  const asBuilt = new Map(files.map((file) => [file, read(file)]));
  const built = await lockedBuild(folder.path, { policy, write: true });
  // The front page as a large site of Next has it, whose rows no evidence could name.
  const inBlocks = await lockedBuild(folder.path, { policy, dataBlocks: true });
  assert.deepEqual([...built.blocked, ...inBlocks.blocked], []);
  const site = context.testSite();
  const sources = [built, inBlocks].flatMap(({ keys }) => readLock(keys).sources);
  lockedTo(site, lockKeys([...new Set(sources)], policy));
  const serve = (file: string, body: string): void => {
    const headers = { 'content-type': TYPES[extname(file)] ?? '', 'cache-control': 'no-store' };
    site.pages.set(`/${file}`, () => ({ headers, body }));
    if (file.endsWith('.html')) site.pages.set(`/${file.replace(/(?:^|\/)index\.html$|\.html$/, '')}`, () => ({ headers, body }));
  };
  for (const file of files) serve(file, read(file));
  serve('index.html', inBlocks.pages.get('/index.html') ?? '');
  await context.accept(context.platform, site.origin);
  return { site, serve, asBuilt };
}

const shows = (visited: TestVisit, expression: string): Promise<void> =>
  untilTrue(expression, async () => (await visited.tab.evaluate(`Boolean(${expression})`).catch(() => false)) === true);
const says = (selector: string, text: string): string => `document.querySelector('${selector}')?.textContent === '${text}'`;
const press = (visited: TestVisit, selector: string): Promise<unknown> =>
  visited.tab.evaluate(`(document.querySelector('${selector}').click(), null)`);

type Tried = {
  readonly name: BuildName;
  readonly policy: string;
  /** What the page shows once it runs, and where it shows what its chunk draws. */
  readonly runs: string;
  readonly chart: string;
  readonly more?: (visited: TestVisit) => Promise<void>;
};

const TRIED: readonly Tried[] = [
  { name: 'webpack', policy: 'strict', runs: says('#out', 'started – größe'), chart: '#out' },
  { name: 'next', policy: 'strict img-network', runs: says('#out', 'größe'), chart: '#drawn', more: moreOfNext },
];

/** Each of its ways to add scripts, and a page that its router draws, whose chunks React itself adds. */
async function moreOfNext(visited: TestVisit): Promise<void> {
  for (const name of ['before', 'after', 'lazy', 'inlineBefore', 'inlineAfter'])
    await shows(visited, `document.documentElement.dataset.${name} === 'ran'`);
  await press(visited, '#to-about');
  await shows(visited, `document.querySelector('#about') && location.pathname === '/about'`);
  assert.deepEqual(await visited.tab.evaluate('window.refused ?? []'), []);
  // Loaded by itself, with its rows in scripts that are named.
  await visited.tab.goto(new URL('/about', String(await visited.tab.evaluate('location.href'))).href);
  await shows(visited, `document.documentElement.dataset.inlineAfter === 'ran'`);
}

for (const { name } of TRIED)
  if (!isBuilt(name)) console.log(`skipped: the test of pages that ${name} built, because it was not run here`);

for (const { name, policy, runs, chart, more } of TRIED.filter((tried) => isBuilt(tried.name)))
  e2e(`a page that ${name} built runs when it is locked, and not with one byte of a chunk changed`, {}, async (context) => {
    const { site, serve, asBuilt } = await siteOf(context, name, policy);
    const suffix = name === 'webpack' ? ' – größe' : '';
    const visited = await heldVisit(context, site);
    await shows(visited, runs);
    await press(visited, '#chart');
    await shows(visited, says(chart, `chart 42${suffix}`));
    await more?.(visited);
    assert.deepEqual(await visited.tab.evaluate('window.refused ?? []'), []);

    const [file = '', code = ''] = [...asBuilt].find(([path, body]) => path.endsWith('.js') && body.includes('`chart ${')) ?? [];
    serve(file, code.replace('`chart ${', '`churt ${'));
    await visited.tab.goto(`${site.origin}/`);
    await shows(visited, runs);
    await press(visited, '#chart');
    await shows(visited, `window.failed?.includes('/${file}')`);
    assert.equal(await visited.tab.evaluate(`document.body.textContent.includes('churt')`), false);

    // The page without integrity, as the bundler wrote it: it runs, with the changed chunk, where the lock was let go only.
    for (const [path, body] of asBuilt) if (path.endsWith('.html')) serve(path, body);
    await visited.tab.goto(`${site.origin}/`);
    await shows(visited, 'window.refused?.length > 1');
    assert.equal(await visited.tab.evaluate(`Boolean(${runs})`), false);
    await context.watch.call('site.lock', { origin: site.origin, on: false });
    await visited.until('it is free', (view) => scriptsOf(view)?.facts?.['because'] === 'switched-off');
    await shows(visited, runs);
    await press(visited, '#chart');
    await shows(visited, says(chart, `churt 42${suffix}`));
  });
