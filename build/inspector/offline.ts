import { createHash } from 'node:crypto';
import { logoSvg } from '../../scripts/icon-source.ts';

/** The extra files that let a browser install the pages and open them without a network. */
export const MANIFEST = 'manifest.webmanifest';

/** The worker's file, at the top of the folder: it serves all pages below it. */
export const WORKER = 'worker.js';

/** Added to each page. From a disk, and where the server is not https, it has no effect. */
export const REGISTER = `
if (isSecureContext && location.protocol.startsWith('http')) navigator.serviceWorker?.register('${WORKER}').catch(() => undefined);
`;

/** The name and icons of the installed page (W3C Web Application Manifest). */
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
 * The worker that serves the pages from what was installed, and never from the network. Changed pages get another worker, which
 * takes over once every window of the previous one is closed. @param pages text by file name
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
