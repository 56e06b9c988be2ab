import { OWN_KNOWLEDGE, type AllowlistEntry } from '../../src/background/api/allowlist.ts';
import type { Badge } from '../../src/background/api/badge.ts';
import type { SiteView } from '../../src/background/api/site-view.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { awake } from '../../testing/background-calls.ts';
import type { Browser, Page, Tab, Where } from '../../testing/browser.ts';
import type { Display } from '../../testing/display.ts';
import type { Watch } from '../../testing/state-probe.ts';
import type { TestNetwork } from '../../testing/network.ts';
import type { Opened } from '../../testing/extension/pool.ts';
import type { TestSite, TestSiteOptions } from '../../testing/site/test-site.ts';

/** A tab at a site, with the extension's view of it. */
export type TestVisit = {
  readonly tab: Tab;
  /** Why the page did not load, in the browser's words; null when it did. */
  readonly failure: string | null;
  readonly view: () => Promise<SiteView | null>;
  readonly history: () => Promise<readonly SiteView[]>;
  readonly badge: (wanted: Badge) => Promise<SiteView>;
  readonly until: (what: string, condition: (view: SiteView) => boolean) => Promise<SiteView>;
  readonly settled: () => Promise<SiteView>;
  readonly title: () => Promise<string>;
  readonly titled: (words: RegExp) => Promise<void>;
};

/** What a test receives. Tabs it opens are closed and settings it changes are restored after it. */
export type Context = {
  readonly browser: Browser;
  readonly network: TestNetwork;
  readonly watch: Watch;
  /** The screen that the browser's windows are on; null without one. */
  readonly display: Display | null;
  /** The simulated SGX platform that tests attest with when the TEE does not matter. */
  readonly platform: Attester;
  /** Opens a site under a name that no other test has: good, and announcing itself by header, by default. */
  readonly testSite: (options?: Partial<TestSiteOptions>) => TestSite;
  /** Opens a tab, in a private window if asked, and goes there. */
  readonly visit: (testSite: Pick<TestSite, 'origin'>, path?: string, where?: Where) => Promise<TestVisit>;
  /** A page of the extension, in a tab that is closed after the test. */
  readonly extensionPage: (path: string) => Promise<Page>;
  /** Accepts the code of this attester, for one origin or (null) everywhere, as the options page does. */
  readonly accept: (attester: Attester, origin: string | null) => Promise<AllowlistEntry>;
  /** Runs after the test, whatever its outcome. */
  readonly later: (undo: () => Promise<unknown>) => void;
};

/** AMD's stand-in, whose changes are undone after the test. */
const GOOD_DAY = { fault: null, faulty: 'everything', misbehaviour: null, revoked: false } as const satisfies Partial<
  TestNetwork['amd']
>;

let testSites = 0;

/** Makes the context of one test; `end` cleans up after it, and returns the errors that kept things from being as they were. */
export function contextFor(
  { browser, watch, display }: Pick<Opened, 'browser' | 'watch' | 'display'>,
  network: TestNetwork,
  platform: Attester,
): { readonly context: Context; readonly end: () => Promise<readonly unknown[]> } {
  const undoing: (() => Promise<unknown>)[] = [];
  const later = (undo: () => Promise<unknown>): void => {
    undoing.unshift(undo);
  };
  const context: Context = {
    browser,
    network,
    watch,
    display,
    platform,
    later,
    testSite: (options = {}) => network.open({ host: `place${String((testSites += 1))}.test`, attester: platform, ...options }),
    visit: async (testSite, path = '/', where = {}) => {
      const tab = await browser.newTab(where);
      later(() => tab.close());
      // A background that another event is just waking misses the start of a navigation; people are not that fast.
      await awake(tab.probe);
      const failure = await tab.goto(`${testSite.origin}${path}`);
      return visitOf(watch, tab, failure);
    },
    extensionPage: async (path) => {
      const page = await browser.extensionPage(path);
      later(() => page.close());
      return page;
    },
    accept: async (attester, origin) => {
      const entry = entryFor(attester, origin);
      await watch.call('allowlist.put', entry);
      later(() => watch.call('allowlist.remove', { id: entry.id }));
      return entry;
    },
  };
  const end = async (): Promise<readonly unknown[]> => {
    const errors: unknown[] = [];
    for (const undo of undoing) await undo().catch((error: unknown) => errors.push(error));
    network.intel.fault = null;
    network.intel.reachable = true;
    Object.assign(network.amd, GOOD_DAY);
    return errors;
  };
  return { context, end };
}

/** What a test sees of a tab. @param failure why the page did not load; null when it did */
export function visitOf(watch: Watch, tab: Tab, failure: string | null): TestVisit {
  return {
    tab,
    failure,
    view: () => watch.view(tab),
    history: () => watch.history(tab),
    badge: (wanted) => watch.badge(tab, wanted),
    until: (what, condition) => watch.until(tab, what, condition),
    settled: () => watch.settled(tab),
    title: () => watch.title(tab),
    titled: (words) => watch.titled(tab, words),
  };
}

/** An allowlist entry for the code of this attester. */
export function entryFor(attester: Attester, origin: string | null): AllowlistEntry {
  return {
    id: `e2e-${attester.tee}-${String(Date.now())}-${String(Math.trunc(Math.random() * 1e9))}`,
    tee: attester.tee,
    registers: attester.reference,
    origins: origin === null ? null : [origin],
    note: 'end-to-end test',
    addedAt: new Date().toISOString(),
    ...OWN_KNOWLEDGE,
  };
}
