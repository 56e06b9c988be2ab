import { aboutLists } from './concern.ts';
import type { Ports } from './ports.ts';
import type { TabVisits } from './tabs.ts';

export const LISTS_ALARM = 'lists';

/** What the schedule of lists needs. */
export type ListSchedulePorts = Pick<Ports, 'tables' | 'browser' | 'followed'> & {
  /** What lists say may be another: marks follow, and pages are told. */
  readonly changed: () => Promise<void>;
};

/**
 * Asks for every list whose time has come, and plans the next time. It is called in a while after each start, because alarms may
 * be lost with the browser, and when the alarm rings; never because of a site. Who follows nobody loads nothing for it.
 */
export async function keepListsCurrent({ tables, browser, followed, changed }: ListSchedulePorts): Promise<void> {
  if ((await tables.count('audit-subscriptions')) === 0) {
    await browser.forgetAlarm(LISTS_ALARM);
    return;
  }
  const done = await (await followed()).refreshDue();
  if (done.changed) await changed();
  if (done.next !== null) await browser.wakeAt(LISTS_ALARM, done.next);
}

/** The marks of all tabs follow of whose code the lists say something else by now. */
export async function followChangedLists(
  { followed, visits }: Pick<Ports, 'followed' | 'visits'>,
  tabs: TabVisits,
): Promise<void> {
  const concern = aboutLists(await followed());
  await Promise.all((await visits.tabs()).map((tabId) => tabs.reappraise(tabId, concern)));
}
