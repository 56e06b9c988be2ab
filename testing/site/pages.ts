import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import { html, withHeaders, type SiteResponse } from './answer.ts';
import type { Page } from './test-site.ts';

/** Pages that do not come straight from the server, each kind for one path of a test site. */

/** Every response differs, so that a test can tell a stored page from a new one. */
let served = 0;
const numbered = (title: string, body = '', head = ''): SiteResponse =>
  html(title, `<p id="serial">${String((served += 1))}</p>${body}`, head);

/** May be kept and shown again without asking. */
export const cacheable: Page = () => withHeaders(numbered('cacheable'), { 'cache-control': 'private, max-age=3600' });

/** May be kept, but must be revalidated: the response is then 304, which has no body. */
export const revalidated: Page = ({ headers }) =>
  headers['if-none-match'] === '"one"'
    ? { status: 304, headers: { etag: '"one"', 'cache-control': 'private, no-cache' }, body: '' }
    : withHeaders(numbered('revalidated'), { etag: '"one"', 'cache-control': 'private, no-cache' });

/** May be kept for going back (no `no-store`, which prevents the back/forward cache). */
export const keepable: Page = () => withHeaders(numbered('keepable'), { 'cache-control': 'no-cache' });

/** Registers the service worker below and shows in its title when it is in control. */
export const registersWorker: Page = () =>
  html(
    'registering',
    '',
    `<script>
      navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => {
        document.title = 'registered';
      });
    </script>`,
  );

/** A service worker that makes up `/made-up` and passes everything else on. */
export const worker: Page = () => ({
  headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' },
  body: `
    self.addEventListener('install', () => self.skipWaiting());
    self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
    self.addEventListener('fetch', (event) => {
      const { pathname } = new URL(event.request.url);
      const headers = { 'content-type': 'text/html', link: '<${ATTESTATION_PATH}>; rel="attestation"' };
      if (pathname === '/made-up') event.respondWith(new Response('<!doctype html><title>made up</title>', { headers }));
      if (pathname === '/passed-on') event.respondWith(fetch('/'));
    });`,
});

/** A service worker that also sends each navigation to the network (navigation preload, static routes). */
export const worksWithPreload: Page = () => ({
  headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' },
  body: `
    self.addEventListener('install', (event) => {
      const race = { condition: { urlPattern: { pathname: '/routed' } }, source: 'race-network-and-fetch-handler' };
      event.addRoutes?.([race])?.catch(() => undefined);
      self.skipWaiting();
    });
    self.addEventListener('activate', (event) => event.waitUntil(
      Promise.resolve(self.registration.navigationPreload?.enable()).then(() => self.clients.claim()),
    ));
    const madeUp = () => new Response('<!doctype html><head><title>made up</title></head>made up', { headers: { 'content-type': 'text/html' } });
    self.addEventListener('fetch', (event) => {
      const { pathname } = new URL(event.request.url);
      if (pathname === '/made-up') event.respondWith(Promise.resolve(event.preloadResponse).then(madeUp));
      if (pathname === '/raced') event.waitUntil(Promise.resolve(event.preloadResponse).catch(() => undefined));
      if (pathname === '/raced' || pathname === '/routed') event.respondWith(madeUp());
      if (pathname === '/passed-on') event.respondWith(Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(event.request)));
    });`,
});

/** Asks the browser to prerender another page of the site. */
export const prerenders =
  (target: string): Page =>
  () =>
    html(
      'prerenders',
      `<a id="go" href="${target}">go</a>`,
      `<script type="speculationrules">{"prerender":[{"source":"list","urls":["${target}"],"eagerness":"immediate"}]}</script>`,
    );

/** A page with a link, for navigations that a user starts in the page. */
export const linksTo =
  (target: string): Page =>
  () =>
    html('links', `<a id="go" href="${target}">go</a>`);
