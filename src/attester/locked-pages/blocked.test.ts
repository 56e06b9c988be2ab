// Covers: blocked.ts, blocked-code.ts, blocked-elements.ts, blocked-scripts.ts
import { describe, expect, it } from 'vitest';
import type { PageLock } from '../../verifier/protocol/index.ts';
import { integrityOf, pageLock, readLock } from '../page-lock.ts';
import type { Blocked } from './blocked-kinds.ts';
import { blockedOn, filesOf } from './blocked.ts';
import { lockPage } from './lock-page.ts';
import { tagsIn } from './tags.ts';

const URL_OF_PAGE = 'https://site.test/app/';
const CODE = 'go()';
const NAMED = integrityOf(CODE);
const lockOf = (policy: string): PageLock => readLock(pageLock({ scripts: [CODE], policy }));
const STRICT = lockOf('strict');

const blocked = (html: string, lock = STRICT, files: Readonly<Record<string, string>> = {}): readonly Blocked[] =>
  blockedOn(
    { url: URL_OF_PAGE, html, files: new Map(Object.entries(files).map(([url, text]) => [url, Buffer.from(text)])) },
    lock,
  );
const kinds = (...of: Parameters<typeof blocked>): readonly string[] => blocked(...of).map(({ kind }) => kind);

describe('a script that is blocked', () => {
  it.each([
    [`<script src=a.js integrity="${NAMED}"></script>`, []],
    [`<script>${CODE}</script>`, []],
    ['<script type="application/json">{"a":1}</script>', []],
    ['<script src=a.js></script>', ['script-without-integrity']],
    ['<script src=a.js nomodule></script><script nomodule>other()</script>', []],
    ['<script type=module src=a.js nomodule></script>', ['script-without-integrity']],
    ['<link rel=modulepreload href=a.js>', ['script-without-integrity']],
    [`<script src=a.js integrity="${integrityOf('other')}"></script>`, ['script-not-named']],
    [`<script src=a.js integrity="${NAMED} ${integrityOf('other')}"></script>`, ['script-not-named']],
    ['<script>other()</script>', ['inline-script']],
    ['<a onclick="go()">', ['handler']],
    ['<a href=" JavaScript:go()">', ['handler']],
    ['<base href="/">', ['base']],
    ['<object data=x></object><embed src=y>', ['object', 'object']],
  ])('%s', (html, found) => {
    expect(kinds(html, lockOf('scripts'))).toEqual(found);
    expect(kinds(html, STRICT)).toEqual(found);
    expect(blocked(html).every(({ certain }) => certain)).toBe(true);
  });

  it('is one whose file does not match its integrity', () => {
    const html = `<script src=/a.js integrity="${NAMED}"></script>`;
    expect(kinds(html, STRICT, { 'https://site.test/a.js': CODE })).toEqual([]);
    expect(kinds(html, STRICT, { 'https://site.test/a.js': 'other()' })).toEqual(['script-changed']);
  });

  it('is one that Next adds from its own data, if it is not named', () => {
    const pushes = `(self.__next_s=self.__next_s||[]).push([0,{"id":"a","children":"${CODE}"}])`;
    const changed = pushes.replace(CODE, 'other()');
    const lock = readLock(pageLock({ scripts: [CODE, pushes, changed] }));
    expect(kinds(`<script>${pushes}</script>`, lock)).toEqual([]);
    expect(kinds(`<script>${changed}</script>`, lock)).toEqual(['inline-script']);
  });

  it('comes with the line that fixes it', () => {
    const [found] = blocked('<script src=/a.js></script>', STRICT, { 'https://site.test/a.js': CODE });
    expect(found?.sentence).toBe(`/a.js has no integrity on its <script>: write integrity="${NAMED}", which the evidence names.`);
  });
});

describe('what strict blocks and scripts does not', () => {
  it.each([
    ['<form action="/send">', 'form'],
    ['<button formaction="/send">', 'form'],
    ['<img src="/a.png">', 'picture'],
    ['<img srcset="a.png 1x, b.png 2x">', 'picture'],
    ['<link rel=icon href=/favicon.ico>', 'picture'],
    ['<video src=a.mp4></video>', 'media'],
    ['<link rel=stylesheet href="https://cdn.test/a.css">', 'style'],
    ['<link rel=manifest href=/app.webmanifest>', 'manifest'],
    ['<iframe src=/frame></iframe>', 'frame'],
    ['<style>a { background: url(x.png) }</style>', 'picture'],
    ['<style>@font-face { src: url("x.woff2") }</style>', 'font'],
    ['<style>@import url(https://cdn.test/a.css);</style>', 'style'],
  ])('%s', (html, kind) => {
    expect(new Set(kinds(html))).toEqual(new Set([kind]));
    expect(kinds(html, lockOf('scripts'))).toEqual([]);
  });

  it.each([
    '<form><input></form>',
    '<img src="data:image/png,x"><img src="blob:x">',
    '<link rel=stylesheet href=own.css>',
    '<style>a { background: url(data:,x) } b { fill: url(#p) } /* url(x) */</style>',
    '<iframe srcdoc="x"></iframe>',
  ])('nothing of %s', (html) => {
    expect(kinds(html)).toEqual([]);
  });

  it('is allowed by the policy’s relaxations', () => {
    expect(kinds('<img src="/a.png">', lockOf('strict img-network'))).toEqual([]);
    expect(kinds('<img src="http://site.test/a.png">', lockOf('strict img-network'))).toEqual(['picture']);
    expect(kinds('<iframe src=/frame></iframe>', lockOf('strict frames'))).toEqual([]);
  });

  it('is found in the style sheets that the page loads', () => {
    const html = '<link rel=stylesheet href="/a.css">';
    expect(kinds(html, STRICT, { 'https://site.test/a.css': 'a { background: url("/b.png") }' })).toEqual(['picture']);
  });
});

