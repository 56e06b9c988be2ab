import { OWN_KNOWLEDGE, OWN_WORDS, stillCounts, type AllowlistEntry, type EntryFrom } from '../api/allowlist.ts';
import { readOrigin } from './origin.ts';
import type { Records, RecordShape } from './records.ts';
import { InvalidRecord, type Fields } from './shape.ts';

const REGISTER = /^[A-Za-z0-9_.-]{1,40}$/;
const VALUE = /^(?:[0-9a-f]{2}){1,128}$/;
const ID = /^[A-Za-z0-9-]{8,64}$/;
const DIGEST = /^[0-9a-f]{64}$/;
/** An entry, from storage, a message or a file. @throws InvalidRecord */
export function readEntry(fields: Fields): AllowlistEntry {
  const id = fields.string('id');
  if (!ID.test(id)) throw new InvalidRecord('allowlist.id', 'not an id');
  const registers = fields.texts('registers', REGISTER);
  if (Object.keys(registers).length === 0) throw new InvalidRecord('allowlist.registers', 'empty');
  if (!Object.values(registers).every((value) => VALUE.test(value)))
    throw new InvalidRecord('allowlist.registers', 'not lowercase hex');
  return {
    id,
    tee: fields.string('tee', 40),
    registers,
    origin: fields.nullOr('origin', (name) => readOrigin(fields.string(name))),
    note: fields.string('note', 1000),
    addedAt: fields.date('addedAt'),
    ...readDecision(fields),
  };
}

/** What the user says, until when, on whose statement. A record of an earlier release has none of the three: it was accepted. */
function readDecision(fields: Fields): Pick<AllowlistEntry, 'word' | 'until' | 'from'> {
  if (fields.value('word') === undefined) return OWN_KNOWLEDGE;
  const word = fields.oneOf('word', OWN_WORDS);
  return {
    word,
    // A rejection that lapsed would make known again what the user rejected.
    until: fields.nullOr('until', (name) => (word === 'rejected' ? refuse(name) : fields.date(name))),
    from: fields.nullOr('from', (name) => readFrom(fields.fields(name))),
  };
}

function refuse(name: string): never {
  throw new InvalidRecord(`allowlist.${name}`, 'a rejection does not end');
}

function readFrom(fields: Fields): EntryFrom {
  const statement = fields.string('statement', 64);
  if (!DIGEST.test(statement)) throw new InvalidRecord('allowlist.from.statement', 'not a SHA-256');
  return { statement, auditor: fields.string('auditor', 200), list: fields.string('list', 200) };
}

/** The table of entries. The user's own words: never evicted. */
export const ALLOWLIST: RecordShape<AllowlistEntry> = { table: 'allowlist', keyOf: ({ id }) => id, bound: null, read: readEntry };

/** The entries that count for this origin at this time (milliseconds since 1970): its own and those for every site. */
export async function entriesFor(
  allowlist: Records<AllowlistEntry>,
  origin: string,
  now: number,
): Promise<readonly AllowlistEntry[]> {
  const all = await allowlist.list();
  return all.filter((entry) => (entry.origin === null || entry.origin === origin) && stillCounts(entry, now));
}
