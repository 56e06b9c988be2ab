import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webAuthority } from '../../testing/certificates.ts';
import { sleep } from '../../testing/poll.ts';
import type { Tab } from '../../testing/browser.ts';
import type { TestNetwork } from '../../testing/network.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { LINK, pageOf } from './pages.ts';

/** Milliseconds in which everything caused by a step has been reported. */
const STEP = 700;

/**
 * What a scenario may do: one tab, a site with an enclave (node 0) and the operator's own front end (node 1), and another site.
 */
export type Stage = {
  readonly network: TestNetwork;
  readonly tab: Tab;
  readonly good: TestSite;
  readonly other: TestSite;
  /** Navigates as a user who types an address does, and records what is shown then. */
  readonly go: (url: string) => Promise<void>;
  /** Runs a script in the page, and records what is shown then. */
  readonly run: (script: string) => Promise<void>;
  /** Evaluates in the probe, which has an extension's rights. */
  readonly extension: (expression: string) => Promise<unknown>;
};

const later = (code: string): string => `(() => { setTimeout(() => { ${code} }, 0); return null; })()`;
const to = (path: string): string => later(`location.href = '${path}'`);
const BACK = later('history.back()');
const FORWARD = later('history.forward()');

/** Each begins in a new tab. The names describe what happens in it. */
export const SCENARIOS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  'two pages of a site': async ({ good, go, run }) => {
    await go(`${good.origin}/`);
    await run(to('/a'));
    await run(later('location.reload()'));
  },
  'another site and back': async ({ good, other, go, run }) => {
    await go(`${good.origin}/a`);
    await run(to(`${other.origin}/silent`));
    await run(BACK);
    await run(FORWARD);
  },
  'a download over the attested key, and back to the page of the front': async ({ good, go, run }) => {
    good.moveTo(1);
    await go(`${good.origin}/download`);
    await run(to('/silent'));
    good.moveTo(0);
    await run(to('/download'));
    await run(BACK);
  },
  'a file of no known kind, and back': async ({ good, go, run }) => {
    good.moveTo(1);
    await go(`${good.origin}/untitled`);
    await run(to('/silent'));
    good.moveTo(0);
    await run(to('/untitled'));
    await run(BACK);
  },
  'answers that are no documents': async ({ good, go, run }) => {
    good.moveTo(1);
    await go(`${good.origin}/a`);
    good.moveTo(0);
    await run(to('/204'));
    await run(to('/205'));
    await run(to('/download'));
  },
  'a site that cannot be reached, and back': async ({ good, go, run }) => {
    await go(`${good.origin}/a`);
    await go('https://nowhere.test/');
    await run(BACK);
  },
  'somebody else answers for the site': async ({ good, network, go }) => {
    await go(`${good.origin}/a`);
    const rogue = webAuthority(mkdtempSync(join(tmpdir(), 'rogue-'))).credential(good.host);
    network.server.add({ name: good.host, credentials: [rogue], node: () => 0, http2: true, handle: () => undefined });
    good.moveTo(0);
    await go(`${good.origin}/?login`);
  },
  'asked for a password by one node, answered by the other': async ({ good, go }) => {
    good.pages.set('/locked', ({ node, headers }) => {
      if (headers['authorization'] !== undefined) return pageOf(node, '', { link: LINK });
      setTimeout(() => {
        good.moveTo(1);
      }, 0);
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"', 'x-node': String(node), link: LINK }, body: '' };
    });
    await go(`${good.origin.replace('https://', 'https://user:word@')}/locked`);
  },
  'redirects, one to another site': async ({ good, other, go }) => {
    other.pages.set('/there', () => ({ status: 302, headers: { location: `${good.origin}/a`, 'x-node': '1' }, body: '' }));
    await go(`${good.origin}/here`);
    await go(`${other.origin}/there`);
  },
  'a redirect to the front': async ({ good, other, go }) => {
    other.pages.set('/silent', ({ node }) => pageOf(node + 1, '', { link: LINK }));
    good.pages.set('/there', () => ({
      status: 302,
      headers: { location: `${other.origin}/silent`, 'x-node': '0', link: LINK },
      body: '',
    }));
    await go(`${good.origin}/there`);
  },
  'a service worker': async ({ good, go, run }) => {
    good.moveTo(1);
    await go(`${good.origin}/registers`);
    await sleep(STEP);
    good.moveTo(0);
    await run(to('/preloaded'));
    await run(to('/made'));
    await run(to('/passed'));
    await run(BACK);
    await run(later('navigator.serviceWorker.getRegistration().then((one) => one.unregister())'));
    await run(to('/a'));
  },
  'a document in parts': async ({ good, go, run }) => {
    await go(`${good.origin}/a`);
    await run(to('/mixed'));
    await run(later('location.reload()'));
  },
  'navigations that are given up': async ({ good, go, run }) => {
    await go(`${good.origin}/a`);
    await run(later(`location.href = '/a?2'; setTimeout(() => stop(), 3)`));
    await run(later(`location.href = '/a?3'; setTimeout(() => { location.href = '/silent'; }, 3)`));
    await run(later(`location.href = '/a?4'; setTimeout(() => history.back(), 5)`));
  },
  'pages that are no responses': async ({ good, go, run }) => {
    await go(`${good.origin}/a`);
    await run(later(`location.href = "javascript:'<title>attested</title>written'"`));
    await go(`${good.origin}/a`);
    await run(later(`document.open(); document.write('<title>attested</title>written'); document.close()`));
    await go(`${good.origin}/a`);
    await run(later(`location.href = URL.createObjectURL(new Blob(['<title>front</title>'], { type: 'text/html' }))`));
    await go(`${good.origin}/a`);
    await run(to('about:blank'));
  },
  'entries of the history made by a script': async ({ good, go, run }) => {
    await go(`${good.origin}/a`);
    await run(later(`history.pushState({}, '', '/pushed')`));
    await run(later(`location.hash = 'part'`));
    await run(BACK);
  },
  'stored pages': async ({ good, go }) => {
    good.moveTo(1);
    await go(`${good.origin}/cached`);
    await go(`${good.origin}/revalidated`);
    good.moveTo(0);
    await go(`${good.origin}/cached`);
    await go(`${good.origin}/revalidated`);
  },
  'pages fetched ahead': async ({ good, go, run }) => {
    good.moveTo(1);
    await go(`${good.origin}/ahead`);
    await sleep(STEP);
    good.moveTo(0);
    await run(to('/a'));
    await run(BACK);
    await run(to('/silent'));
  },
  'a tab that is discarded and shown again': async ({ good, tab, go, extension }) => {
    await go(`${good.origin}/a`);
    const other = String(await extension(`chrome.tabs.create({ url: 'about:blank', active: true }).then(({ id }) => id)`));
    await sleep(STEP);
    // Chromium then gives the tab another id.
    const id = String(await extension(`chrome.tabs.discard(${String(tab.id)}).then((one) => one?.id ?? ${String(tab.id)})`));
    await sleep(STEP);
    await extension(`chrome.tabs.update(${id}, { active: true }).then(() => null)`);
    await sleep(2 * STEP);
    await extension(`chrome.tabs.remove([${other}, ${id}]).then(() => null)`);
    await sleep(STEP);
  },
  'a tab that is closed': async ({ good, go, tab }) => {
    await go(`${good.origin}/a`);
    await tab.close();
    await sleep(STEP);
  },
};
