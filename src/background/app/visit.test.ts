import { mismatchOf } from '../api/badge-of.ts';
import { describe, expect, it } from 'vitest';
import { instant, parseRfc3339, type AttestationResult, type ChannelObservation, type Finding } from '../../verifier/index.ts';
import { appraisedInput } from './appraised-input.ts';
import { neutral } from './held-visit.ts';
import { restoreChannel, storeChannel } from './stored-channel.ts';
import {
  badgeInput,
  httpsOrigin,
  httpsTwin,
  keptDocuments,
  saysNothing,
  unresolvedFailureOf,
  viewOf,
  withoutPermission,
  type Visit,
} from './visit.ts';

const NOW = parseRfc3339('2026-11-25T08:00:00Z', 'now');
const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
const DOCUMENT = { origin: 'https://enclave.test', documentId: 'D1' };
const fresh = neutral(1, DOCUMENT, null, { now: () => NOW, random });
const FAILED: Finding = { check: 'dcap.quote.signature', outcome: 'fail' };
const MISMATCH: Finding = { check: 'channel.tls-key', outcome: 'unknown', facts: { because: 'mismatch-unconfirmed' } };
/** A result, with only the fields that these functions use. */
const result = (change: Partial<AttestationResult> = {}): AttestationResult =>
  ({
    tier: 'affirming',
    vector: { hardware: 'affirming' },
    simulated: [],
    findings: [],
    judgedAt: '2026-11-25T08:00:00.000Z',
    goodUntil: '2026-11-25T09:00:00.000Z',
    ...change,
  }) as unknown as AttestationResult;
const appraised = (change: Partial<AttestationResult> = {}, more: Partial<Visit> = {}): Visit => ({
  ...fresh,
  state: {
    at: 'appraised',
    announcedBy: 'click',
    continuity: { kind: 'first' },
    result: result(change),
  } as unknown as Visit['state'],
  ...more,
});

const OWN = { announcedBy: 'response-header', adapter: 'sealmark' } as const;

describe('the address of a page', () => {
  it.each([
    ['https://a.test/x', 'https://a.test', null],
    ['https://a.test./', 'https://a.test', null],
    ['https://a.test:8443/', 'https://a.test:8443', null],
    ['http://a.test/', null, 'https://a.test'],
    ['HTTP://a.test/x', null, 'https://a.test'],
    ['http://a.test:8080/', null, null],
    ['ftp://a.test/', null, null],
    ['about:blank', null, null],
    ['nothing', null, null],
  ])('%s has the https origin %s, and over http the twin %s', (url, origin, twin) => {
    expect([httpsOrigin(url), httpsTwin(url)]).toEqual([origin, twin]);
  });
});

describe('a document about which nothing is known', () => {
  it('is treated as private and unobserved, and was not asked', () => {
    expect(fresh).toMatchObject({
      format: 1,
      id: '0707070707070707',
      private: true,
      channel: { kind: 'unobserved', because: 'started-before-us' },
      announced: null,
      adapter: null,
      clicked: false,
      attempts: 0,
      resumed: 0,
      state: { at: 'none' },
      unresolvedFailure: null,
      pin: 'off',
      boundedAge: false,
      documents: [],
    });
  });

  it('takes over the click and a failure of its own origin, and of no other', () => {
    const before = appraised({ tier: 'contraindicated', findings: [FAILED] }, { clicked: true });
    const next = (origin: string | null): Visit => neutral(1, { origin, documentId: 'D2' }, before, { now: () => NOW, random });
    expect(next('https://enclave.test')).toMatchObject({
      clicked: true,
      unresolvedFailure: { worst: 'failed', findings: [FAILED] },
    });
    for (const other of ['https://other.test', null])
      expect(next(other)).toMatchObject({ clicked: false, unresolvedFailure: null });
    const nowhere = neutral(1, { origin: null, documentId: 'D3' }, { ...before, origin: null }, { now: () => NOW, random });
    expect(nowhere).toMatchObject({ clicked: false, unresolvedFailure: null });
  });
});

describe('a visit that says nothing', () => {
  it('is one of which everything is quiet', () => {
    expect(saysNothing(fresh)).toBe(true);
    expect(saysNothing({ ...fresh, state: { at: 'off', because: 'not-https' } })).toBe(true);
    const loud: readonly Partial<Visit>[] = [
      { state: { at: 'fetching', announcedBy: 'click' } },
      { unresolvedFailure: { worst: 'failed', judgedAt: '', findings: [] } },
      { clicked: true },
      { pin: 'soft' },
      { registry: {} as NonNullable<Visit['registry']> },
      { documents: [{ documentId: 'D0', channel: fresh.channel, announced: OWN, guard: null, signed: null }] },
    ];
    for (const change of loud) expect(saysNothing({ ...fresh, ...change })).toBe(false);
  });
});

