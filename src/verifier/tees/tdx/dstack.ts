import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { Reader, isZero } from '../../bytes/reader.ts';
import type { Explained, Measurement } from '../../claims.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import {
  APP_CONFIG_NEED,
  appConfigDigest,
  providerIn,
  readAppConfig,
  registersOfConfig,
  secondFormDigest,
} from '../../dstack/app-config.ts';
import { APP_COMPOSE_NEED, applicationIn, type Application } from '../../dstack/compose.ts';
import { answering, type SuppliedEndorsement } from '../../endorsement.ts';
import { unlessMalformed } from '../../malformed.ts';
import { DSTACK_EVENT, type TdxEvent } from './event-log.ts';
import type { TdReport } from './td-report.ts';

/** What dstack's system measured before it let the application run, and what the host was told to start. */
export type DstackFacts = {
  /** As registers that a reference value may name: they are the same for an application on every machine. */
  readonly registers: readonly Measurement[];
  readonly explained: readonly Explained[];
  /** What the compose file says, if one was sent whose hash is among the facts. */
  readonly application: Application | undefined;
};

/** Names of the events that become registers. The compose file names every container, script and setting. */
const REGISTERS: Readonly<Record<string, string>> = {
  'app-id': 'APP_ID',
  'compose-hash': 'COMPOSE_HASH',
  'os-image-hash': 'OS_IMAGE_HASH',
  'key-provider': 'KEY_PROVIDER',
  'gpu-attestation': 'GPU_ATTESTATION',
};

/** Events of the system's start that load no code other than what the compose file names. */
const HARMLESS: readonly string[] = [
  ...Object.keys(REGISTERS),
  'system-preparing',
  'instance-id',
  'boot-mr-done',
  'mr-kms',
  'storage-fs',
  'init-script-hash',
  'gpu-policy-hash',
  'system-ready',
];

/** The system's own last event; later ones were extended by the application, under any name it likes. */
const READY = 'system-ready';

type Logged = ReadonlyMap<string, Uint8Array>;

/**
 * The facts that RTMR3 states, from a log that replays to it. Only events up to `system-ready` count, each name must occur once,
 * and each must contain what was measured: otherwise code in the TD could extend the register with a second `compose-hash` and
 * show only that one in the log (dstack, docs/security; guest order in dstack-util, `system_setup`).
 */
function loggedFacts(events: readonly TdxEvent[]): Logged {
  const all = events.filter(({ register }) => register === 3);
  const ready = all.findIndex(({ name, type }) => name === READY && type === DSTACK_EVENT);
  const start = ready < 0 ? all : all.slice(0, ready + 1);
  const names = start.map(({ name }) => name);
  if (start.some(({ explained }) => !explained) || new Set(names).size !== names.length) return new Map();
  return new Map(start.map(({ name, payload }) => [name, payload ?? new Uint8Array()]));
}

