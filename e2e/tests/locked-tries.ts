import { html, withHeaders, type SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import type { Context } from '../runner/context.ts';
import { EVIL, GOOD, hashOf, hit, lockedTo, lockKeys, script, tag } from './locked-site.ts';

const MODULE = `${hit('good-module')}export const x = 1;`;
const GRAPH = `import '/module.js';${hit('good-graph')}`;
const REPLACED = `import '/evil-module.js';${hit('bad-graph')}`;
const INLINE = hit('good-inline');
const MAP = JSON.stringify({ integrity: { '/module.js': hashOf(MODULE) } });
/** Code that is other code in another charset; the mark in front leaves it only one. */
const MARKED = `\ufeff${hit('good-mark')}if ('ü'.length > 1 || 'ü' !== '\\u00fc') ${hit('bad-mark')}`;
const CHARSETS = ['windows-1252', 'utf-16le', 'iso-2022-jp', 'gbk'];
const PATHS = new Map([
  ['/good.js', GOOD],
  ['/evil.js', EVIL],
  ['/module.js', MODULE],
  ['/evil-module.js', hit('bad-module')],
  ['/graph.js', GRAPH],
  ['/replaced.js', REPLACED],
]);
const A = hashOf(GOOD);
const NAMED = [A, hashOf(MODULE), hashOf(GRAPH), hashOf(REPLACED), hashOf(INLINE), hashOf(MAP), hashOf(MARKED)];

/** What a page may try, and which of it may run: bodies of pages whose site names `NAMED`. */
export const TRIES: Readonly<
  Record<
    string,
    { readonly body: string; readonly runs?: readonly string[]; readonly headers?: Readonly<Record<string, string>> }
  >
> = {
  'a named file': { body: tag('/good.js', A), runs: ['good'] },
  'a named file without its hash': { body: tag('/good.js') },
  'a named file with the mark of its charset, sent and asked for as others': {
    body: CHARSETS.flatMap((one) => ['', ` charset="${one}"`].map((as) => tag(`/${one}.js`, hashOf(MARKED), as))).join(''),
    runs: ['good-mark'],
  },
  'another body under a named hash': { body: tag('/evil.js', A) },
  'another body under its own hash': { body: tag('/evil.js', hashOf(EVIL)) },
  'named and own hash mixed': { body: tag('/evil.js', `${A} ${hashOf(EVIL)}`) },
  'a stronger algorithm mixed in': { body: tag('/evil.js', `${A} ${hashOf(EVIL, 'sha384')}`) },
  'the strongest algorithm mixed in': { body: tag('/evil.js', `${hashOf(EVIL, 'sha512')} ${A}`) },
  'unknown algorithms mixed in': { body: tag('/evil.js', `${A} ed25519-AAAA md5-xx`) },
  'options behind a hash': { body: tag('/evil.js', `${A}?x ${hashOf(EVIL, 'sha384')}?y`) },
  'inline code, named and not': { body: `<script>${INLINE}</script><script>${EVIL}</script>`, runs: ['good-inline'] },
  'handlers and javascript: addresses': {
    body: `<img src="x:" onerror="${EVIL}"><svg onload="${EVIL}"></svg><iframe src="javascript:${EVIL}"></iframe>`,
  },
  'a frame of its own text': { body: `<iframe srcdoc="&lt;script&gt;parent.${EVIL}&lt;/script&gt;"></iframe>` },
  'a module graph by an import map that is named': {
    body: `<script type="importmap">${MAP}</script>${tag('/graph.js', hashOf(GRAPH), ' type="module"')}`,
    runs: ['good-graph', 'good-module'],
  },
  'a module whose import is not named': { body: tag('/replaced.js', hashOf(REPLACED), ' type="module"') },
  'a module graph by preloads with hashes': {
    body: `<link rel="modulepreload" href="/module.js" integrity="${hashOf(MODULE)}">${tag('/graph.js', hashOf(GRAPH), ' type="module"')}`,
    runs: ['good-graph', 'good-module'],
  },
  'a policy of its own that allows everything': {
    body: tag('/evil.js'),
    headers: { 'content-security-policy': "script-src * 'unsafe-inline' 'unsafe-eval'; report-uri /hit?bad-report" },
  },
  'a policy that reports': {
    body: `<script>${EVIL}</script>`,
    headers: {
      'content-security-policy-report-only': "script-src 'none'; report-uri /hit?bad-report; report-to r",
      'reporting-endpoints': 'r="/hit?bad-endpoint"',
    },
  },
  'a policy of its own that reports what it refuses, and leaves code alone': {
    body: `<img src="/bad.png"><script>${EVIL}</script>`,
    headers: { 'content-security-policy': "img-src 'none'; report-uri /hit?bad-report" },
  },
  'a policy of its own that refuses handlers, and reports': {
    body: `<img src="/bad.png" onerror="0"><script>${EVIL}</script>`,
    headers: {
      'content-security-policy': "img-src 'none'; script-src 'unsafe-inline'; script-src-attr 'none'; report-uri /hit?bad-report",
    },
  },
  'an SVG document': {
    body: `<svg xmlns="http://www.w3.org/2000/svg"><script>${EVIL}</script></svg>`,
    headers: { 'content-type': 'image/svg+xml' },
  },
  'an XHTML document': {
    body: `<html xmlns="http://www.w3.org/1999/xhtml"><body><script>${EVIL}</script></body></html>`,
    headers: { 'content-type': 'application/xhtml+xml' },
  },
};

/** Ways in which typed text could leave a page without any code. Each requests `/hit?bad…` from its own or another site. */
export const LEAKS: Readonly<Record<string, { readonly body: string; readonly act: string }>> = {
  'a form around the field': {
    body: '<form action="/hit"><input name="bad-form" value="typed"></form>',
    act: 'document.forms[0].requestSubmit?.() ?? document.forms[0].submit()',
  },
  'a style that fetches by what is typed': {
    body: '<style>input[value^="typed"] { background: url(/hit?bad-style) }</style><input value="typed">',
    act: 'null',
  },
  'a style sheet of the site that fetches by what is typed': {
    body: '<link rel="stylesheet" href="/typed.css"><input value="typed">',
    act: 'null',
  },
  'a pattern that what is typed fits': {
    body: '<style>input:valid { background: url(/hit?bad-pattern) }</style><input required pattern="t.*" value="typed">',
    act: 'null',
  },
  'other properties that fetch': {
    body: `<style>p { display: list-item; list-style-image: url(/hit?bad-list) } i::before { content: url(/hit?bad-content) }
      u { border: 1px solid; border-image: url(/hit?bad-border) 1 } s { mask-image: url(/hit?bad-mask) }
      q { background: image-set(url(/hit?bad-set) 1x) } @font-face { font-family: f; src: url(/hit?bad-font) } em { font-family: f }
      </style><p>x<i>x</i><u>x</u><s>x</s><q>x</q><em>x</em></p>`,
    act: 'null',
  },
  'parts of an SVG picture': {
    body: '<svg><image href="/hit?bad-part" width="9" height="9"/><rect fill="url(/hit?bad-fill#x)" width="9" height="9"/></svg>',
    act: 'null',
  },
  'media and their posters': {
    body: '<video src="/hit?bad-video" poster="/hit?bad-poster"></video><audio src="/hit?bad-audio" preload="auto"></audio>',
    act: 'null',
  },
  'a picture': { body: '<img src="/hit?bad-image" alt="">', act: 'null' },
  'a frame': { body: '<iframe src="/hit?bad-frame"></iframe><object data="/hit?bad-object"></object>', act: 'null' },
};

/** A locked site that shows one of these under each path. */
export function tryingSite(context: Context): TestSite {
  const site = context.testSite();
  lockedTo(site, lockKeys(NAMED, 'strict'));
  for (const [path, body] of PATHS) site.pages.set(path, () => script(body));
  for (const [at, { body, headers = {} }] of Object.values(TRIES).entries())
    site.pages.set(`/try${String(at)}`, () => shown(body, headers));
  for (const [at, { body }] of Object.values(LEAKS).entries()) site.pages.set(`/leak${String(at)}`, () => shown(body, {}));
  for (const charset of CHARSETS)
    site.pages.set(`/${charset}.js`, () =>
      withHeaders(script(MARKED), { 'content-type': `text/javascript; charset=${charset}` }),
    );
  const sheet = 'input[value^="typed"] { background: url(/hit?bad-sheet) }';
  site.pages
    .set('/', () => html(site.host))
    .set('/hit', () => ({ body: '' }))
    .set('/typed.css', () => ({ headers: { 'content-type': 'text/css', 'cache-control': 'no-store' }, body: sheet }));
  return site;
}

function shown(body: string, headers: Readonly<Record<string, string>>): SiteResponse {
  if (headers['content-type'] !== undefined) return { headers: { 'cache-control': 'no-store', ...headers }, body };
  return withHeaders(
    { ...html('try'), body: `<!doctype html><meta charset="utf-8"><title>try</title><body>${body}` },
    {
      'cache-control': 'no-store',
      ...headers,
    },
  );
}
