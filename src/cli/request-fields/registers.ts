import type { Endorsement, JsonObject, Need, Opening } from '../../verifier/index.ts';
import type { Word } from './family.ts';
import { hex, object, refuse, text } from './value.ts';

const FIELDS = ['publicKey', 'manufacturer', 'deviceId', 'status', 'validFrom', 'validUntil'];

/** A register's record as written in a request; the verifier reads its values. */
export function recordOf(word: Word): Readonly<Record<string, string>> {
  const record: JsonObject = object(word);
  const unknown = record.names.find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) refuse(`${word.path}.${unknown}`, 'not a field of a record');
  return Object.fromEntries(
    record.names.map((name) => [name, text({ value: record.value(name) ?? null, path: `${word.path}.${name}` })]),
  );
}

/** A bare manufacturer's key, as a record which says only that the caller accepts it. */
export const activeKey = (word: Word): Readonly<Record<string, string>> => ({
  publicKey: hex(word),
  manufacturer: 'named at the terminal',
  status: 'active',
});

/**
 * The caller's register, as the answer to every need of this kind: a key that the caller does not list is then unknown to the
 * register, rather than unanswered.
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
