// Covers: lock-page.ts, later-scripts.ts
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { integrityOf } from '../page-lock.ts';
import { laterScripts } from './later-scripts.ts';
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
  /** An element that resolves its address as browsers do. */
  class Element {
    readonly attributes = new Map<string, string>();
    readonly name: 'src' | 'href';
    constructor(name: 'src' | 'href') {
      this.name = name;
    }
    get address(): string {
      return new URL(this.attributes.get(this.name) ?? '', 'https://site.test/page').href;
    }
    setAttribute(name: string, to: string): void {
      this.attributes.set(name.toLowerCase(), to);
    }
  }
  const elements = () => {
    class Script extends Element {
      get src(): string {
        return this.address;
      }
      set src(to: string) {
        this.attributes.set('src', to);
      }
      get integrity(): string {
        return this.attributes.get('integrity') ?? '';
      }
      set integrity(to: string) {
        this.attributes.set('integrity', to);
      }
    }
    class Link extends Element {
      get href(): string {
        return this.address;
      }
      set href(to: string) {
        this.attributes.set('href', to);
      }
      get integrity(): string {
        return this.attributes.get('integrity') ?? '';
      }
      set integrity(to: string) {
        this.attributes.set('integrity', to);
      }
    }
    const { html } = lockPage('<script src=/a.js></script>', '/', SCRIPTS);
    const page = { HTMLScriptElement: Script, HTMLLinkElement: Link, URL, Map, document: { baseURI: 'https://site.test/page' } };
    const window = { ...page, location: { origin: 'https://site.test' }, Object, decodeURIComponent, String };
    runInNewContext(inlineOf(html)[0]?.text ?? '', window);
    return { script: new Script('src'), link: new Link('href') };
  };

  it.each([
    ['/assets/b.js', B],
    ['https://site.test/assets/b.js?x', B],
    ['/assets/%62.js', B],
    ['/other.js', ''],
    ['/%E0', ''],
    ['https://elsewhere.test/assets/b.js', ''],
  ])('get the integrity of %s, as do their preloads, however the address is set', (address, integrity) => {
    const [property, attributes] = [elements(), elements()];
    property.script.src = address;
    property.link.href = address;
    attributes.script.setAttribute('SRC', address);
    attributes.link.setAttribute('href', address);
    const made = [property.script, property.link, attributes.script, attributes.link];
    expect(made.map((one) => one.integrity)).toEqual(made.map(() => integrity));
    expect(property.script.src).toBe(new URL(address, 'https://site.test').href);
    expect(attributes.script.attributes.get('src')).toBe(address);
  });

  it('keep it when code sets another, unless they are not of the build', () => {
    const [property, attributes, other] = [elements().script, elements().script, elements().script];
    property.src = '/a.js';
    property.integrity = 'sha384-other';
    attributes.setAttribute('integrity', 'sha384-other');
    attributes.setAttribute('src', '/a.js');
    other.src = 'https://elsewhere.test/x.js';
    other.integrity = 'sha384-other';
    expect([property.integrity, attributes.integrity, other.integrity]).toEqual([A, A, 'sha384-other']);
  });

  it('get nothing by another attribute', () => {
    const { script } = elements();
    script.setAttribute('data-src', '/a.js');
    expect(script.integrity).toBe('');
  });

  it('can be read from the page again, as can the modules of its map', () => {
    const { html } = lockPage('<script src=/a.js></script><script type=module src=/a.js></script>', '/', SCRIPTS);
    expect(laterScripts(tagsIn(html))).toEqual(SCRIPTS);
    expect(laterScripts(tagsIn('<script data-sealmark>x</script><script type=importmap>{</script>')).size).toBe(0);
    expect(laterScripts(tagsIn('<script type=importmap>{"integrity":{"/a.js":1}}</script>')).size).toBe(0);
  });
});

describe('an address of a page', () => {
  it.each([
    ['b.js', '/blog/', '/blog/b.js'],
    ['/x%20y.js', '/', '/x y.js'],
    ['/%E0.js', '/', '/%E0.js'],
    ['/%40modal/a.js', '/', '/@modal/a.js'],
    ['https://elsewhere.test/a.js', '/', null],
    ['http://[', '/', null],
  ])('%s on %s leads to %s', (address, page, path) => {
    expect(pathOf(address, page)).toBe(path);
  });
});
