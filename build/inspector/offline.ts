import { createHash } from 'node:crypto';
import { logoSvg } from '../../scripts/icon-source.ts';

/** The files beside the pages that let a browser install them and open them without a network. */
export const MANIFEST = 'manifest.webmanifest';
export const WORKER = 'worker.js';

/** Added to each page. From a disk, and where the server is not https, the page is the same and stays a page. */
export const REGISTER = `
if (isSecureContext && location.protocol.startsWith('http')) navigator.serviceWorker?.register('${WORKER}').catch(() => undefined);
`;

/** What the installed page is called and drawn with (W3C Web Application Manifest). */
export function manifest(): string {
  const src = `data:image/svg+xml,${encodeURIComponent(logoSvg())}`;
  const members = {
    name: 'Sealmark inspector',
    short_name: 'Inspector',
    description: 'Reads and verifies attestation evidence on this computer. Nothing is sent anywhere.',
    start_url: 'index.html',
    scope: './',
    display: 'standalone',
    icons: [{ src, sizes: 'any', type: 'image/svg+xml' }],
  };
  return `${JSON.stringify(members, null, 2)}\n`;
}

/**
 * The worker that answers for the pages: with what was installed, and never with anything else of the network. Other pages make
 * another worker, whose pages are taken up once every window of the one before is closed.
 * @param pages text by file name
 */
export function workerOf(pages: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of pages) hash.update(`${name}\n${text}\n`);
  const version = hash.digest('hex').slice(0, 16);
  return `const VERSION = '${version}';
const PAGES = ${JSON.stringify([...pages.keys()])};
const addressOf = (name) => new URL(name, self.registration.scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(PAGES.map((name) => new Request(addressOf(name), { cache: 'reload' })))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)))),
  );
});

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const asked = origin + (pathname.endsWith('/') ? pathname + PAGES[0] : pathname);
  if (event.request.method !== 'GET' || !PAGES.some((name) => addressOf(name) === asked)) return;
  event.respondWith(caches.open(VERSION).then((cache) => cache.match(asked)).then((kept) => kept ?? fetch(event.request)));
});
`;
}
