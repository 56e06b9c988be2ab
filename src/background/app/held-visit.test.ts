import { describe, expect, it } from 'vitest';
import { instant, parseRfc3339, type AttestationResult } from '../../verifier/index.ts';
import { announcedNothing, beginning, documentIn, expiryOf, isOver, isShown, isVisit, neutral } from './held-visit.ts';
import { INTERNAL, INTERRUPTED } from './mistakes.ts';
import type { Visit } from './visit.ts';

const MADE = parseRfc3339('2026-11-25T08:00:00Z', 'made');
const UNTIL = parseRfc3339('2026-11-25T09:00:00Z', 'until');
const MINUTE_MS = 60_000;
const ports = { now: () => MADE, random: (length: number) => new Uint8Array(length) };
const fresh = neutral(1, { origin: 'https://enclave.test', documentId: 'D1' }, null, ports);
/** A visit with a result, of which only the fields are there that decide how long it holds. */
const appraised = (change: Partial<AttestationResult> = {}): Visit => {
  const result = { simulated: [], judgedAt: '2026-11-25T08:00:00Z', goodUntil: '2026-11-25T09:00:00Z', ...change };
  return { ...fresh, state: { at: 'appraised', announcedBy: 'click', result } as unknown as Visit['state'] };
};
const withState = (state: Visit['state']): Visit => ({ ...fresh, state });

describe('how long a result holds', () => {
  it('is what it says', () => {
    expect(expiryOf(appraised())).toBe(UNTIL);
    expect(expiryOf(appraised({ simulated: ['a test root'] }))).toBe(UNTIL);
  });

  it('is nobody’s to ask where there is none', () => {
    expect(expiryOf(fresh)).toBeNull();
    expect(isOver(fresh, instant(UNTIL + 1))).toBe(false);
  });

  it.each<[string, Partial<AttestationResult>]>([
    ['it is of another time than now', { simulated: ['clock'] }],
    ['it had run out when it was made', { goodUntil: '2026-11-25T07:00:00Z' }],
    ['it ran out at the moment in which it was made', { goodUntil: '2026-11-25T08:00:00Z' }],
  ])('is not asked for where %s: to check that again would help nobody', (_, change) => {
    expect(expiryOf(appraised(change))).toBeNull();
    expect(isOver(appraised(change), instant(UNTIL + 1))).toBe(false);
    expect(isOver(appraised(change), instant(MADE - 6 * MINUTE_MS))).toBe(false);
  });

  it('ends a moment after that', () => {
    expect(isOver(appraised(), UNTIL)).toBe(false);
    expect(isOver(appraised(), instant(UNTIL + 1))).toBe(true);
  });

  it('ends where the clock was put back by more than clocks are corrected', () => {
    expect(isOver(appraised(), instant(MADE - 5 * MINUTE_MS))).toBe(false);
    expect(isOver(appraised(), instant(MADE - 5 * MINUTE_MS - 1))).toBe(true);
  });
});

describe('a document about which nothing is known yet', () => {
  const before = { ...fresh, clicked: true };

  it('has the click and the documents of the one before, where that is of its origin', () => {
    const next = neutral(1, { origin: 'https://enclave.test', documentId: 'D2' }, before, ports);
    expect(next.clicked).toBe(true);
    expect(next.documents.map(({ documentId }) => documentId)).toEqual(['D1']);
  });

  it('has nothing that the guard of the one before reported', () => {
    const guarded = { ...before, guard: { kind: 'held', header: 'policy', epoch: null } as const };
    expect(neutral(1, { origin: 'https://enclave.test', documentId: 'D2' }, guarded, ports).guard).toBeNull();
  });

  it.each(['https://other.test', null])('has no click of another origin (%s)', (origin) => {
    expect(neutral(1, { origin, documentId: 'D2' }, { ...before, origin: null }, ports).clicked).toBe(false);
  });

  it('has a name that is drawn for it', () => {
    const drawn = neutral(1, { origin: null, documentId: null }, null, {
      ...ports,
      random: (length) => new Uint8Array(length).fill(5),
    });
    expect(drawn.id).toBe('0505050505050505');
    expect([drawn.private, drawn.state, drawn.pin]).toEqual([true, { at: 'none' }, 'off']);
  });
});

describe('what stands in storage', () => {
  it('is a visit of this release, or is not used', () => {
    expect(isVisit(JSON.parse(JSON.stringify(fresh)))).toBe(true);
    for (const value of [undefined, null, 'visit', 1, {}, { format: 1 }, { ...fresh, format: 2 }])
      expect(isVisit(value)).toBe(false);
  });

  it.each(Object.keys(fresh))('is not used without its field %s', (name) => {
    expect(isVisit(JSON.parse(JSON.stringify({ ...fresh, [name]: undefined })))).toBe(false);
  });
});

describe('a check that begins', () => {
  it('asks anew, in the form that was told, and keeps what failed before', () => {
    const failed: Visit = {
      ...appraised({ tier: 'contraindicated', findings: [{ check: 'dcap.quote.signature', outcome: 'fail' }] }),
      lastDocument: { nonce: '', replies: [], at: '', fromLedger: [] },
      adapter: 'sealmark',
    };
    const begun = beginning(failed, { announcedBy: 'list', adapter: 'maple' });
    expect(begun).toMatchObject({ adapter: 'maple', lastDocument: null, state: { at: 'fetching', announcedBy: 'list' } });
    expect(begun.unresolvedFailure?.worst).toBe('failed');
    expect(begun.id).toBe(failed.id);
  });
});

describe('a page that announced nothing', () => {
  it.each<[boolean, string, Visit['state']]>([
    [true, 'said nothing', { at: 'none' }],
    [true, 'was seen by a worker that died', { at: 'unavailable', problem: INTERRUPTED }],
    [false, 'could not be checked', { at: 'unavailable', problem: INTERNAL }],
    [true, 'is missed, having said nothing', { at: 'missing', pin: 'soft', since: '', problem: null }],
    [false, 'is missed for a problem', { at: 'missing', pin: 'soft', since: '', problem: INTERNAL }],
    [false, 'is being checked', { at: 'fetching', announcedBy: 'click' }],
    [false, 'may not be looked at', { at: 'off', because: 'no-permission' }],
  ])('(%s): one that %s', (expected, _, state) => {
    expect(announcedNothing(withState(state))).toBe(expected);
  });
});

describe('what a frame shows', () => {
  const frame = { url: 'https://enclave.test/x', documentId: 'D1', failed: false };

  it('is named by its origin and document', () => {
    expect(documentIn(frame)).toEqual({ origin: 'https://enclave.test', documentId: 'D1' });
    expect(isShown(fresh, frame)).toBe(true);
    expect(isShown(fresh, { ...frame, documentId: 'D2' })).toBe(false);
    expect(isShown(fresh, { ...frame, url: 'https://other.test/x' })).toBe(false);
  });
});
