import type { ChangeLocks } from './changing-locks.ts';
import { openPageLocks, type PageLocks } from '../lock/page-locks.ts';
import type { PageRules } from '../lock/page-rules.ts';
import { PAGE_LOCKS } from '../state/page-locks.ts';
import type { StoredPin } from '../state/pins.ts';
import { recordsOf, type Records } from '../state/records.ts';
import type { Tables } from '../state/tables.ts';
import type { Platform } from './platform.ts';

type LockPorts = {
  readonly tables: Tables;
  readonly pins: Records<StoredPin>;
  readonly date: () => string;
  /** As lock/page-locks.ts wants it. */
  readonly changing: ChangeLocks;
};

/** The locks of this browser. They are set again where it may have lost them: Chrome forgets some, Firefox all. */
export function followLocks(
  { now, report, rules, browser, listen }: Platform,
  { tables, pins, date, changing }: LockPorts,
): PageLocks {
  const records = recordsOf(tables, PAGE_LOCKS, date);
  const locks = openPageLocks({ now, locks: records, pins, rules, mayCheck: (origin) => browser.mayCheck(origin), changing });
  if (rules.lasting) listen.toFreshStart(() => void againAfterGap(rules, locks, report).catch(report));
  else void locks.renew().catch(report);
  return locks;
}

/** The guard first: a page that loads before it is back runs what it is sent, and is loaded again. */
async function againAfterGap(rules: PageRules, locks: PageLocks, report: Platform['report']): Promise<void> {
  const before = await rules.guardAgain().catch((error: unknown) => {
    report(error);
    return [];
  });
  await locks.renew();
  await rules.reloadUnheld(before);
}
