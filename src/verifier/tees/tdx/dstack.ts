import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { Reader, isZero } from '../../bytes/reader.ts';
import type { Explained, Measurement } from '../../claims.ts';
import { DSTACK_EVENT, type TdxEvent } from './event-log.ts';
import type { TdReport } from './td-report.ts';

/** What dstack's system measured into RTMR3 before it let the application run. */
export type DstackFacts = {
  /** As registers that a reference value may name: the same application has them on every machine. */
  readonly registers: readonly Measurement[];
  readonly explained: readonly Explained[];
};

const NOTHING: DstackFacts = { registers: [], explained: [] };

/** Names of the events that become registers. The compose file names every container, script and setting. */
const REGISTERS: Readonly<Record<string, string>> = {
  'app-id': 'APP_ID',
  'compose-hash': 'COMPOSE_HASH',
  'os-image-hash': 'OS_IMAGE_HASH',
  'gpu-attestation': 'GPU_ATTESTATION',
};

/** The events of the system's start that load no code besides what the compose file names. */
const HARMLESS: readonly string[] = [
  ...Object.keys(REGISTERS),
  'system-preparing',
  'instance-id',
  'boot-mr-done',
  'mr-kms',
  'key-provider',
  'storage-fs',
  'init-script-hash',
  'gpu-policy-hash',
  'system-ready',
];

/** The system's own last event; what comes after it was extended by the application, under any name it likes. */
const READY = 'system-ready';

/**
 * The facts that RTMR3 states, of a log that replays to it. Only events up to `system-ready` count, each name must occur
 * once, and each must say what was measured: otherwise code in the TD could extend the register by a second
 * `compose-hash` and have the log show that one alone (dstack, docs/security; guest order in dstack-util, `system_setup`).
 */
export function factsOf(events: readonly TdxEvent[], { mrConfigId }: TdReport): DstackFacts {
  const all = events.filter(({ register }) => register === 3);
  const ready = all.findIndex(({ name, type }) => name === READY && type === DSTACK_EVENT);
  const start = ready < 0 ? all : all.slice(0, ready + 1);
  const names = start.map(({ name }) => name);
  if (start.some(({ explained }) => !explained) || new Set(names).size !== names.length) return NOTHING;
  const facts = new Map(start.map(({ name, payload }) => [name, payload ?? new Uint8Array()]));
  const registers = Object.entries(REGISTERS).flatMap(([name, register]) => {
    const value = facts.get(name);
    return value === undefined ? [] : [{ register, value: toHex(value) }];
  });
  const compose = facts.get('compose-hash');
  if (compose === undefined) return { registers, explained: [] };
  const whole = names.every((name) => HARMLESS.includes(name));
  return {
    registers,
    explained: [
      ...(whole ? [{ register: 'RTMR3', as: ['COMPOSE_HASH'] }] : []),
      ...(isComposeHash(mrConfigId, compose) ? [{ register: 'MRCONFIGID', as: ['COMPOSE_HASH'] }] : []),
    ],
  };
}

/** MRCONFIGID in dstack's first form: 01 ‖ compose hash (32 bytes) ‖ zeros. */
function isComposeHash(mrConfigId: Uint8Array, compose: Uint8Array): boolean {
  const reader = new Reader(mrConfigId, 'MRCONFIGID');
  return reader.u8('form') === 1 && equalBytes(reader.bytes('compose hash', 32), compose) && isZero(reader.rest('zeros'));
}

/** More kinds of events than any system has; the rest of a longer list is not shown. */
const MAX_SHOWN = 64;
/** Hexadecimal digits of a payload that are shown. */
const MAX_DIGITS = 512;

/**
 * Events whose text is what was measured, for people: the first of each name, and how many there are. A later one of the
 * same name never takes the first one's place.
 */
export function shownEvents(events: readonly TdxEvent[]): Readonly<Record<string, string | number>> {
  const shown = new Map<string, { readonly first: string; readonly times: number }>();
  for (const { register, name, payload, explained } of events) {
    if (!explained || payload === undefined) continue;
    const label = `RTMR${String(register)} event ${name}`;
    const known = shown.get(label);
    if (known === undefined && shown.size === MAX_SHOWN) continue;
    const digits = toHex(payload);
    const first = digits.length > MAX_DIGITS ? `${digits.slice(0, MAX_DIGITS)}…` : digits;
    shown.set(label, { first: known?.first ?? first, times: (known?.times ?? 0) + 1 });
  }
  return Object.fromEntries(
    [...shown].flatMap(([label, { first, times }]): [string, string | number][] => [
      [label, first],
      ...(times === 1 ? [] : [[`${label}, times`, times] satisfies [string, number]]),
    ]),
  );
}
