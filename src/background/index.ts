import { instant } from '../verifier/index.ts';
import { CHANGES_CHANNEL } from './api/calls.ts';
import { startBackground } from './app/background.ts';
import { marks } from './browser/action.ts';
import { forgetAlarm, onAlarm, wakeAt } from './browser/alarms.ts';
import { carry, isControlled } from './browser/courier.ts';
import { onFreshStart, onInstalled, openOwnPage } from './browser/install.ts';
import { onMessage } from './browser/messages.ts';
import { chromeRules } from './browser/page-rules.ts';
import { firefoxRules } from './browser/firefox-rules.ts';
import { grantedHosts, mayCheck, onHostsChanged } from './browser/permissions.ts';
import { listenToCouriers, listenToNavigation, listenToServices } from './browser/requests.ts';
import { watchScheme } from './browser/scheme.ts';
import { registerHints, watchPrivatePages } from './browser/scripts.ts';
import { session } from './browser/session.ts';
import { listenToSignedBodies } from './browser/signed-bodies.ts';
import { documentOf, openTabs, reloadOrigin, reloadPastCaches, tab } from './browser/tabs.ts';
import { DIRECTORY_KEYS, DIRECTORY_URLS, SHIPPED_DIRECTORY } from './discovery/directory/shipped.ts';
import { carriedAnswer, errand, fetchAnswer } from './discovery/site-answer.ts';
import { indexedDbTables } from './state/tables.ts';

// Wiring, and nothing else. Every listener is added on the first tick: an event may be what woke this worker.

/** Milliseconds after which a page that says nothing is remembered; workers are stopped after thirty seconds of rest. */
const IN_A_WHILE_MS = 10_000;

/** Opened when there is something to tell: most starts change nothing. */
let changes: BroadcastChannel | undefined;
const giveHints = async (): Promise<void> => {
  await registerHints(await grantedHosts());
};

startBackground({
  now: () => instant(Date.now()),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  report(error) {
    // eslint-disable-next-line no-console -- the one place: a mistake of ours, for the developer's own console
    console.error(error);
  },
  later(job) {
    const timer = setTimeout(job, IN_A_WHILE_MS);
    return () => {
      clearTimeout(timer);
    };
  },
  order: __TARGET__ === 'firefox' ? 'loose' : 'strict',
  session,
  tables: indexedDbTables(indexedDB),
  directory: { shipped: SHIPPED_DIRECTORY, urls: DIRECTORY_URLS, keys: DIRECTORY_KEYS },
  marks: marks(),
  rules: __TARGET__ === 'firefox' ? firefoxRules : chromeRules,
  site: {
    fetchAnswer,
    isControlled,
    carryAnswer: async (document, request, credentials) =>
      carriedAnswer(request, await carry(document, errand(request, credentials))),
  },
  browser: { tab, documentOf, openTabs, mayCheck, reloadPastCaches, reloadOrigin, registerHints: giveHints, wakeAt, forgetAlarm },
  listen: {
    toNavigation: listenToNavigation,
    toCouriers: listenToCouriers,
    toServices: listenToServices,
    toSignedBodies: listenToSignedBodies,
    toMessages: onMessage,
    toAlarms: onAlarm,
    toHosts: onHostsChanged,
    toScheme: watchScheme,
    toFreshStart: onFreshStart,
  },
  tellPages(call) {
    changes ??= new BroadcastChannel(CHANGES_CHANNEL);
    changes.postMessage(call);
  },
  // What checks need is most of the code, and most pages announce nothing.
  loadChecks: async (common) => (await import('./lazy.ts')).checking(common),
});

onInstalled((first) => {
  // An update forgets the content scripts that were registered.
  void giveHints();
  if (first) void openOwnPage('src/popup/onboarding/index.html');
});

watchPrivatePages();
