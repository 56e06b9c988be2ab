import { sha384 } from '@noble/hashes/sha2.js';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { ReferenceValue } from '../../reference.ts';
import type { AttestationResult } from '../../result.ts';
import { appraiseCase } from '../appraise-case.ts';
import { dcapEvidence, endorsementsFor, NOW } from './appraised.ts';
import { makeCase } from './case.ts';
import { filler, TD } from './quote-writer.ts';

/** Quotes of guests on dstack, and the logs that they show. */

/** UTF-8. */
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const TYPE = 0x08000001;

/** An event of a log, as it was measured. */
export type Logged = { readonly digest: string } & Readonly<Record<string, unknown>>;
/** As it is shown: parts may be missing. */
export type Shown = Readonly<Record<string, unknown>>;

/** An event in dstack’s first form. */
export const first = (name: string, payload: Uint8Array): Logged => {
  const digest = sha384(concat(Uint8Array.of(1, 0, 0, 8), text(`:${name}:`), payload));
  return { imr: 3, event_type: TYPE, digest: toHex(digest), event: name, event_payload: toHex(payload) };
};

/** The same in its second form. */
export const second = (name: string, payload: Uint8Array): Logged => {
  const preimage = text(JSON.stringify({ name, payload: toHex(payload), type: TYPE }));
  const digest = toHex(sha384(preimage));
  const form = { version: 'v2', preimage: toHex(preimage) };
  return { imr: 3, event_type: TYPE, digest, event: name, event_payload: toHex(payload), ...form };
};

/** Hashes of two compose files. */
export const COMPOSE = filler('compose', 32);

/** A digest that differs from the guest's. */
export const OTHER = filler('other compose', 32);

/** The start of dstack's system, in its order. */
export const started = (event: typeof first, compose = COMPOSE): readonly Logged[] => [
  event('system-preparing', new Uint8Array()),
  event('app-id', filler('app', 20)),
  event('compose-hash', compose),
  event('instance-id', filler('instance', 20)),
  event('boot-mr-done', new Uint8Array()),
  event('os-image-hash', filler('image', 32)),
  event('key-provider', text('{"name":"none"}')),
  event('system-ready', new Uint8Array()),
];

/** The registers of the operating system. */
export const OS = {
  MRTD: [toHex(TD.mrTd)],
  RTMR1: [toHex(TD.rtmrs[1] ?? new Uint8Array())],
  RTMR2: [toHex(TD.rtmrs[2] ?? new Uint8Array())],
};
/** Registers that a reference value names. */
export const reference = (registers: ReferenceValue['registers']): ReferenceValue => ({
  tee: 'tdx',
  registers,
  voucher: { kind: 'auditor', name: 'somebody', since: '2026-01-01T00:00:00Z' },
  strength: 'sufficient',
});

/** What is sent with the quote, and who named what. */
export type Surroundings = {
  readonly attached?: readonly Endorsement[];
  readonly shown?: readonly Shown[];
  readonly named?: ReferenceValue['registers'];
  readonly mrConfigId?: Uint8Array;
};

/** A quote over the measured events, with the log that the site shows. */
export function appraised(
  measured: readonly Logged[],
  { shown = measured, named = {}, mrConfigId = new Uint8Array(48), attached = [] }: Surroundings = {},
): Promise<AttestationResult> {
  const rtmr3 = measured.reduce(
    (register, { digest }) => sha384(concat(register, fromHex(digest, 'digest'))),
    new Uint8Array(48),
  );
  const rtmrs = TD.rtmrs.map((rtmr, at) => (at === 3 ? rtmr3 : rtmr));
  const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { rtmrs, mrConfigId } });
  const log = { need: { kind: 'tdx.event-log' }, bytes: text(JSON.stringify(shown)) };
  return appraiseCase({
    evidence: dcapEvidence(made.evidence),
    endorsements: [...endorsementsFor(made), log, ...attached],
    references: [reference({ ...OS, ...named })],
    anchors: made.anchors,
    now: NOW,
  });
}

/** The registers of a result, by name. */
export const registers = ({ claims }: AttestationResult): Readonly<Record<string, string>> =>
  Object.fromEntries((claims?.measurements ?? []).map(({ register, value }) => [register, value]));
