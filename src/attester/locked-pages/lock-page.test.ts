// Covers: lock-page.ts, later-scripts.ts
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { integrityOf } from '../page-lock.ts';
import { lockPage, pathOf } from './lock-page.ts';
import { attribute, tagsIn } from './tags.ts';

const [A, B] = [integrityOf('a()'), integrityOf('b()')];
const SCRIPTS = new Map([
  ['/a.js', A],
  ['/assets/b.js', B],
]);

const integrityOfEach = (html: string): readonly (readonly [string | null, string | null])[] =>
  tagsIn(html)
    .filter((tag) => attribute(tag, 'src') !== null || attribute(tag, 'href') !== null)
    .map((tag) => [attribute(tag, 'src') ?? attribute(tag, 'href'), attribute(tag, 'integrity')] as const);

const inlineOf = (html: string) => tagsIn(html).filter((tag) => tag.name === 'script' && attribute(tag, 'src') === null);

describe('a page that is locked', () => {
  it('has its file’s integrity on every tag that loads a script', () => {
    const html =
      '<script src="/a.js"></script><link rel=modulepreload href="../assets/b.js?v=1"><script src=../a.js async></script>';
    expect(integrityOfEach(lockPage(html, '/blog/index.html', SCRIPTS).html)).toEqual([
      ['/a.js', A],
      ['../assets/b.js?v=1', B],
      ['../a.js', A],
    ]);
  });

  it('replaces a wrong integrity by ours, and names what it loads from elsewhere by its own', () => {
    const html = `<script integrity="sha256-old" src=/a.js></script><script src="https://cdn.test/x.js" integrity="${B}"></script>`;
    const page = lockPage(html, '/', SCRIPTS);
    expect(integrityOfEach(page.html)).toEqual([
      ['/a.js', A],
      ['https://cdn.test/x.js', B],
    ]);
    expect(page.sources).toContain(B);
  });

  it('names its inline scripts by the text that a browser reads, and no data', () => {
    const { sources } = lockPage('<script>go(1)\r\n</script><script type="application/json">{}</script>', '/', new Map());
    expect(sources).toEqual([integrityOf('go(1)\n')]);
  });

  it('is unchanged when locked again', () => {
    const html = '<head><script src=/a.js></script><script type=module src=/assets/b.js></script></head>';
    const once = lockPage(html, '/', SCRIPTS);
    expect(lockPage(once.html, '/', SCRIPTS)).toEqual(once);
    expect(once.html).not.toBe(html);
  });

  it('gets nothing new if it has no script', () => {
    expect(lockPage('<p>text</p>', '/', SCRIPTS)).toEqual({ html: '<p>text</p>', sources: [] });
  });
});

describe('modules that are imported later', () => {
  it('get an import map with their hashes, before the first of them, which is itself named', () => {
    const { html, sources } = lockPage('<meta charset=utf-8><script type=module src=/a.js></script>', '/', SCRIPTS);
    const [map] = inlineOf(html);
    expect(JSON.parse(map?.text ?? '')).toEqual({ integrity: Object.fromEntries(SCRIPTS) });
    expect(tagsIn(html).map(({ name, attributes }) => [name, attributes[0]?.value])).toEqual([
      ['meta', 'utf-8'],
      ['script', 'importmap'],
      ['script', A],
    ]);
    expect(sources).toEqual([integrityOf(map?.text ?? '')]);
  });

  it('are added to the import map that the page has', () => {
    const own = { imports: { a: '/a.js' }, integrity: { 'https://cdn.test/x.js': B, '/gone.js': A } };
    const before = `<script type=importmap>${JSON.stringify(own)}</script><script type=module src=/a.js></script>`;
    const maps = inlineOf(lockPage(before, '/', SCRIPTS).html);
    expect(maps.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { imports: own.imports, integrity: { 'https://cdn.test/x.js': B, ...Object.fromEntries(SCRIPTS) } },
    ]);
  });
});

describe('scripts that a bundler’s loader adds later', () => {
  class Script {
    address = '';
    integrity = '';
    get src(): string {
      return this.address;
    }
    set src(to: string) {
      this.address = new URL(to, 'https://site.test/page').href;
    }
  }

  it.each([
    ['/assets/b.js', B],
    ['https://site.test/assets/b.js?x', B],
    ['/other.js', ''],
    ['https://elsewhere.test/assets/b.js', ''],
  ])('get the integrity of %s', (address, integrity) => {
    const { html } = lockPage('<script src=/a.js></script>', '/', SCRIPTS);
    const loader = inlineOf(html)[0]?.text ?? '';
    const made = new Script();
    const page = { HTMLScriptElement: Script, URL, Map, document: { baseURI: 'https://site.test/page' } };
    runInNewContext(loader, { ...page, location: { origin: 'https://site.test' }, Object, decodeURI });
    made.src = address;
    expect(made.integrity).toBe(integrity);
    expect(made.src).toBe(new URL(address, 'https://site.test').href);
  });
});

describe('an address of a page', () => {
  it.each([
    ['b.js', '/blog/', '/blog/b.js'],
    ['/x%20y.js', '/', '/x y.js'],
    ['/%E0.js', '/', '/%E0.js'],
    ['https://elsewhere.test/a.js', '/', null],
    ['http://[', '/', null],
  ])('%s on %s leads to %s', (address, page, path) => {
    expect(pathOf(address, page)).toBe(path);
  });
});
