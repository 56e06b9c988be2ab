import { toRfc3339 } from '../../verifier/index.ts';
import { CHANGING } from '../api/calls.ts';
import { watchCouriers } from '../channel/courier-watch.ts';
import { directories } from './directory-shelf.ts';
import { covers } from './host-pattern.ts';
import { correlateNavigations } from '../channel/navigation.ts';
import { quietPages } from '../channel/quiet-pages.ts';
import { recogniseResponse } from '../discovery/sources.ts';
import { servicePatterns } from '../discovery/directory/directory.ts';
import { profileBook } from '../registry/profiles/book.ts';
import { attestedKeys } from '../state/attested-keys.ts';
import { holding } from '../state/held-table.ts';
import { openKnowledge } from '../state/knowledge.ts';
import { changingLocks } from './changing-locks.ts';
import { ownKey } from '../state/own-key.ts';
import { userRecords } from '../state/user-records.ts';
import { followLocks } from './locks.ts';
import { followServices } from './follow-services.ts';
import { followVisits } from './tabs.ts';
import { handlers } from './handlers.ts';
import { followChangedLists, followPublishers, keepListsCurrent, LISTS_ALARM } from './list-schedule.ts';
import type { Checks, Platform } from './platform.ts';
import type { Ports } from './ports.ts';
import { router } from './router.ts';
import { documentIn } from './held-visit.ts';
import { heardLeave } from './heard-leave.ts';
import { tabMarks } from './tab-marks.ts';
import { alarmOf, planRecheck } from './schedule.ts';
import { httpsOrigin } from './visit.ts';
import { openVisits } from './visits.ts';