describe('what code does, by its text', () => {
  const inCode = (code: string, policy = 'strict') => {
    const lock = readLock(pageLock({ scripts: [code], policy }));
    const html = `<script src=/a.js integrity="${integrityOf(code)}"></script>`;
    return blocked(html, lock, { 'https://site.test/a.js': code });
  };

  it.each([
    ['eval("1")', 'eval'],
    ['const f = new Function("a", "b")', 'eval'],
    ['setTimeout("go()", 1)', 'eval'],
    ['WebAssembly.instantiate(x)', 'wasm'],
    ['navigator.serviceWorker.register("/sw.js")', 'service-worker'],
    ['new Worker("/w.js")', 'worker'],
    ['new Worker(new URL("./w.js", import.meta.url))', 'worker'],
    ['new Worker(new URL(r.p+r.u(495),r.b))', 'worker'],
    ['import("./later.js")', 'import'],
    ['import{a}from"./other.js"', 'import'],
    ['fetch("https://api.test/x")', 'connect'],
    ['fetch("data:,x")', 'connect'],
    ['new WebSocket("wss://api.test/x")', 'connect'],
    ['x.open("GET", "https://api.test/x")', 'connect'],
    ['navigator.sendBeacon("https://api.test/x")', 'connect'],
  ])('%s is perhaps blocked', (code, kind) => {
    expect(inCode(code).map((one) => [one.kind, one.certain])).toEqual([[kind, false]]);
  });

  it.each([
    'medieval(1); x.eval("1"); setTimeout(go, 1)',
    'new Worker("blob:x")',
    'fetch("/api"); fetch("https://site.test/api"); new WebSocket("wss://site.test/live")',
    'fetch(`/${x}`); new WebSocket(`wss://${location.host}/live`)',
    'x = "https://react.dev/errors/"',
  ])('nothing of %s', (code) => {
    expect(inCode(code)).toEqual([]);
  });

  it('is allowed by the policy’s relaxations', () => {
    expect(inCode('WebAssembly.compile(x)', 'strict wasm')).toEqual([]);
    expect(inCode('fetch("https://api.test/x")', 'strict connect https://api.test')).toEqual([]);
    expect(inCode('new WebSocket("wss://api.test/x")', 'strict connect wss://api.test')).toEqual([]);
    expect(inCode('fetch("https://api.test/x")', 'scripts')).toEqual([]);
  });

  it('may import what a preload or an import map names', () => {
    const code = 'import("/later.js")';
    const lock = readLock(pageLock({ scripts: [code, CODE], named: [integrityOf(mapText)] }));
    const files = { 'https://site.test/a.js': code, 'https://site.test/later.js': CODE };
    const entry = `<script type=module src=/a.js integrity="${integrityOf(code)}"></script>`;
    expect(kinds(`<link rel=modulepreload href=/later.js integrity="${NAMED}">${entry}`, lock, files)).toEqual([]);
    expect(kinds(`<script type=importmap>${mapText}</script>${entry}`, lock, files)).toEqual([]);
    expect(kinds(`<script type=importmap>{</script>${entry}`, lock, files)).toEqual(['inline-script', 'import']);
  });
});

describe('a script that the page’s code loads later', () => {
  const later = 'eval("1")';
  const { html } = lockPage(
    '<script src=/a.js></script>',
    '/',
    new Map([
      ['/a.js', NAMED],
      ['/later.js', integrityOf(later)],
    ]),
  );
  const [loader] = tagsIn(html);
  const lock = readLock(pageLock({ scripts: [CODE, later, loader?.text ?? ''] }));
  const served = (text: string) => ({ 'https://site.test/a.js': CODE, 'https://site.test/later.js': text });

  it('is read, too, and loaded for that', () => {
    expect(kinds(html, lock, served(later))).toEqual(['eval']);
    expect(filesOf({ url: URL_OF_PAGE, html })).toEqual(['https://site.test/a.js', 'https://site.test/later.js']);
  });

  it('is blocked if it was changed, or is not named', () => {
    expect(kinds(html, lock, served('other()'))).toEqual(['script-changed']);
    const less = readLock(pageLock({ scripts: [CODE, loader?.text ?? ''] }));
    expect(kinds(html, less, served(later))).toEqual(['script-not-named', 'eval']);
  });
});

const mapText = JSON.stringify({ integrity: { '/later.js': NAMED } });

describe('the files of a page', () => {
  it('are the scripts and style sheets of its own origin', () => {
    const html =
      '<script src=a.js></script><link rel=stylesheet href=/b.css><link rel=modulepreload href=c.js><script src="https://cdn.test/d.js"></script><link rel=icon href=e.ico>';
    expect(filesOf({ url: URL_OF_PAGE, html })).toEqual([
      'https://site.test/app/a.js',
      'https://site.test/b.css',
      'https://site.test/app/c.js',
    ]);
  });
});
