import { aboutLists } from './concern.ts';
import type { Ports } from './ports.ts';
import type { TabVisits } from './tabs.ts';

export const LISTS_ALARM = 'lists';

/** What the schedule of lists needs. */
export type ListSchedulePorts = Pick<Ports, 'tables' | 'browser' | 'followed' | 'directories' | 'updater' | 'now'> & {
  /** What lists say may be another: marks follow, and pages are told. */
  readonly changed: () => Promise<void>;
};

/**
 * Asks for every list whose time has come, and for the directory of sites, and plans the next time. It is called in a while after
 * each start, because alarms may be lost with the browser, and when the alarm rings; never because of a site. Where nobody is
 * followed and no directory is published nothing is loaded for it.
 */
export async function keepListsCurrent(ports: ListSchedulePorts): Promise<void> {
  const { tables, browser, followed, directories, changed } = ports;
  const nobodyFollowed = (await tables.count('audit-subscriptions')) === 0;
  const lists = nobodyFollowed ? NOTHING_DUE : await (await followed()).refreshDue();
  const newDirectory = await refreshDirectory(ports);
  if (lists.changed || newDirectory) await changed();
  const times = [lists.next, await directories.due()].filter((time) => time !== null);
  if (times.length === 0) await browser.forgetAlarm(LISTS_ALARM);
  else await browser.wakeAt(LISTS_ALARM, Math.min(...times));
}

const NOTHING_DUE = { changed: false, next: null } as const;

/** Nothing is loaded before its time has come. @returns whether another one is in use */
async function refreshDirectory({ directories, updater, now }: ListSchedulePorts): Promise<boolean> {
  const due = await directories.due();
  return due !== null && due <= now() && (await (await updater()).refresh());
}

/** The marks of all tabs follow of whose code the lists say something else by now. */
export async function followChangedLists(
  { followed, visits }: Pick<Ports, 'followed' | 'visits'>,
  tabs: TabVisits,
): Promise<void> {
  const concern = aboutLists(await followed());
  await Promise.all((await visits.tabs()).map((tabId) => tabs.reappraise(tabId, concern)));
}
