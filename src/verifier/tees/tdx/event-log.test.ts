import { sha384 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { fromHex, toHex } from '../../bytes/hex.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { dcapEvidence, endorsementsFor, appraiseIntelCase, NOW } from '../../testing/intel/appraised.ts';
import { filler, TD } from '../../testing/intel/quote-writer.ts';
import { appraiseCase } from '../../testing/appraise-case.ts';
import { isCcel } from './ccel.ts';
import { readEventLogDocument } from './event-log.ts';

describe('the event log', () => {
  const type = Uint8Array.of(1, 0, 0, 8);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const event = (name: string, payload: Uint8Array, imr = 3) => ({
    imr,
    event_type: 0x08000001,
    digest: toHex(sha384(concat(type, text(':'), text(name), text(':'), payload))),
    event: name,
    event_payload: toHex(payload),
  });
  const log = [event('compose-hash', filler('compose', 32)), event('app-id', filler('app', 20))];
  const rtmr3 = log.reduce((register, { digest }) => sha384(concat(register, fromHex(digest, 'digest'))), new Uint8Array(48));
  const rtmrs = TD.rtmrs.map((rtmr, at) => (at === 3 ? rtmr3 : rtmr));
  const quote = { tee: 'tdx', version: 4, tdReport: { rtmrs } } as const;
  const appraised = async (document: unknown) => {
    const made = makeCase({ now: NOW, ...quote });
    const bytes = typeof document === 'string' ? text(document) : text(JSON.stringify(document));
    const endorsements = [...endorsementsFor(made), { need: { kind: 'tdx.event-log' }, bytes }];
    return await appraiseCase({ evidence: dcapEvidence(made.evidence), endorsements, anchors: made.anchors, now: NOW });
  };
  const answer = async (document: unknown) => (await appraised(document)).findings.find(({ check }) => check === 'tdx.event-log');

  it('is not requested from anyone', async () => {
    expect((await appraiseIntelCase(quote)).findings).toContainEqual({ check: 'tdx.event-log', outcome: 'not-applicable' });
  });

  it('that replays to the registers passes, and its events become claims', async () => {
    const result = await appraised(log);
    expect(result.findings).toContainEqual({ check: 'tdx.event-log', outcome: 'pass' });
    expect(result.claims?.details['RTMR3 event compose-hash']).toBe(toHex(filler('compose', 32)));
  });

  it('in another order, with an event more or less, or for another register explains nothing and proves nothing', async () => {
    for (const other of [
      log.toReversed(),
      [...log, event('app-event', filler('later', 1))],
      log.filter((_, at) => at === 0),
      log.map((one) => ({ ...one, imr: 2 })),
    ]) {
      const { findings, claims } = await appraised(other);
      const found = findings.find(({ check }) => check === 'tdx.event-log');
      expect(found).toMatchObject({ outcome: 'unknown', facts: { because: 'other-quote' } });
      expect(Object.keys(claims?.details ?? {}).filter((name) => name.includes('event'))).toEqual([]);
    }
  });

  it.each<[string, (one: (typeof log)[number]) => object]>([
    ['empty', (one) => ({ ...one, digest: '' })],
    ['null', (one) => ({ ...one, digest: null })],
    ['left out', (one) => ({ ...one, digest: undefined })],
    ['spelled in capitals', (one) => ({ ...one, digest: one.digest.toUpperCase() })],
  ])('whose digests are %s replays, and its events become claims', async (_, changed) => {
    const result = await appraised(log.map(changed));
    expect(result.findings).toContainEqual({ check: 'tdx.event-log', outcome: 'pass' });
    expect(result.claims?.details['RTMR3 event compose-hash']).toBe(toHex(filler('compose', 32)));
  });

  it('that contains only digests replays, but explains no event', async () => {
    const result = await appraised(log.map((one) => ({ ...one, event_payload: undefined })));
    expect(result.findings).toContainEqual({ check: 'tdx.event-log', outcome: 'pass' });
    expect(Object.keys(result.claims?.details ?? {}).filter((name) => name.includes('event'))).toEqual([]);
  });

  it('of firmware’s own events needs their digests', async () => {
    expect(await answer([{ imr: 0, event_type: 10, digest: '', event: '', event_payload: '' }])).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'unreadable', why: 'not 48 bytes' },
    });
  });

  it('shows no event whose text was not measured', async () => {
    const lying = log.map((one, at) => (at === 0 ? { ...one, event_payload: '00' } : one));
    const { claims } = await appraised(lying);
    expect(Object.keys(claims?.details ?? {})).toContain('RTMR3 event app-id');
    expect(Object.keys(claims?.details ?? {})).not.toContain('RTMR3 event compose-hash');
  });

  it('in the binary form of firmware is recognised and not read, wherever it is truncated', async () => {
    const noAction = concat(new Uint8Array(4), Uint8Array.of(3, 0, 0, 0), new Uint8Array(20), Uint8Array.of(33, 0, 0, 0));
    const ccel = concat(noAction, text('Spec ID Event03\0'), new Uint8Array(17), filler('events', 200));
    const made = makeCase({ now: NOW, ...quote });
    const answered = async (bytes: Uint8Array) => {
      const endorsements = [...endorsementsFor(made), { need: { kind: 'tdx.event-log' }, bytes }];
      const result = await appraiseCase({ evidence: dcapEvidence(made.evidence), endorsements, anchors: made.anchors, now: NOW });
      const { outcome, facts } = result.findings.find(({ check }) => check === 'tdx.event-log') ?? {};
      return [outcome, facts?.['because']];
    };
    expect(await answered(ccel)).toEqual(['unknown', 'binary-log']);
    expect(readEventLogDocument(ccel)).toHaveLength(1);
    for (let length = 0; length < 48; length += 1) expect(isCcel(ccel.filter((_, at) => at < length))).toBe(false);
    expect(isCcel(ccel.filter((_, at) => at < 48))).toBe(true);
    const other = ccel.map((byte, at) => (at === 46 ? byte ^ 1 : byte));
    expect(await answered(other)).toEqual(['unknown', 'unreadable']);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', {}],
    ['a register 4', log.map((one) => ({ ...one, imr: 4 }))],
    ['a digest of another size', log.map((one) => ({ ...one, digest: '00' }))],
    ['names that are not ASCII', log.map((one) => ({ ...one, event: 'é' }))],
    ['a version that nobody knows', log.map((one) => ({ ...one, version: 'v3' }))],
    ['neither digests nor payloads', log.map((one) => ({ ...one, digest: undefined, event_payload: undefined }))],
    ['ten thousand events and one', Array.from({ length: 10_001 }, () => log[0])],
  ])('that is %s is unreadable', async (_, document) => {
    expect(await answer(document)).toMatchObject({ outcome: 'unknown', facts: { because: 'unreadable' } });
  });

  it('is accepted from a site even if it cannot be read completely, and no other text is', () => {
    expect(readEventLogDocument(text('[{"imr": 9}]'))).toHaveLength(1);
    expect(() => readEventLogDocument(text('{}'))).toThrow('not an array');
    expect(() => readEventLogDocument(text('<html>'))).toThrow('not JSON');
  });
});
