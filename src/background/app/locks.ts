import { openPageLocks, type PageLocks } from '../lock/page-locks.ts';
import { PAGE_LOCKS } from '../state/page-locks.ts';
import type { StoredPin } from '../state/pins.ts';
import { recordsOf, type Records } from '../state/records.ts';
import type { Tables } from '../state/tables.ts';
import type { Platform } from './platform.ts';

/** The locks of this browser. They are set again where it may have lost them: Chrome forgets some, Firefox all. */
export function followLocks(
  { now, report, rules, browser, listen }: Platform,
  { tables, pins, date }: { readonly tables: Tables; readonly pins: Records<StoredPin>; readonly date: () => string },
): PageLocks {
  const records = recordsOf(tables, PAGE_LOCKS, date);
  const locks = openPageLocks({ now, locks: records, pins, rules, mayCheck: (origin) => browser.mayCheck(origin) });
  const renew = (): void => void locks.renew().catch(report);
  if (rules.lasting) listen.toFreshStart(renew);
  else renew();
  return locks;
}
