import type { Endorsement, JsonObject, Need, Opening } from '../../verifier/index.ts';
import type { Word } from './family.ts';
import { hex, object, refuse, text } from './value.ts';

const FIELDS = ['publicKey', 'manufacturer', 'deviceId', 'status', 'validFrom', 'validUntil'];

/** A record of a register as it is written in a request; the verifier reads its values. */
export function recordOf(word: Word): Readonly<Record<string, string>> {
  const record: JsonObject = object(word);
  const unknown = record.names.find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) refuse(`${word.path}.${unknown}`, 'not a field of a record');
  return Object.fromEntries(
    record.names.map((name) => [name, text({ value: record.value(name) ?? null, path: `${word.path}.${name}` })]),
  );
}

/** A manufacturer's key alone, as the record that says no more than that the caller takes it. */
export const activeKey = (word: Word): Readonly<Record<string, string>> => ({
  publicKey: hex(word),
  manufacturer: 'named at the terminal',
  status: 'active',
});

/**
 * The caller's register, as the answer to every need of this kind that the evidence has: a key that the caller does not
 * list is then one that the register does not hold, not one that nobody was asked about.
 */
export function register(
  kind: string,
  records: readonly Readonly<Record<string, string>>[],
  opening: Opening,
): readonly Endorsement[] {
  if (opening.at !== 'opened') return [];
  const bytes = new TextEncoder().encode(JSON.stringify({ source: 'terminal', asOf: null, records }));
  return opening.opened
    .needs([])
    .filter((need: Need) => need.kind === kind)
    .map((need) => ({ need, bytes }));
}
