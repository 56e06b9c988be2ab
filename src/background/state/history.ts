import { readOrigin } from './origin.ts';
import type { RecordShape } from './records.ts';
import { fieldsOf, type Fields } from './shape.ts';

/** Code seen at a site: the TEE and its measurements. */
export type SeenCode = {
  readonly tee: string;
  readonly registers: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly since: string;
  readonly lastSeen: string;
};

/** What a site showed on earlier visits; never recorded from private windows. */
export type SiteHistory = {
  readonly origin: string;
  readonly code: SeenCode;
  /** The previous code, until a followed reviewer knows the new one or a day has passed. */
  readonly before: SeenCode | null;
  /** The number of days with a complete, successful check. */
  readonly goodDays: number;
  /** The last such day, `YYYY-MM-DD`. */
  readonly lastGoodDay: string | null;
};

function readCode(fields: Fields): SeenCode {
  return {
    tee: fields.string('tee', 40),
    registers: fields.texts('registers', /^[A-Za-z0-9_.-]{1,40}$/),
    since: fields.date('since'),
    lastSeen: fields.date('lastSeen'),
  };
}

/** The number of sites on record: more attesting sites than anyone visits. */
export const MAX_SITES = 2000;

/**
 * A site that was good on many days ranks highest: a page that makes the browser walk through thousands of origins in an
 * afternoon evicts only records as new as its own, never a site that has been good for days.
 */
export const HISTORY: RecordShape<SiteHistory> = {
  table: 'history',
  keyOf: ({ origin }) => origin,
  bound: { maxEntries: MAX_SITES, rank: ({ goodDays, code }) => ({ worth: goodDays, since: code.lastSeen }) },
  read: (fields) => ({
    origin: readOrigin(fields.string('origin')),
    code: readCode(fields.fields('code')),
    before: fields.nullOr('before', (name) => readCode(fieldsOf(fields.value(name), 'history.before'))),
    goodDays: fields.natural('goodDays', 100_000),
    lastGoodDay: fields.nullOr('lastGoodDay', (name) => fields.string(name, 10)),
  }),
};
