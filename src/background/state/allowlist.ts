import {
  OWN_KNOWLEDGE,
  OWN_WORDS,
  stillCounts,
  type AllowlistDifference,
  type AllowlistEntry,
  type AllowlistFile,
  type EntryFrom,
} from '../api/allowlist.ts';
import type { Records, RecordShape } from './records.ts';
import { fieldsOf, InvalidRecord, type Fields } from './shape.ts';

const REGISTER = /^[A-Za-z0-9_.-]{1,40}$/;
const VALUE = /^(?:[0-9a-f]{2}){1,128}$/;
const ID = /^[A-Za-z0-9-]{8,64}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const FORMAT = 'sealmark-allowlist-2';
/** Of a file whose entries all say that code is accepted, until they are removed. */
const EARLIER_FORMAT = 'sealmark-allowlist-1';
/** Longest file that is read, characters. */
const MAX_FILE_CHARACTERS = 4 * 1024 * 1024;

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

/** A serialised https origin. @throws InvalidRecord */
export function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.origin !== text) throw new InvalidRecord('origin', 'not an https origin');
  return text;
}

export const ALLOWLIST: RecordShape<AllowlistEntry> = { table: 'allowlist', keyOf: ({ id }) => id, bound: null, read: readEntry };

/** The file that `readFile` reads; entries in the order of their dates. */
export function writeFile(entries: readonly AllowlistEntry[]): AllowlistFile {
  return { format: FORMAT, entries: entries.toSorted((a, b) => (a.addedAt < b.addedAt ? -1 : a.addedAt > b.addedAt ? 1 : 0)) };
}

/** Text of an exported file → its entries, all of them valid or none. @throws InvalidRecord */
export function readFile(text: string): readonly AllowlistEntry[] {
  if (text.length > MAX_FILE_CHARACTERS) throw new InvalidRecord('file', 'too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidRecord('file', 'not JSON');
  }
  const file = fieldsOf(value, 'file');
  if (/^sealmark-allowlist-(?:[3-9]|\d\d+)$/.test(String(file.value('format'))))
    throw new InvalidRecord('file.format', 'of a newer release');
  file.oneOf('format', [FORMAT, EARLIER_FORMAT]);
  const entries = file.list('entries', (item, path) => readEntry(fieldsOf(item, path)));
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) throw new InvalidRecord('file.entries', 'an id occurs twice');
  return entries;
}

/** What importing these entries would do. Entries are matched by id; nothing is ever removed by an import. */
export function difference(before: readonly AllowlistEntry[], imported: readonly AllowlistEntry[]): AllowlistDifference {
  const known = new Map(before.map((entry) => [entry.id, entry]));
  const added: AllowlistEntry[] = [];
  const changed: { before: AllowlistEntry; after: AllowlistEntry }[] = [];
  let unchanged = 0;
  for (const entry of imported) {
    const old = known.get(entry.id);
    if (old === undefined) added.push(entry);
    else if (sameEntry(old, entry)) unchanged += 1;
    else changed.push({ before: old, after: entry });
  }
  return { added, changed, unchanged };
}

function sameEntry(a: AllowlistEntry, b: AllowlistEntry): boolean {
  const text = ({ id, tee, origin, note, addedAt, registers, word, until, from }: AllowlistEntry): string =>
    JSON.stringify([id, tee, origin, note, addedAt, Object.entries(registers).sort(), word, until, from]);
  return text(a) === text(b);
}

/** The entries that count for this origin at this time (milliseconds since 1970): its own and those for every site. */
export async function entriesFor(
  allowlist: Records<AllowlistEntry>,
  origin: string,
  now: number,
): Promise<readonly AllowlistEntry[]> {
  const all = await allowlist.list();
  return all.filter((entry) => (entry.origin === null || entry.origin === origin) && stillCounts(entry, now));
}
