import { ATTESTATION_PATH } from '../../src/verifier/protocol/index.ts';
import type { SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';

/** The header by which a site announces itself. */
export const LINK = `<${ATTESTATION_PATH}>; rel="attestation"`;
const who = (node: number): string => (node === 0 ? 'attested' : 'front');

/** A page that shows in its title, and in a header, which node it came from. */
export function pageOf(node: number, head = '', more: Readonly<Record<string, string>> = {}): SiteResponse {
  const headers = { 'content-type': 'text/html', 'cache-control': 'no-cache', 'x-node': String(node), ...more };
  return {
    headers,
    body: `<!doctype html><html><head><title>${who(node)}</title>${head}</head><body>${who(node)}</body></html>`,
  };
}

const WORKER = `
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil((async () => {
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })()));
  const made = () => new Response('<!doctype html><title>worker</title>made up', { headers: { 'content-type': 'text/html', link: '${LINK}' } });
  self.addEventListener('fetch', (event) => {
    const { pathname } = new URL(event.request.url);
    if (pathname === '/made') event.respondWith(made());
    if (pathname === '/preloaded') event.respondWith((async () => { await event.preloadResponse; return made(); })());
    if (pathname === '/passed') event.respondWith(fetch(event.request).then(made));
  });`;

/** The pages of a site; each shows in its title which node it came from. */
export function furnish(testSite: TestSite): void {
  const announced = { link: LINK };
  testSite.announcing = 'nothing';
  testSite.pages
    .set('/', ({ node }) => pageOf(node, '', announced))
    .set('/a', ({ node }) => pageOf(node, '', announced))
    .set('/silent', ({ node }) => pageOf(node))
    .set('/download', ({ node }) =>
      node === 0
        ? {
            headers: {
              'content-type': 'application/zip',
              'content-disposition': 'attachment; filename=a.zip',
              'x-node': '0',
              ...announced,
            },
            body: 'PK',
          }
        : pageOf(node, '', announced),
    )
    .set('/untitled', ({ node }) =>
      node === 0
        ? { headers: { 'content-type': 'application/x-unknown', 'x-node': '0', ...announced }, body: '\u0000\u0001' }
        : pageOf(node, '', announced),
    )
    .set('/204', ({ node }) => ({ status: 204, headers: { 'x-node': String(node), ...announced }, body: '' }))
    .set('/205', ({ node }) => ({ status: 205, headers: { 'x-node': String(node), ...announced }, body: '' }))
    .set('/cached', ({ node }) => pageOf(node, '', { ...announced, 'cache-control': 'private, max-age=3600' }))
    .set('/revalidated', ({ node, headers }) =>
      headers['if-none-match'] === '"1"'
        ? { status: 304, headers: { etag: '"1"', 'x-node': String(node), ...announced }, body: '' }
        : pageOf(node, '', { ...announced, etag: '"1"' }),
    )
    .set('/here', ({ node }) => ({ status: 302, headers: { location: '/a', 'x-node': String(node), ...announced }, body: '' }))
    .set('/mixed', ({ node }) => ({
      headers: { 'content-type': 'multipart/x-mixed-replace; boundary=B', 'x-node': String(node), ...announced },
      body: [
        '--B',
        'content-type: text/html',
        '',
        `<title>${who(node)}</title>one`,
        '--B',
        'content-type: text/html',
        '',
        `<title>${who(node)}</title>two`,
        '--B--',
        '',
      ].join('\r\n'),
    }))
    .set('/registers', ({ node }) => pageOf(node, "<script>navigator.serviceWorker.register('/worker.js')</script>", announced))
    .set('/worker.js', () => ({ headers: { 'content-type': 'text/javascript', 'cache-control': 'no-store' }, body: WORKER }))
    .set('/made', ({ node }) => pageOf(node, '', announced))
    .set('/preloaded', ({ node }) => pageOf(node, '', announced))
    .set('/passed', ({ node }) => pageOf(node, '', announced))
    .set('/ahead', ({ node }) =>
      pageOf(
        node,
        '<script type="speculationrules">{"prerender":[{"source":"list","urls":["/a"],"eagerness":"immediate"}],"prefetch":[{"source":"list","urls":["/silent"],"eagerness":"immediate"}]}</script>',
      ),
    );
}