describe('documents that are recorded', () => {
  const seen = (documentId: string) => ({ documentId, channel: fresh.channel, announced: null, guard: null, signed: null });

  it('are those that said something and have an id, each once, the latest last, no more than twenty', () => {
    const visit = appraised({}, { documents: [seen('D0'), seen('D1'), seen('D2')], announced: OWN });
    expect(keptDocuments(visit).map(({ documentId }) => documentId)).toEqual(['D0', 'D2', 'D1']);
    expect(keptDocuments(visit).at(-1)?.announced).toBe(OWN);
    expect(keptDocuments({ ...visit, documentId: null })).toBe(visit.documents);
    expect(keptDocuments({ ...fresh, documents: [seen('D0')] }).map(({ documentId }) => documentId)).toEqual(['D0']);
    const many = Array.from({ length: 25 }, (_, at) => seen(`E${String(at)}`));
    expect(keptDocuments(appraised({}, { documents: many })).map(({ documentId }) => documentId)).toEqual([
      ...many.slice(6).map(({ documentId }) => documentId),
      'D1',
    ]);
  });

  it('keep what was seen of their connection', () => {
    const observed: ChannelObservation = {
      kind: 'observed',
      spki: Uint8Array.of(1, 2),
      confirmed: false,
      locallyInstalledRoot: true,
    };
    expect(restoreChannel(storeChannel(observed))).toEqual(observed);
    expect(storeChannel({ ...observed, confirmed: true })).toEqual({
      kind: 'observed',
      spki: 'AQI=',
      locallyInstalledRoot: true,
    });
    expect(restoreChannel(storeChannel({ kind: 'unobserved', because: 'from-cache' }))).toEqual({
      kind: 'unobserved',
      because: 'from-cache',
    });
  });
});

describe('what an earlier check of this origin left unresolved', () => {
  const earlier = { worst: 'caution', judgedAt: 'before', findings: [] } as const;

  it('is its failure, with the findings that failed', () => {
    const visit = appraised({ tier: 'contraindicated', findings: [FAILED, MISMATCH] }, { unresolvedFailure: earlier });
    expect(unresolvedFailureOf(visit)).toEqual({ worst: 'failed', judgedAt: '2026-11-25T08:00:00.000Z', findings: [FAILED] });
  });

  it('is a connection that was seen to end elsewhere, unless something was unresolved before', () => {
    const visit = appraised({ findings: [MISMATCH] });
    expect(mismatchOf(result({ findings: [FAILED, MISMATCH] }))).toBe(MISMATCH);
    expect(
      mismatchOf(
        result({
          findings: [
            { ...MISMATCH, facts: { because: 'other' } },
            { ...MISMATCH, check: 'other' },
          ],
        }),
      ),
    ).toBeNull();
    expect(unresolvedFailureOf(visit)).toEqual({ worst: 'caution', judgedAt: '2026-11-25T08:00:00.000Z', findings: [MISMATCH] });
    expect(unresolvedFailureOf({ ...visit, unresolvedFailure: { ...earlier, worst: 'failed' } })?.worst).toBe('failed');
  });

  it('stays as it was, where nothing was appraised or nothing was wrong', () => {
    expect(unresolvedFailureOf({ ...fresh, unresolvedFailure: earlier })).toBe(earlier);
    expect(unresolvedFailureOf(appraised({}, { unresolvedFailure: earlier }))).toBe(earlier);
    expect(unresolvedFailureOf(appraised())).toBeNull();
  });
});

describe('the input of the mark', () => {
  const context = { registry: null, boundedAge: false, continuity: { kind: 'first' } } as unknown as Parameters<
    typeof appraisedInput
  >[1];

  it('is out of date from exactly this moment on', () => {
    const until = parseRfc3339('2026-11-25T09:00:00Z', 'until');
    expect(appraisedInput(result(), context, instant(until - 1)).expired).toBe(false);
    expect(appraisedInput(result(), context, until).expired).toBe(true);
  });

  it.each([
    [{ kind: 'changed', reviewed: false }, true],
    [{ kind: 'changed', reviewed: true }, false],
    [{ kind: 'same', reviewed: false }, false],
  ])('is changed for code of %j: %s', (continuity, changed) => {
    expect(appraisedInput(result(), { ...context, continuity } as typeof context, NOW).changed).toBe(changed);
  });

  it('is simulated, bounded in age, and mismatched as the result says', () => {
    expect(appraisedInput(result(), context, NOW)).toMatchObject({
      simulated: false,
      mismatch: false,
      registryContradicts: false,
    });
    const other = appraisedInput(result({ simulated: ['clock'], findings: [MISMATCH] }), { ...context, boundedAge: true }, NOW);
    expect(other).toMatchObject({ simulated: true, mismatch: true, boundedAge: true });
  });

  it('is the state itself where nothing was appraised, with what is unresolved', () => {
    const unresolvedFailure = { worst: 'failed', judgedAt: '', findings: [] } as const;
    expect(badgeInput({ ...fresh, unresolvedFailure }, NOW)).toEqual({ unresolvedFailure: 'failed', site: { at: 'none' } });
    expect(badgeInput(appraised({}, { unresolvedFailure }), NOW)).toMatchObject({
      unresolvedFailure: 'failed',
      site: { at: 'appraised' },
    });
    expect(badgeInput(appraised(), NOW).unresolvedFailure).toBeNull();
  });

  it('is drawn with the time at which it was made', () => {
    const { tabId, documentId, origin } = fresh;
    expect(viewOf(fresh, NOW)).toMatchObject({ format: 1, tabId, documentId, origin, updatedAt: '2026-11-25T08:00:00.000Z' });
  });
});

it('a page that we may no longer access keeps nothing of its check', () => {
  const visit = appraised({}, { clicked: true, attempts: 2, lastDocument: { nonce: '', replies: [''], at: '', fromLedger: [] } });
  const quiet = { clicked: false, attempts: 0, registry: null, accelerators: null, lastDocument: null };
  expect(withoutPermission(visit)).toMatchObject({ ...quiet, state: { at: 'off', because: 'no-permission' } });
});
