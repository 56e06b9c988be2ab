import { DEFAULT_SETTINGS, TEST_ANCHOR_SLOTS, type Settings, type TestAnchor } from '../api/settings.ts';
import type { Records, RecordShape } from './records.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from './shape.ts';

const KEY = 'settings';
const MAX_ANCHORS = 32;
/** Ten years: an age in hours that is still a number of milliseconds. */
const MAX_HOURS = 87_600;

/** Settings, from storage or a message; every field by name. @throws InvalidRecord */
export function readSettings(fields: Fields): Settings {
  if (fields.natural('format') !== 1) throw new InvalidRecord('settings.format', 'written by another release');
  return {
    format: 1,
    askVendors: fields.boolean('askVendors'),
    oldestEvidenceHours: fields.natural('oldestEvidenceHours', MAX_HOURS),
    // Absent in records of earlier releases.
    encryptingPagesCount: fields.value('encryptingPagesCount') !== undefined && fields.boolean('encryptingPagesCount'),
    developer: readDeveloper(fields.fields('developer')),
    onboarded: fields.boolean('onboarded'),
  };
}

function readDeveloper(fields: Fields): Settings['developer'] {
  return {
    testAnchors: fields.list('testAnchors', readAnchor, MAX_ANCHORS),
    verificationTime: fields.nullOr('verificationTime', (name) => fields.date(name)),
  };
}

function readAnchor(item: unknown, path: string): TestAnchor {
  const fields = fieldsOf(item, path);
  return {
    slot: fields.oneOf('slot', TEST_ANCHOR_SLOTS),
    name: fields.string('name', 100),
    certificates: fields.list('certificates', asText, 3),
  };
}

/** The one record of settings. */
export const SETTINGS: RecordShape<Settings> = { table: 'settings', keyOf: () => KEY, bound: null, read: readSettings };

/** The user's choices, or the defaults if nothing (readable) is stored. */
export async function currentSettings(records: Records<Settings>): Promise<Settings> {
  return (await records.get(KEY)) ?? DEFAULT_SETTINGS;
}