/** Starts the background: routes every event to its handler and paints every result. */
export function startBackground(platform: Platform): void {
  const { now, report, marks, session, browser, listen } = platform;
  const tables = holding(platform.tables, 'pins');
  const leave = heardLeave((origin) => browser.mayCheck(origin));
  const date = (): string => toRfc3339(now());
  const couriers = watchCouriers();
  const quiet = quietPages(now);
  const correlation = correlateNavigations(platform.order);

  const profiles = profileBook(tables, date);
  let checks: Promise<Checks> | undefined;
  let courierRequests: Promise<{ readonly again: () => void }> | undefined;
  function loaded(): Promise<Checks> {
    checks ??= platform.loadChecks({ ...ports, session, profiles });
    checks.catch(() => {
      checks = undefined;
    });
    return checks;
  }
  /** Whatever asks a site for evidence comes through here first. */
  async function checking(): Promise<Checks> {
    courierRequests ??= listen.toCouriers((event) => {
      couriers.see(event);
    });
    const [loadedChecks] = await Promise.all([loaded(), courierRequests]);
    return loadedChecks;
  }

  const visits = openVisits({
    area: session,
    now,
    random: platform.random,
    report,
    later: platform.later,
    documentOf: (tabId) => browser.documentOf(tabId).then((frame) => frame && documentIn(frame)),
    openTabs: () => browser.openTabs(),
    lost(tabId) {
      painted.clear(tabId);
    },
    moved(tabId) {
      marks.moved(tabId);
    },
    untouched(tabId) {
      marks.untouched(tabId);
    },
    changed: (tabId) => {
      painted.show(tabId);
    },
  });
  const painted = tabMarks({ marks, visits, dark: () => scheme.dark() });

  const records = userRecords(tables, date);
  const knowledge = openKnowledge(session, report);
  const changing = changingLocks({ knowledge, visits, report }, (tabId, concerns) => tabs.reappraise(tabId, concerns));
  const locks = followLocks(platform, { tables, pins: records.pins, date, changing });

  const ports: Ports = {
    now,
    random: platform.random,
    report,
    visits,
    quiet,
    tables,
    ...records,
    ownKey: ownKey(tables, crypto.subtle),
    locks,
    attestedKeys: attestedKeys(session),
    knowledge,
    followed: async () => (await loaded()).lists,
    publishers: async () => (await loaded()).publishers,
    updater: async () => (await loaded()).updater,
    directories: directories(platform.directory, tables, now),
    chains: { book: profiles, tried: async (profile) => await (await loaded()).tried(profile) },
    site: {
      ...platform.site,
      watch: (tabId, url) => couriers.expect(tabId, url),
    },
    browser: {
      ...browser,
      mightCheck: leave.mayCheck,
      listenAgain: () => {
        // Our page may report a grant before the browser does.
        leave.changed();
        navigation.again();
        void courierRequests?.then(({ again }) => {
          again();
        });
        for (const heard of serviceRequests) heard.again();
      },
      schemeSeen: (dark) => scheme.seen(dark),
    },
  };

  const tabs = followVisits(ports, async (check) => {
    await (await checking()).inspect(check);
  });

  /** What has run out goes, alarm or not, and is checked again. */
  function sweep(): void {
    if (!visits.isListed()) takeUp().catch(report);
    for (const tabId of visits.expired()) {
      painted.show(tabId);
      tabs.expired(tabId).catch(report);
    }
  }

  const scheme = listen.toScheme(() => void painted.showAll().catch(report));

  const navigation = listen.toNavigation(
    (event) => {
      const outcome = correlation.see(event);
      if (event.kind === 'before-navigate') painted.unmark(event.tabId).catch(report);
      if (event.kind === 'gone') {
        painted.gone(event.tabId);
        tabs.gone(event.tabId).catch(report);
      }
      if (outcome?.at === 'arrived') {
        const { arrival } = outcome;
        painted.arrived(arrival.tabId);
        tabs.arrived(arrival).catch(report);
        const origin = arrival.restored || arrival.prerendered ? httpsOrigin(arrival.url) : null;
        if (origin !== null) locks.shownLater(arrival.tabId, origin).catch(report);
      }
      if (outcome?.at === 'came-to-nothing') painted.checkAgain(outcome.tabId, (tabId) => tabs.stayed(tabId)).catch(report);
      sweep();
    },
    (page) => quiet.has(page.url) && recogniseResponse({ ...page, leaf: null }) === null,
  );

  const services = followServices(ports, async (check) => {
    await (await checking()).inspectService(check);
  });
  /** On the first tick, only the sites that the release names; stored ones are read a moment later. */
  const shippedPatterns = servicePatterns(platform.directory.shipped);
  const serviceRequests = [hearServices(shippedPatterns)];

  function hearServices(patterns: readonly string[]): { readonly again: () => void } {
    return listen.toServices(patterns, (request) => {
      services.contacted(request).catch(report);
    });
  }

  async function hearNewerServices(): Promise<void> {
    const newer = servicePatterns(await ports.directories.current()).filter((one) => !shippedPatterns.includes(one));
    if (newer.length > 0) serviceRequests.push(hearServices(newer));
  }
  hearNewerServices().catch(report);

  listen.toSignedBodies((body) => void tabs.bodySeen(body).catch(report));

  const calls = handlers(ports, tabs, services);
  const route = router(calls, tabs, (call) => {
    if (CHANGING.some((one) => one === call)) platform.tellPages(call);
  });
  listen.toMessages((message, sender) => {
    sweep();
    return route(message, sender);
  });

  listen.toAlarms((name) => {
    if (name === LISTS_ALARM) followLists();
    const alarm = alarmOf(name);
    if (alarm?.kind === 'watch') tabs.resume(alarm.tabId).catch(report);
    sweep();
    void planRecheck(ports);
  });

  listen.toHosts((removed) => {
    leave.changed();
    if (removed.length > 0) {
      Promise.all([tabs.withdrawn(removed), services.withdrawn(removed)]).catch(report);
      locks.withdrawn((origin) => removed.some((pattern) => covers(pattern, origin))).catch(report);
    }
    // As if one of our pages had reported it: hosts can be granted in the browser's own settings, too.
    calls['permissions.changed'].run(null).catch(report);
  });

  /** A worker that was stopped during a check resumes it. */
  async function takeUp(): Promise<void> {
    const left = await visits.tabs();
    for (const tabId of left)
      await Promise.all([tabs.resume(tabId), services.resume(tabId)])
        .then(() => painted.correct(tabId))
        .catch(report);
    // Most starts find nothing; an alarm of before that is left goes when it rings.
    if (left.length === 0) return;
    sweep();
    await planRecheck(ports);
  }
  takeUp().catch(report);

  function followLists(): void {
    keepListsCurrent({ ...ports, changed: listsChanged }).catch(report);
  }

  async function listsChanged(): Promise<void> {
    await followChangedLists(ports, tabs);
    await followPublishers(ports, tabs);
    platform.tellPages('lists.refresh');
  }

  // Deferred: most starts are for a page.
  platform.later(followLists);
}