/** Everything that is known about a dstack guest, from its quote's log and from documents whose hash is in the quote. */
export async function dstackFacts(
  events: readonly TdxEvent[],
  { mrConfigId }: TdReport,
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<DstackFacts> {
  const logged = loggedFacts(events);
  const fromLog = Object.entries(REGISTERS).flatMap(([name, register]) => {
    const value = logged.get(name);
    return value === undefined ? [] : [{ register, value: toHex(value) }];
  });
  const config = await explainedConfigId(mrConfigId, logged, endorsements, crypto);
  // What the log measured comes before what the host was told; the two must agree, or the second explains nothing.
  const registers = [...fromLog, ...config.registers.filter(({ register }) => !fromLog.some((one) => one.register === register))];
  const whole = logged.has('compose-hash') && [...logged.keys()].every((name) => HARMLESS.includes(name));
  return {
    registers,
    explained: [...(whole ? [{ register: 'RTMR3', as: ['COMPOSE_HASH'] }] : []), ...config.explained],
    application: await composed(registers, endorsements, crypto),
  };
}

type ConfigId = Pick<DstackFacts, 'registers' | 'explained'>;
const UNEXPLAINED: ConfigId = { registers: [], explained: [] };

/** MRCONFIGID in dstack's three forms: its number ‖ 32 bytes ‖ 15 zeros. */
async function explainedConfigId(
  mrConfigId: Uint8Array,
  logged: Logged,
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<ConfigId> {
  const reader = new Reader(mrConfigId, 'MRCONFIGID');
  const form = reader.u8('form');
  const value = reader.bytes('value', 32);
  if (!isZero(reader.rest('zeros'))) return UNEXPLAINED;
  const compose = logged.get('compose-hash');
  if (form === 1) return await firstForm(value, compose, endorsements, crypto);
  if (form === 2) return await secondForm(value, logged, crypto);
  return form === 3 ? await thirdForm(value, compose, endorsements, crypto) : UNEXPLAINED;
}

const byCompose = (registers: readonly Measurement[]): ConfigId => ({
  registers,
  explained: [{ register: 'MRCONFIGID', as: ['COMPOSE_HASH'] }],
});

/** The compose hash itself: the log's or, without a log, that of the compose file. */
async function firstForm(
  value: Uint8Array,
  logged: Uint8Array | undefined,
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<ConfigId> {
  const file = answering(endorsements, APP_COMPOSE_NEED);
  const compose = logged ?? (file && (await crypto.digest('sha-256', file.bytes)));
  if (compose === undefined || !equalBytes(compose, value)) return UNEXPLAINED;
  return byCompose([{ register: 'COMPOSE_HASH', value: toHex(compose) }]);
}

/** A digest over what the log states about the application and its key provider. */
async function secondForm(value: Uint8Array, logged: Logged, crypto: CryptoPort): Promise<ConfigId> {
  const [composeHash, appId, payload] = ['compose-hash', 'app-id', 'key-provider'].map((name) => logged.get(name));
  const provider = payload && unlessMalformed(() => providerIn(payload), undefined);
  if (composeHash === undefined || appId === undefined || provider === undefined) return UNEXPLAINED;
  const digest = await secondFormDigest({ composeHash, appId, ...provider }, crypto);
  return equalBytes(digest, value) ? byCompose([]) : UNEXPLAINED;
}

/** A digest of a document that was sent along; it must agree with the log, if there is one. */
async function thirdForm(
  value: Uint8Array,
  logged: Uint8Array | undefined,
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<ConfigId> {
  const document = answering(endorsements, APP_CONFIG_NEED)?.bytes;
  const config = document && unlessMalformed(() => readAppConfig(document), undefined);
  if (document === undefined || config === undefined) return UNEXPLAINED;
  const agrees = logged === undefined || equalBytes(logged, config.composeHash);
  const holds = agrees && equalBytes(await appConfigDigest(document, crypto), value);
  return holds ? byCompose(registersOfConfig(config)) : UNEXPLAINED;
}

/** The compose file, if its hash is the measured one: any other file says nothing about this guest. */
async function composed(
  registers: readonly Measurement[],
  endorsements: readonly SuppliedEndorsement[],
  crypto: CryptoPort,
): Promise<Application | undefined> {
  const measured = registers.find(({ register }) => register === 'COMPOSE_HASH');
  const file = answering(endorsements, APP_COMPOSE_NEED);
  if (measured === undefined || file === undefined) return undefined;
  const digest = await crypto.digest('sha-256', file.bytes);
  return toHex(digest) === measured.value ? applicationIn(file.bytes, digest) : undefined;
}

/** More kinds of events than any system has; the rest of a longer list is not shown. */
const MAX_SHOWN = 64;
/** Hexadecimal digits of a payload that are shown. */
const MAX_DIGITS = 512;

/**
 * Events whose text was measured, for people: the first of each name, and how many there are. A later one of the same name never
 * replaces the first.
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
