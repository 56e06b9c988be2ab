import type { AllowlistDifference, AllowlistEntry, AllowlistFile } from '../api/allowlist.ts';
import { readEntry } from './allowlist.ts';
import { fieldsOf, fieldsOfFile, InvalidRecord } from './shape.ts';

const FORMAT = 'sealmark-allowlist-3';
/** Their entries name one origin at most; entries of the first format all mean accepted until removed. */
const EARLIER_FORMATS = ['sealmark-allowlist-1', 'sealmark-allowlist-2'] as const;
/** Longest file that is read, characters. */
const MAX_FILE_CHARACTERS = 4 * 1024 * 1024;

/** Writes the file that `readFile` reads; entries are ordered by date. */
export function writeFile(entries: readonly AllowlistEntry[]): AllowlistFile {
  return { format: FORMAT, entries: entries.toSorted((a, b) => (a.addedAt < b.addedAt ? -1 : a.addedAt > b.addedAt ? 1 : 0)) };
}

/** Text of an exported file → its entries; all valid or none. @throws InvalidRecord */
export function readFile(text: string): readonly AllowlistEntry[] {
  const file = fieldsOfFile(text, MAX_FILE_CHARACTERS);
  if (/^sealmark-allowlist-(?:[4-9]|\d\d+)$/.test(String(file.value('format'))))
    throw new InvalidRecord('file.format', 'of a newer release');
  file.oneOf('format', [FORMAT, ...EARLIER_FORMATS]);
  const entries = file.list('entries', (item, path) => readEntry(fieldsOf(item, path)));
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) throw new InvalidRecord('file.entries', 'an id occurs twice');
  return entries;
}

/** What importing these entries would do. Entries are matched by id; an import never removes any. */
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
  const text = ({ registers, ...entry }: AllowlistEntry): string =>
    JSON.stringify([Object.entries(registers).sort(), Object.entries(entry).sort(byName)]);
  return text(a) === text(b);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
