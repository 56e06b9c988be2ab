import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import type { KeyNeed } from './need.ts';

/** One record of a register. */
export type KeyRecord = {
  readonly publicKey: Hex;
  readonly manufacturer: string;
  readonly deviceId: string;
  readonly status: 'active' | 'revoked';
  readonly validFrom: Instant | null;
  readonly validUntil: Instant | null;
};

/** What a register answered about one key. */
export type KeyAnswer = {
  readonly source: string;
  /** When the register said so; null when the caller vouches for it. */
  readonly asOf: Instant | null;
  /** The register belongs to a test network; the member may be absent. */
  readonly test: boolean;
  /** The records about the requested key, and no others. */
  readonly records: readonly KeyRecord[];
};

/** More than any answer about one key takes. In bytes. */
const MAX_DOCUMENT_BYTES = 64 * 1024;

function readRecord(record: JsonObject): KeyRecord {
  const status = record.string('status');
  if (status !== 'active' && status !== 'revoked') throw new Malformed(`${record.path}.status`, 'neither active nor revoked');
  const key = fromHex(record.string('publicKey'), `${record.path}.publicKey`);
  if (key.length !== 32) throw new Malformed(`${record.path}.publicKey`, 'not 32 bytes');
  const date = (name: string): Instant | null =>
    record.has(name) && record.value(name) !== null ? parseRfc3339(record.string(name), `${record.path}.${name}`) : null;
  return {
    publicKey: toHex(key),
    manufacturer: record.string('manufacturer'),
    deviceId: record.has('deviceId') ? record.string('deviceId') : '',
    status,
    validFrom: date('validFrom'),
    validUntil: date('validUntil'),
  };
}

/** JSON → a register's answer about the key of `need`. @throws Malformed */
export function readKeyAnswer(bytes: Uint8Array, need: KeyNeed): KeyAnswer {
  const answer = parseJsonObject(bytes, 'register', MAX_DOCUMENT_BYTES);
  const asOf = answer.value('asOf') === null ? null : parseRfc3339(answer.string('asOf'), 'register.asOf');
  const records = answer.array('records').objects().map(readRecord);
  const test = answer.has('test') && answer.boolean('test');
  return { source: answer.string('source'), asOf, test, records: records.filter(({ publicKey }) => publicKey === need.key) };
}

/** What a register's answer means for a key at a time. Stable words, for the facts of a finding. */
export type KeyStatus = 'active' | 'not-registered' | 'ambiguous' | 'revoked' | 'not-yet-valid' | 'expired';

/** The status of the key. Two records for one key are no answer: one of them could be planted. */
export function keyStatus({ records }: KeyAnswer, now: Instant): KeyStatus {
  const [record, other] = records;
  if (record === undefined) return 'not-registered';
  if (records.some(({ status }) => status === 'revoked')) return 'revoked';
  if (other !== undefined) return 'ambiguous';
  if (record.validFrom !== null && now < record.validFrom) return 'not-yet-valid';
  return record.validUntil !== null && now > record.validUntil ? 'expired' : 'active';
}
