import { concat, equalBytes } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { fromUtf8, toAscii } from '../../bytes/text.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Endorsement } from '../../endorsement.ts';
import { parseJson } from '../../encoding/json.ts';
import { JsonArray, type JsonObject } from '../../encoding/json-value.ts';
import { Malformed } from '../../malformed.ts';
import { isCcel } from './ccel.ts';

/**
 * The event log that explains the run-time measurement registers, in dstack's JSON (`/run/log/tdx_mr3`, `get_quote`):
 * `[{"imr": 0…3, "event_type": u32, "digest": hex, "event": text, "event_payload": hex}, …]`. Of dstack's own events the
 * digest may be empty or left out, because it follows from the rest; those of its second form have `"version": "v2"`, and
 * maybe `preimage` (hex), which is what was hashed (Dstack-TEE/dstack, cc-eventlog).
 *
 * It is an endorsement only in the sense that it travels with the evidence: anybody may write one, and it means
 * something exactly when replaying it gives the registers in the quote.
 *
 * No source can be asked for it: it comes from the site or not at all.
 */
export const EVENT_LOG_NEED = { kind: 'tdx.event-log' } as const;

const MAX_LOG_BYTES = 1024 * 1024;
const MAX_EVENTS = 10_000;
const REGISTERS = 4;
/** dstack's own run-time events, whose digest follows from name and payload. */
export const DSTACK_EVENT = 0x08000001;
const LE32 = (value: number): Uint8Array => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

/** An event as it appears in the log, read but not yet verified. */
export type LoggedEvent = {
  readonly register: number;
  readonly type: number;
  /** 48 bytes; undefined where the log leaves it to be computed. */
  readonly digest: Uint8Array | undefined;
  /** ASCII. */
  readonly name: string;
  /** Undefined where the log contains only digests. */
  readonly payload: Uint8Array | undefined;
  /** In which of dstack's two forms a missing digest is computed. */
  readonly form: 'v1' | 'v2';
  /** The hashed bytes, where the log contains them. */
  readonly preimage: Uint8Array | undefined;
};

/** An event with the digest by which it extended its register. */
export type TdxEvent = LoggedEvent & {
  readonly digest: Uint8Array;
  /** Do name and payload correspond to what was measured? Firmware's events contain digests of things that are not in the log. */
  readonly explained: boolean;
};

/**
 * The document as a single endorsement. Whether it can be read completely is for the check to say, because sending a log that is
 * not understood is no fault of the sender. @throws Malformed for bytes that are not a log of any form
 */
export function readEventLogDocument(bytes: Uint8Array): readonly Endorsement[] {
  if (!isCcel(bytes)) readList(bytes);
  return [{ need: EVENT_LOG_NEED, bytes }];
}

/** The reason for refusing firmware's binary log; sending one that is not read is no fault of the sender. */
export const BINARY_LOG = 'a binary CCEL, of which only the JSON form is read';

/** @throws Malformed, with `BINARY_LOG` for the binary form */
export function readEventLog(bytes: Uint8Array): readonly LoggedEvent[] {
  if (isCcel(bytes)) throw new Malformed('event log', BINARY_LOG);
  return readList(bytes).objects().map(readEvent);
}

function readList(bytes: Uint8Array): JsonArray {
  if (bytes.length > MAX_LOG_BYTES) throw new Malformed('event log', 'larger than 1 MiB');
  const list = parseJson(fromUtf8(bytes, 'event log'), 'event log');
  if (!(list instanceof JsonArray)) throw new Malformed('event log', 'not an array');
  if (list.items.length > MAX_EVENTS) throw new Malformed('event log', 'too many events');
  return list;
}

function readEvent(event: JsonObject): LoggedEvent {
  const register = event.natural('imr');
  if (register >= REGISTERS) throw new Malformed(`${event.path}.imr`, 'no such register');
  const type = event.natural('event_type');
  const digest = hexMember(event, 'digest');
  const left = digest === undefined || digest.length === 0;
  if (left ? type !== DSTACK_EVENT : digest.length !== 48) throw new Malformed(`${event.path}.digest`, 'not 48 bytes');
  const name = event.string('event');
  toAscii(name, `${event.path}.event`);
  const payload = hexMember(event, 'event_payload');
  const preimage = hexMember(event, 'preimage');
  if (left && payload === undefined && preimage === undefined)
    throw new Malformed(`${event.path}.event_payload`, 'missing, and so is the digest');
  return { register, type, digest: left ? undefined : digest, name, payload, form: formOf(event), preimage };
}

/** Absent and null are the same: serialisers differ. */
function hexMember(event: JsonObject, name: string): Uint8Array | undefined {
  const value = event.value(name) ?? null;
  return value === null ? undefined : fromHex(event.string(name), `${event.path}.${name}`);
}

function formOf(event: JsonObject): LoggedEvent['form'] {
  const version = event.value('version') ?? 'v1';
  if (version === 'v1' || version === 1) return 'v1';
  if (version === 'v2' || version === 2) return 'v2';
  throw new Malformed(`${event.path}.version`, 'neither v1 nor v2');
}

/** The events with their digests, supplied or computed, and whether the text of each was measured. */
export function digested(events: readonly LoggedEvent[], crypto: CryptoPort): Promise<readonly TdxEvent[]> {
  return Promise.all(events.map((event) => digestedEvent(event, crypto)));
}

async function digestedEvent(event: LoggedEvent, crypto: CryptoPort): Promise<TdxEvent> {
  const { preimage, name, payload } = event;
  if (event.type !== DSTACK_EVENT || payload === undefined) {
    const digest = event.digest ?? (await crypto.digest('sha-384', preimage ?? new Uint8Array()));
    return { ...event, digest, explained: false };
  }
  const digestAs = (form: LoggedEvent['form']): Promise<Uint8Array> =>
    crypto.digest('sha-384', form === 'v1' ? firstForm(name, payload) : secondForm(name, payload));
  const asStated = await digestAs(event.form);
  if (event.digest === undefined) return { ...event, digest: asStated, explained: true };
  // Logs do not always say in which of the two forms an event was measured; most say so, and one digest is enough.
  const explained =
    equalBytes(event.digest, asStated) || equalBytes(event.digest, await digestAs(event.form === 'v1' ? 'v2' : 'v1'));
  return { ...event, digest: event.digest, explained };
}

/** type ‖ ":" ‖ name ‖ ":" ‖ payload. */
function firstForm(name: string, payload: Uint8Array): Uint8Array {
  const colon = toAscii(':', 'separator');
  return concat(LE32(DSTACK_EVENT), colon, toAscii(name, 'event'), colon, payload);
}

/** `{"name":…,"payload":…,"type":…}` in canonical JSON (RFC 8785): for ASCII text JSON.stringify writes exactly that. */
function secondForm(name: string, payload: Uint8Array): Uint8Array {
  return toAscii(JSON.stringify({ name, payload: toHex(payload), type: DSTACK_EVENT }), 'event');
}

/** Extends four zero registers by every event: RTMR ← SHA-384(RTMR ‖ digest) (TDX module ABI, TDG.MR.RTMR.EXTEND). */
export async function replay(events: readonly TdxEvent[], crypto: CryptoPort): Promise<readonly Uint8Array[]> {
  const registers: Uint8Array[] = Array.from({ length: REGISTERS }, () => new Uint8Array(48));
  for (const { register, digest } of events)
    registers[register] = await crypto.digest('sha-384', concat(registers[register] ?? new Uint8Array(), digest));
  return registers;
}
