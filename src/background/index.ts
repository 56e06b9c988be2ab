import { instant, toRfc3339 } from '../verifier/index.ts';
import { badgeTitle } from './api/badge-titles.ts';
import { CHANGES_CHANNEL, CHANGING } from './api/calls.ts';
import type { SiteView } from './api/site-view.ts';
import { browsing } from './app/browse.ts';
import { handlers } from './app/handlers.ts';
import type { Ports } from './app/ports.ts';
import { router } from './app/router.ts';
import { alarmOf } from './app/schedule.ts';
import { openVisits } from './app/visits.ts';
import { marks, saysSomething } from './browser/action.ts';
import { forgetAlarm, onAlarm, wakeAt } from './browser/alarms.ts';
import { carry, isControlled } from './browser/courier.ts';
import { onInstalled, openOwnPage } from './browser/install.ts';
import { onMessage } from './browser/messages.ts';
import { grantedHosts, mayLookAt, onHostsChanged } from './browser/permissions.ts';
import { listenToNavigation } from './browser/requests.ts';
import { watchScheme } from './browser/scheme.ts';
import { registerHints, watchPrivatePages } from './browser/scripts.ts';
import { session } from './browser/session.ts';
import { documentOf, reloadPastCaches, tab } from './browser/tabs.ts';
import { watchCouriers } from './channel/courier-watch.ts';
import { followTabs } from './channel/trail.ts';
import type { Checks } from './checking.ts';
import { carriedDocument, errand, fetchDocument } from './discovery/well-known.ts';
import { profileBook } from './registry/profile-book.ts';
import { ALLOWLIST } from './state/allowlist.ts';
import { attestedKeys } from './state/attested-keys.ts';
import { HISTORY, PINS } from './state/history.ts';
import { recordsOf } from './state/records.ts';
import { SETTINGS } from './state/settings.ts';
import { indexedDbTables } from './state/tables.ts';

// Wiring, and nothing else. Every listener is added on the first tick: an event may be what woke this worker.

const now = () => instant(Date.now());
const date = (): string => toRfc3339(now());
const tables = indexedDbTables(indexedDB);

/** Tabs whose next document has not arrived: an old mark must not be painted over a new address. */
const underWay = new Set<number>();
const mark = marks();

/** A new address is on its way into a tab: whatever mark it has goes. */
async function unmark(tabId: number): Promise<void> {
  underWay.add(tabId);
  // A tab that this worker does not know and that has no visit was never painted. A mark that says nothing may stay.
  const painted = mark.saysAnything(tabId) ?? saysSomething((await visits.view(tabId))?.badge ?? 'none');
  if (painted && underWay.has(tabId)) await mark.paint(tabId, 'none', '', scheme.dark());
}

function show({ tabId, badge, origin }: SiteView): void {
  if (underWay.has(tabId)) return;
  void mark.paint(tabId, badge, badgeTitle(badge, origin === null ? '' : new URL(origin).host), scheme.dark());
}

/** Paints every tab's mark again. */
async function showAll(): Promise<void> {
  for (const tabId of await visits.tabs()) await showAgain(tabId);
}

async function showAgain(tabId: number): Promise<void> {
  const view = await visits.view(tabId);
  if (view !== null) show(view);
}

const scheme = watchScheme(() => void showAll());
const visits = openVisits(session, now, show);
const couriers = watchCouriers();

const profiles = profileBook(tables, date);

/** What checks need is most of the code, and most pages announce nothing: it is loaded when one does. */
let checks: Promise<Checks> | undefined;
function loaded(): Promise<Checks> {
  checks ??= import('./checking.ts').then(({ checking }) => checking({ ...ports, session, profiles }));
  checks.catch(() => {
    checks = undefined;
  });
  return checks;
}

const ports: Ports = {
  now,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  report(error) {
    // eslint-disable-next-line no-console -- the one place: a mistake of ours, for the developer's own console
    console.error(error);
  },
  visits,
  tables,
  settings: recordsOf(tables, SETTINGS, date),
  allowlist: recordsOf(tables, ALLOWLIST, date),
  pins: recordsOf(tables, PINS, date),
  history: recordsOf(tables, HISTORY, date),
  attestedKeys: attestedKeys(session),
  chains: {
    book: profiles,
    tried: async (profile) => await (await loaded()).tried(profile),
  },
  site: {
    fetchDocument,
    isControlled,
    carryDocument: async (tabId, url, credentials) => carriedDocument(url, await carry(tabId, errand(url, credentials))),
    watch: (tabId, url) => couriers.expect(tabId, url),
  },
  browser: {
    tab,
    documentOf,
    mayLookAt,
    reloadPastCaches,
    listenAgain: () => {
      navigation.again();
    },
    registerHints: async () => {
      await registerHints(await grantedHosts());
    },
    schemeSeen: (dark) => scheme.seen(dark),
    wakeAt,
    forgetAlarm,
  },
};

const tabs = browsing(ports, async (check) => {
  await (await loaded()).inspect(check);
});
const trail = followTabs(__TARGET__ === 'firefox' ? 'loose' : 'strict');

const navigation = listenToNavigation(
  (event) => {
    const arrival = trail.see(event);
    if (event.kind === 'before-navigate') void unmark(event.tabId);
    if (arrival !== null) {
      underWay.delete(arrival.tabId);
      mark.forgotten(arrival.tabId);
      void tabs.arrived(arrival);
    }
    if (event.kind === 'navigate-failed' && underWay.delete(event.tabId)) {
      // The old document stays: its mark comes back.
      void showAgain(event.tabId);
    }
    if (event.kind === 'gone') {
      mark.gone(event.tabId);
      void tabs.gone(event.tabId);
    }
  },
  (event) => {
    couriers.see(event);
  },
);

const changes = new BroadcastChannel(CHANGES_CHANNEL);
onMessage(
  router(handlers(ports, tabs), tabs, (call) => {
    if (CHANGING.some((one) => one === call)) changes.postMessage(call);
  }),
);

onAlarm((name) => {
  const alarm = alarmOf(name);
  if (alarm?.kind === 'watch') void tabs.resume(alarm.tabId);
  if (alarm?.kind === 'good-until') void tabs.expired(alarm.tabId);
});

onInstalled((first) => {
  // An update forgets the content scripts that were registered.
  void ports.browser.registerHints();
  if (first) void openOwnPage('src/popup/onboarding/index.html');
});

watchPrivatePages();

onHostsChanged((removed) => {
  if (removed.length > 0) void tabs.withdrawn(removed);
  navigation.again();
  void ports.browser.registerHints();
});

// A worker that was stopped in the middle of a check takes it up again.
void visits.tabs().then(async (known) => {
  for (const tabId of known) await tabs.resume(tabId);
});
