import { concat, equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { fromUtf8, toAscii } from '../../bytes/text.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Endorsement } from '../../endorsement.ts';
import { parseJson } from '../../encoding/json.ts';
import { JsonArray, type JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { isCcel } from './ccel.ts';

/**
 * The event log that explains the run-time measurement registers, in dstack's JSON (`/run/log/tdx_mr3`, `get_quote`):
 * `[{"imr": 0…3, "event_type": u32, "digest": hex, "event": text, "event_payload": hex}, …]`.
 *
 * It is an endorsement only in the sense that it travels with the evidence: anybody may write one, and it means
 * something exactly when replaying it gives the registers in the quote.
 */
export const EVENT_LOG_DOCUMENT = 'application/vnd.sealmark.tdx-event-log+json';

/** No source can be asked for it: it comes from the site or not at all. */
export const EVENT_LOG_NEED = { kind: 'tdx.event-log' } as const;

const MOST_BYTES = 1024 * 1024;
const MOST_EVENTS = 10_000;
const REGISTERS = 4;
/** dstack's own run-time events, whose digest follows from name and payload. */
const DSTACK_EVENT = 0x08000001;
const LE32 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

export type TdxEvent = {
  readonly register: number;
  readonly type: number;
  readonly digest: Uint8Array;
  /** ASCII. */
  readonly name: string;
  readonly payload: Uint8Array;
};

/** The document as the one endorsement that it is. @throws Malformed */
export function readEventLogDocument(bytes: Uint8Array): readonly Endorsement[] {
  readEventLog(bytes);
  return [{ need: EVENT_LOG_NEED, bytes }];
}

/** What the binary log of firmware is refused with: one that is not read is no fault of whoever sent it. */
export const BINARY_LOG = 'a binary CCEL, of which only the JSON form is read';

/** @throws Malformed, with `BINARY_LOG` for the binary form */
export function readEventLog(bytes: Uint8Array): readonly TdxEvent[] {
  if (isCcel(bytes)) throw new Malformed('event log', BINARY_LOG);
  if (bytes.length > MOST_BYTES) throw new Malformed('event log', 'larger than 1 MiB');
  const list = parseJson(fromUtf8(bytes, 'event log'), 'event log');
  if (!(list instanceof JsonArray)) throw new Malformed('event log', 'not an array');
  if (list.items.length > MOST_EVENTS) throw new Malformed('event log', 'too many events');
  return list.objects().map(readEvent);
}

function readEvent(event: JsonObject): TdxEvent {
  const register = event.natural('imr');
  if (register >= REGISTERS) throw new Malformed(`${event.path}.imr`, 'no such register');
  const digest = fromHex(event.string('digest'), `${event.path}.digest`);
  if (digest.length !== 48) throw new Malformed(`${event.path}.digest`, 'not 48 bytes');
  const name = event.string('event');
  toAscii(name, `${event.path}.event`);
  return {
    register,
    type: event.natural('event_type'),
    digest,
    name,
    payload: fromHex(event.string('event_payload'), `${event.path}.event_payload`),
  };
}

/** Extends four zero registers by every event: RTMR ← SHA-384(RTMR ‖ digest) (TDX module ABI, TDG.MR.RTMR.EXTEND). */
export async function replay(events: readonly TdxEvent[], crypto: CryptoPort): Promise<readonly Uint8Array[]> {
  const registers: Uint8Array[] = Array.from({ length: REGISTERS }, () => new Uint8Array(48));
  for (const { register, digest } of events)
    registers[register] = await crypto.digest('sha-384', concat(registers[register] ?? new Uint8Array(), digest));
  return registers;
}

/**
 * Does the event say what its digest measured? Only dstack's own events do: SHA-384(type ‖ ":" ‖ name ‖ ":" ‖ payload).
 * Firmware events carry digests of things that are not in the log.
 */
export async function explains(event: TdxEvent, crypto: CryptoPort): Promise<boolean> {
  if (event.type !== DSTACK_EVENT) return false;
  const colon = toAscii(':', 'separator');
  const text = concat(LE32(event.type), colon, toAscii(event.name, 'event'), colon, event.payload);
  return equalBytes(await crypto.digest('sha-384', text), event.digest);
}
