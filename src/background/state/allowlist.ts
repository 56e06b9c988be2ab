import {
  countsOn,
  OWN_KNOWLEDGE,
  OWN_WORDS,
  stillCounts,
  type AllowlistEntry,
  type EntryFrom,
  type OwnStatement,
} from '../api/allowlist.ts';
import { readOrigin } from './origin.ts';
import type { Records, RecordShape } from './records.ts';
import { asText, InvalidRecord, type Fields } from './shape.ts';

const REGISTER = /^[A-Za-z0-9_.-]{1,40}$/;
const VALUE = /^(?:[0-9a-f]{2}){1,128}$/;
const ID = /^[A-Za-z0-9-]{8,64}$/;
const DIGEST = /^[0-9a-f]{64}$/;
/** More sites than any statement names. */
const MAX_ORIGINS = 32;
const MAX_ENVELOPE_CHARACTERS = 128 * 1024;

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
    origins: readOrigins(fields),
    note: fields.string('note', 1000),
    addedAt: fields.date('addedAt'),
    ...readDecision(fields),
  };
}

/** Where it counts. A record of an earlier release names one origin or none. */
function readOrigins(fields: Fields): AllowlistEntry['origins'] {
  if (fields.value('origins') === undefined) return fields.nullOr('origin', (name) => [readOrigin(fields.string(name))]);
  const origins = fields.nullOr('origins', (name) =>
    fields.list(name, (item, path) => readOrigin(asText(item, path)), MAX_ORIGINS),
  );
  // With no site it would have no effect and look as if it did.
  if (origins?.length === 0) throw new InvalidRecord('allowlist.origins', 'of no site');
  return origins;
}

/** The user's decision, its end, and its statement. A record of an earlier release has none of the three: it means accepted. */
function readDecision(fields: Fields): Pick<AllowlistEntry, 'word' | 'until' | 'from' | 'statement'> {
  if (fields.value('word') === undefined) return OWN_KNOWLEDGE;
  const word = fields.oneOf('word', OWN_WORDS);
  return {
    word,
    // If a rejection lapsed, the rejected code would count as known again.
    until: fields.nullOr('until', (name) => (word === 'rejected' ? refuse(name) : fields.date(name))),
    from: fields.nullOr('from', (name) => readFrom(fields.fields(name))),
    // A record of an earlier release has none.
    statement:
      fields.value('statement') === undefined ? null : fields.nullOr('statement', (name) => readOwn(fields.fields(name))),
  };
}

/** Whether its signature holds, and under whose key, is checked whenever it is used. */
function readOwn(fields: Fields): OwnStatement {
  const key = fields.string('key', 200);
  if (!/^(?:ed25519|p256):[\w-]{43,86}$/.test(key)) throw new InvalidRecord('allowlist.statement.key', 'not a key');
  return { key, envelope: fields.string('envelope', MAX_ENVELOPE_CHARACTERS) };
}

function refuse(name: string): never {
  throw new InvalidRecord(`allowlist.${name}`, 'a rejection does not end');
}

function readFrom(fields: Fields): EntryFrom {
  const statement = fields.string('statement', 64);
  if (!DIGEST.test(statement)) throw new InvalidRecord('allowlist.from.statement', 'not a SHA-256');
  // A record of an earlier release lacks this, and was made where the statement was.
  const seen = fields.value('seen') === undefined || fields.boolean('seen');
  return { statement, auditor: fields.string('auditor', 200), list: fields.string('list', 200), seen };
}

/** The table of entries. They are the user's own decisions: never evicted. */
export const ALLOWLIST: RecordShape<AllowlistEntry> = { table: 'allowlist', keyOf: ({ id }) => id, bound: null, read: readEntry };

/** The entries that count for this origin at this time (milliseconds since 1970): its own and those for every site. */
export async function entriesFor(
  allowlist: Records<AllowlistEntry>,
  origin: string,
  now: number,
): Promise<readonly AllowlistEntry[]> {
  const all = await allowlist.list();
  return all.filter((entry) => countsOn(entry, origin) && stillCounts(entry, now));
}
