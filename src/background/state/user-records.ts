import { ALLOWLIST } from './allowlist.ts';
import { holdingList } from './held-list.ts';
import { HISTORY } from './history.ts';
import { PINS } from './pins.ts';
import { recordsOf } from './records.ts';
import { SETTINGS } from './settings.ts';
import type { Tables } from './tables.ts';

/** The user's decisions and visited sites. @param now RFC 3339 */
export const userRecords = (tables: Tables, now: () => string) => ({
  settings: recordsOf(tables, SETTINGS, now),
  allowlist: holdingList(recordsOf(tables, ALLOWLIST, now)),
  pins: recordsOf(tables, PINS, now),
  history: recordsOf(tables, HISTORY, now),
});
