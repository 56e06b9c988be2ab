import { aboutLists, aboutPublishers, type Concern } from './concern.ts';
import type { Ports } from './ports.ts';
import type { TabVisits } from './tabs.ts';

/** Name of the alarm. */
export const LISTS_ALARM = 'lists';

/** What the list schedule needs. */
export type ListSchedulePorts = Pick<
  Ports,
  'tables' | 'browser' | 'followed' | 'publishers' | 'directories' | 'updater' | 'now'
> & {
  /** The lists' verdicts may have changed: marks are updated and pages notified. */
  readonly changed: () => Promise<void>;
};

/**
 * Requests every list that is due, an auditor's or a publisher's, and the site directory, and plans the next time. Runs a while after each start, because alarms
 * may be lost with the browser, and when the alarm fires; never because of a site. If no list is followed and no directory
 * published, nothing is loaded for it.
 */
export async function keepListsCurrent(ports: ListSchedulePorts): Promise<void> {
  const { tables, browser, followed, directories, changed } = ports;
  const nobodyFollowed = (await tables.count('audit-subscriptions')) === 0;
  const lists = nobodyFollowed ? NOTHING_DUE : await (await followed()).refreshDue();
  const noneOn = (await tables.count('publisher-lists')) === 0;
  const publishers = noneOn ? NOTHING_DUE : await (await ports.publishers()).refreshDue();
  const newDirectory = await refreshDirectory(ports);
  if (lists.changed || publishers.changed || newDirectory) await changed();
  const times = [lists.next, publishers.next, await directories.due()].filter((time) => time !== null);
  if (times.length === 0) await browser.forgetAlarm(LISTS_ALARM);
  else await browser.wakeAt(LISTS_ALARM, Math.min(...times));
}

const NOTHING_DUE = { changed: false, next: null } as const;

/** Nothing is loaded before it is due. @returns whether the directory in use changed */
async function refreshDirectory({ directories, updater, now }: ListSchedulePorts): Promise<boolean> {
  const due = await directories.due();
  return due !== null && due <= now() && (await (await updater()).refresh());
}

/** Updates the marks of all tabs whose code the auditors' lists now describe differently. */
export async function followChangedLists(ports: Pick<Ports, 'followed' | 'visits'>, tabs: TabVisits): Promise<void> {
  await reappraiseAll(ports, tabs, aboutLists(await ports.followed()));
}

/** Updates all tabs whose code the publishers' own lists now describe differently: their word begins and ends with the list. */
export async function followPublishers(ports: Pick<Ports, 'publishers' | 'visits'>, tabs: TabVisits): Promise<void> {
  await reappraiseAll(ports, tabs, aboutPublishers(await ports.publishers()));
}

async function reappraiseAll({ visits }: Pick<Ports, 'visits'>, tabs: TabVisits, concern: Concern): Promise<void> {
  await Promise.all((await visits.tabs()).map((tabId) => tabs.reappraise(tabId, concern)));
}
