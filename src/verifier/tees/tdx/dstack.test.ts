import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import {
  appraised,
  COMPOSE,
  first,
  OS,
  OTHER,
  reference,
  registers,
  second,
  started,
  text,
  type Logged,
  type Shown,
} from '../../testing/intel/dstack-guest.ts';
import { appraiseCase } from '../../testing/appraise-case.ts';
import { dcapEvidence, endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { filler, TD } from '../../testing/intel/quote-writer.ts';
import type { ReferenceValue } from '../../reference.ts';

const dstackConfigId = concat(Uint8Array.of(1), COMPOSE, new Uint8Array(15));

describe.each([
  ['first', first],
  ['second', second],
] as const)('dstack’s log in its %s form', (_, event) => {
  it('states the application as registers, which account for RTMR3 when they are named', async () => {
    const log = started(event);
    const result = await appraised(log, { named: { COMPOSE_HASH: [toHex(COMPOSE)] } });
    expect(registers(result)).toMatchObject({
      COMPOSE_HASH: toHex(COMPOSE),
      APP_ID: toHex(filler('app', 20)),
      OS_IMAGE_HASH: toHex(filler('image', 32)),
    });
    expect(result.vector.executables).toBe('affirming');
  });

  it('is shown only as far as a person would read: an event’s name may be as long as the document', async () => {
    const log = [...started(event), event('x'.repeat(50_000), text('y'.repeat(50_000)))];
    const { claims } = await appraised(log);
    expect(JSON.stringify(claims?.details).length).toBeLessThan(10_000);
  });

  it('does not by itself make an application on a named operating system known', async () => {
    expect((await appraised(started(event))).vector.executables).toBe('warning');
    const other = await appraised(started(event, OTHER), { named: { COMPOSE_HASH: [toHex(COMPOSE)] } });
    expect(other.vector.executables).toBe('none');
  });

  it.each<[string, (one: Logged) => Shown]>([
    ['empty', (one) => ({ ...one, digest: '' })],
    ['left out', (one) => ({ ...one, digest: undefined })],
  ])('states the same with its digests %s', async (__, changed) => {
    const log = started(event);
    const result = await appraised(log, { shown: log.map(changed), named: { COMPOSE_HASH: [toHex(COMPOSE)] } });
    expect(result.vector.executables).toBe('affirming');
  });

  it('accounts for MRCONFIGID when that is 01, the compose hash and zeros, and for no other', async () => {
    expect((await appraised(started(event), { mrConfigId: dstackConfigId })).vector.configuration).toBe('affirming');
    const others = [
      concat(Uint8Array.of(2), COMPOSE, new Uint8Array(15)),
      concat(Uint8Array.of(1), OTHER, new Uint8Array(15)),
      concat(Uint8Array.of(1), COMPOSE, Uint8Array.of(1), new Uint8Array(14)),
    ];
    for (const mrConfigId of others)
      expect((await appraised(started(event), { mrConfigId })).vector.configuration).toBe('warning');
  });

  it('does not account for MRCONFIGID when it does not replay', async () => {
    const log = started(event);
    const result = await appraised(log, { shown: log.toReversed(), mrConfigId: dstackConfigId });
    expect(result.vector.configuration).toBe('warning');
  });
});

describe('what the application extends after its start', () => {
  const named = { COMPOSE_HASH: [toHex(COMPOSE)] };

  it('never replaces what the system measured', async () => {
    const log = [...started(first, OTHER), first('compose-hash', COMPOSE), first('system-ready', new Uint8Array())];
    const result = await appraised(log, { named });
    expect(registers(result)['COMPOSE_HASH']).toBe(toHex(OTHER));
    expect(result.vector.executables).toBe('none');
    expect(result.claims?.details['RTMR3 event compose-hash']).toBe(toHex(OTHER));
    expect(result.claims?.details['RTMR3 event compose-hash, times']).toBe(2);
  });

  it('states nothing where the system’s own events lack their text', async () => {
    const real = started(first, OTHER);
    const planted = started(first, COMPOSE);
    const hidden: readonly (readonly Shown[])[] = [
      real.map((one) => ({ ...one, event: 'x', event_payload: undefined })),
      real.map((one, at) => ({ ...one, event: `x${String(at)}`, event_payload: undefined })),
      real.map((one, at) => ({ ...one, event: `x${String(at)}`, event_payload: '00' })),
      real.map((one) => ({ ...one, event_type: 10 })),
      real.map((one) => ({ ...one, event: 'app-event' })),
    ];
    for (const start of hidden) {
      const result = await appraised([...real, ...planted], { shown: [...start, ...planted], named });
      expect(result.findings).toContainEqual({ check: 'tdx.event-log', outcome: 'pass' });
      expect(registers(result)).not.toHaveProperty('COMPOSE_HASH');
      expect(result.vector.executables).toBe('none');
    }
  });

  it('states nothing where a name occurs twice before the system was ready', async () => {
    const [preparing, app, compose, ...others] = started(first);
    const log = [preparing, app, first('compose-hash', OTHER), compose, ...others].flatMap((one) => one ?? []);
    expect(registers(await appraised(log, { named }))).not.toHaveProperty('COMPOSE_HASH');
  });

  it('concerns only the compose file once the system was ready', async () => {
    const log = [...started(first), first('MINER_HOTKEY', sha256(text('key')))];
    expect((await appraised(log, { named })).vector.executables).toBe('affirming');
  });

  it('leaves RTMR3 unaccounted for when the system measured something under an unknown name', async () => {
    const [preparing, ...others] = started(first);
    const log = [preparing, first('sidecar-image', OTHER), ...others].flatMap((one) => one ?? []);
    const result = await appraised(log, { named });
    expect(registers(result)).toMatchObject({ COMPOSE_HASH: toHex(COMPOSE) });
    expect(result.vector.executables).toBe('warning');
  });

  it('is shown in a bounded list, each payload cut', async () => {
    const many = Array.from({ length: 200 }, (_, at) => first(`event ${String(at)}`, filler('x', 300)));
    const { claims } = await appraised([...started(first), ...many]);
    const shown = Object.entries(claims?.details ?? {}).filter(([name]) => name.startsWith('RTMR3 event'));
    expect(shown).toHaveLength(64);
    expect(Math.max(...shown.map(([, value]) => String(value).length))).toBe(513);
  });
});

describe('an operating system that loads external code', () => {
  it('is not known code by its own registers alone', async () => {
    const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { rtmrs: TD.rtmrs.with(3, filler('loaded', 48)) } });
    const ask = (named: ReferenceValue['registers']) =>
      appraiseCase({
        evidence: dcapEvidence(made.evidence),
        endorsements: endorsementsFor(made),
        references: [reference({ ...OS, ...named })],
        anchors: made.anchors,
        now: NOW,
      });
    const bare = await ask({});
    expect(bare.findings).toContainEqual({ check: 'reference.run-time', outcome: 'warn', facts: { registers: 'RTMR3' } });
    expect(bare.vector.executables).toBe('warning');
    expect((await ask({ RTMR3: [toHex(filler('loaded', 48))] })).vector.executables).toBe('affirming');
  });
});
