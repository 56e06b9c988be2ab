import { vi } from 'vitest';
import { sessionWord } from '../../src/background/api/page-guard.ts';

/** The host name of the session, which only the extension can see. */
export const SECRET = '6f1ed002-ab55-4cd6-8000-0123456789ab';
/** Of the locked page. */
export const ORIGIN = 'https://a.test';
/** Its policy. */
export const OURS = `default-src 'none'; manifest-src https://${sessionWord(SECRET, ORIGIN)}`;

/** What a browser says of a policy that refused something. */
export type Violation = { readonly disposition: string; readonly originalPolicy: string };
type Told = { readonly call: string; readonly ask: { readonly policy: string | null } };
type Worker = { unregister(): Promise<boolean> };

/** A document as its guard finds it: the policies in force, where it stands, and what was done to it. */
export type Page = {
  violations: readonly Violation[];
  refuses: boolean;
  isTop: boolean;
  contentType: string;
  isPrivate: boolean;
  origin: string;
  href: string;
  /** The origins of the documents that frame it, the nearest first; undefined in a Firefox that does not tell. */
  ancestors: readonly string[] | undefined;
  baseUri: string;
  /** The element in the page that frames it; null for another origin's, and for a page. */
  frame: { readonly replaceWith: (element: unknown) => void } | null;
  /** How it was loaded, as `PerformanceNavigation.type`: 0 by an address, 1 again, 2 from the history. */
  loadType: 0 | 1 | 2;
  /** Milliseconds since the page that frames it began to load. */
  age: number;
  fileQuery: string;
  /** The host of the page that it stands in, where it reaches that; empty where it has no address on the network. */
  outerHost: string;
  controller: object | null;
  /** What the browser measured of a service worker's say in it. */
  measured: Readonly<Record<string, number | string>>;
  workers: readonly Worker[] | undefined;
  readonly told: Told[];
  readonly done: string[];
  /** Whether it is shown, loaded, as soon as its scripts ran. */
  loads: boolean;
  violated: ((event: Violation & { readonly isTrusted: boolean }) => void) | undefined;
};

/** A policy that refused the guard's probe. */
export const enforced = (originalPolicy: string): Violation => ({ disposition: 'enforce', originalPolicy });

/** A page under its policy, which loads at once. */
export const pageUnderPolicy = (): Page => ({
  violations: [enforced(OURS)],
  refuses: true,
  isTop: true,
  contentType: 'text/html',
  isPrivate: false,
  origin: ORIGIN,
  href: `${ORIGIN}/`,
  ancestors: [],
  baseUri: `${ORIGIN}/`,
  frame: null,
  loadType: 0,
  age: 0,
  fileQuery: '?443',
  outerHost: 'a.test',
  controller: null,
  measured: { workerStart: 0, workerMatchedSourceType: '' },
  workers: [],
  told: [],
  done: [],
  loads: true,
  violated: undefined,
});

/** Of the page under test: what is told when it is shown. */
const onShown: (() => void)[] = [];

/** Runs the guard in a page, until everything happened that happens by itself. */
export async function guard(target: 'chrome' | 'firefox', page: Page): Promise<void> {
  vi.resetModules();
  vi.unstubAllGlobals();
  let observing = false;
  let asked = false;
  onShown.length = 0;
  const runtime = {
    getURL: (path: string) => `chrome-extension://${SECRET}/${path}`,
    sendMessage: (told: Told) => {
      page.told.push(told);
      return Promise.resolve();
    },
  };
  const globals = {
    __TARGET__: target,
    chrome: { runtime, extension: { inIncognitoContext: page.isPrivate } },
    Image: class {
      onclick: unknown = null;
      setAttribute(name: string, code: string): void {
        // Without code there is no handler, and so nothing to refuse.
        if (name !== 'onclick' || code === '') return;
        asked = true;
        if (!page.refuses) this.onclick = () => undefined;
      }
    },
    ReportingObserver: class {
      observe(): void {
        observing = true;
      }
      takeRecords(): readonly { readonly body: Violation }[] {
        return observing && asked ? page.violations.map((body) => ({ body })) : [];
      }
    },
    onpageshow: null as (() => void) | null,
    addEventListener: (
      name: string,
      listener: NonNullable<Page['violated']> & (() => void),
      options: { readonly capture: boolean; readonly once: boolean } | undefined,
    ) => {
      if (name === 'securitypolicyviolation' && options?.capture === true && options.once && !asked) page.violated = listener;
      if (name === 'pageshow') onShown.push(listener);
    },
    document: {
      contentType: page.contentType,
      baseURI: page.baseUri,
      replaceChildren: () => page.done.push('empty'),
    },
    performance: {
      navigation: { type: page.loadType },
      now: () => page.age,
      getEntriesByType: (type: string) =>
        type === 'navigation' ? [{ name: page.href, type: 'navigate', ...page.measured }] : [{ workerStart: 1 }],
    },
    navigator: {
      serviceWorker:
        page.workers === undefined
          ? undefined
          : { controller: page.controller, getRegistrations: () => Promise.resolve(page.workers) },
    },
    frameElement: page.frame,
    location: {
      href: page.href,
      host: new URL(page.href).host,
      ancestorOrigins: page.ancestors,
    },
    stop: () => page.done.push('stop'),
    origin: page.origin,
    Error: class {
      readonly fileName = `moz-extension://${SECRET}/content/guard.js${page.fileQuery}`;
    },
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  vi.stubGlobal('self', globalThis);
  const outer = { frameElement: null, performance: { now: () => page.age }, location: { host: page.outerHost } };
  vi.stubGlobal('top', page.isTop ? globalThis : page.frame === null ? {} : outer);
  vi.stubGlobal('parent', page.frame === null ? globalThis : outer);
  await import('../../src/content/guard.iife.ts');
  await turns();
  if (page.loads) await load();
}

/** The page has loaded, and is shown. */
export async function load(): Promise<void> {
  (globalThis.onpageshow as (() => void) | null)?.();
  for (const listener of onShown) listener();
  await turns();
}

/** Everything that was to happen by itself has happened: timers of no time run in the order in which they were set. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setTimeout(done));
}

/** What the background is told of a page. */
export const report = (policy: string | null): Told => ({ call: 'guard.report', ask: { policy } });
