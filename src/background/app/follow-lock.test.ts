import { describe, expect, it, vi } from 'vitest';
import type { AttestationResult, Finding } from '../../verifier/index.ts';
import { readDocument, type SiteDocument } from '../../verifier/protocol/index.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { arrive, headerOf, LOCK, locking, TAB } from '../testing/locked-site.ts';
import { documentAnswer } from '../testing/site.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';
import { followLock, namedBy, observeScripts, spokeSince, type Heard } from './follow-lock.ts';
import type { Visit } from './visit.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

/** The site's document as it was received; its evidence was verified before. */
const documentOf = (background: TestBackground): SiteDocument =>
  readDocument(
    documentAnswer({
      origin: ORIGIN,
      nonce: new Uint8Array(32),
      keys: [background.surroundings.tlsKey],
      also: LOCK,
      now: background.surroundings.now,
    }),
  );

type Appraised = { readonly background: TestBackground; readonly visit: Visit; readonly result: AttestationResult };

/** A visit to the site, and its result before anything is locked by it. */
async function appraised(): Promise<Appraised> {
  const background = await locking();
  const follow = vi.spyOn(background.ports.locks, 'follow').mockResolvedValue(false);
  await arrive(background, 'D1');
  const { state } = await background.settled(TAB);
  follow.mockRestore();
  const visit = background.ports.visits.held(TAB);
  if (state.at !== 'appraised' || visit === null) throw new Error('nothing was appraised');
  return { background, visit, result: state.result };
}

/** The result with another outcome of one check. */
const answered = (result: AttestationResult, check: string, outcome: Finding['outcome']): AttestationResult => ({
  ...result,
  findings: result.findings.map((one) => (one.check === check ? { check, outcome } : one)),
});

/** The result with other tiers. */
const withTiers = (result: AttestationResult, tiers: Partial<AttestationResult['vector']>): AttestationResult => ({
  ...result,
  vector: { ...result.vector, ...tiers },
});

describe('evidence decides which code runs on its origin’s pages', () => {
  it.each<[string, (result: AttestationResult) => AttestationResult]>([
    ['it was made for us just now', (result) => result],
    ['its age is within the limit', (result) => answered(result, 'freshness.nonce', 'warn')],
    ['its hardware lacks a patch', (result) => withTiers(result, { hardware: 'warning' })],
    ['something of its configuration is not accounted for', (result) => withTiers(result, { configuration: 'warning' })],
  ])('where %s', async (_, change) => {
    const { background, visit, result } = await appraised();
    await followLock(background.ports, visit, { document: documentOf(background), result: change(result) });
    expect([background.rules.done, background.reloaded]).toEqual([[`clear ${ORIGIN}`, `set ${ORIGIN}`], [ORIGIN]]);
  });

  it.each<[string, (result: AttestationResult) => AttestationResult]>([
    ['anything of it was refuted', (result) => ({ ...result, tier: 'contraindicated' })],
    ['its hardware could not be checked', (result) => withTiers(result, { hardware: 'none' })],
    ['its configuration could not be checked', (result) => withTiers(result, { configuration: 'none' })],
    ['it does not commit to its binding', (result) => answered(result, 'binding.report-data', 'unknown')],
    ['it is for another origin', (result) => answered(result, 'binding.origin', 'unknown')],
    ['its age is unknown', (result) => answered(result, 'freshness.nonce', 'unknown')],
    ['it is older than the limit', (result) => answered(result, 'freshness.nonce', 'fail')],
    [
      'nobody asked how old it is',
      (result) => ({ ...result, findings: result.findings.filter(({ check }) => check !== 'freshness.nonce') }),
    ],
  ])('unless %s', async (_, change) => {
    const { background, visit, result } = await appraised();
    await followLock(background.ports, visit, { document: documentOf(background), result: change(result) });
    expect(background.rules.done).toEqual([]);
  });

  it.each<[string, Partial<Visit>]>([
    ['in a private window', { private: true }],
    ['of a page without an origin', { origin: null }],
  ])('never %s', async (_, more) => {
    const { background, visit, result } = await appraised();
    await followLock(background.ports, { ...visit, ...more }, { document: documentOf(background), result });
    expect(background.rules.done).toEqual([]);
  });

  it('until it expires, and with whether anybody followed knows its code', async () => {
    const { background, visit, result } = await appraised();
    const follow = vi.spyOn(background.ports.locks, 'follow');
    for (const executables of ['affirming', 'warning'] as const)
      await followLock(background.ports, visit, { document: documentOf(background), result: withTiers(result, { executables }) });
    const evidence = {
      lock: namedBy(documentOf(background)),
      at: background.ports.now(),
      until: Date.parse(result.goodUntil),
      code: { tee: 'sgx', registers: expect.objectContaining(sgxAttester.reference) as unknown },
    };
    expect(follow.mock.calls.map(([origin, one]) => [origin, one])).toEqual([
      [ORIGIN, { ...evidence, codeKnown: true }],
      [ORIGIN, { ...evidence, codeKnown: false }],
    ]);
  });

  it('and pages are not loaded again where nothing changes for them', async () => {
    const { background, visit, result } = await appraised();
    for (let time = 0; time < 2; time += 1)
      await followLock(background.ports, visit, { document: documentOf(background), result });
    expect(background.reloaded).toEqual([ORIGIN]);
  });

  it('and lets go only where it says that it names no code, not where its form has no place for names', async () => {
    const { background, visit, result } = await appraised();
    await followLock(background.ports, visit, { document: documentOf(background), result });
    const nameless = { ...documentOf(background), binding: null };
    await followLock(background.ports, visit, { document: nameless, result: answered(result, 'channel.scripts', 'unknown') });
    const findings = result.findings.filter(({ check }) => check !== 'channel.scripts');
    await followLock(background.ports, visit, { document: nameless, result: { ...result, findings } });
    expect(background.rules.rules.size).toBe(1);
    await followLock(background.ports, visit, {
      document: nameless,
      result: answered(result, 'channel.scripts', 'not-applicable'),
    });
    expect(background.rules.rules.size).toBe(0);
  });
});

describe('what is known of the code in the document of a check', () => {
  const nothing = (): Heard => ({ guard: null, body: null });
  const SILENT = { kind: 'unguarded', because: 'guard-silent' };

  /** The document's guard reported; the document of the check is shown. */
  async function reported(): Promise<Appraised & { readonly guard: NonNullable<Visit['guard']> }> {
    const { background, visit, result } = await appraised();
    await followLock(background.ports, visit, { document: documentOf(background), result });
    const guard = await background.ports.locks.reported(ORIGIN, await headerOf(background));
    if (guard === null) throw new Error('another word');
    const told = await background.ports.visits.update(TAB, visit.id, (one) => ({ ...one, guard }));
    if (told === null) throw new Error('its visit is gone');
    return { background, visit: told, result, guard };
  }

  it('is what its guard reported, which the check notes', async () => {
    const { background, visit, guard } = await reported();
    const heard = nothing();
    const seen = await observeScripts(background.ports, { tabId: TAB, id: visit.id }, documentOf(background), heard);
    expect([seen.kind, heard]).toEqual(['guarded', { guard, body: null }]);
  });

  it('is nothing where the tab shows another document by now, whatever that one’s guard reported', async () => {
    const { background } = await reported();
    const seen = await observeScripts(background.ports, { tabId: TAB, id: 'replaced' }, documentOf(background), nothing());
    expect(seen).toEqual(SILENT);
  });

  it('is nothing where the tab is gone, and where its page has no origin', async () => {
    const { background, visit } = await reported();
    const heard = nothing();
    expect(await observeScripts(background.ports, { tabId: TAB + 1, id: visit.id }, documentOf(background), heard)).toEqual(
      SILENT,
    );
    expect(heard).toEqual(nothing());
    await background.ports.visits.update(TAB, visit.id, (one) => ({ ...one, origin: null }));
    expect(await observeScripts(background.ports, visit, documentOf(background), heard)).toEqual(SILENT);
  });
});

describe('a result covers less than is known', () => {
  const held = { kind: 'held', header: 'policy', epoch: null } as const;
  const signed = (body: string | null) => ({ body }) as Visit['signed'];

  it.each<[string, Heard, Pick<Visit, 'guard' | 'signed'>, boolean]>([
    ['once the guard reported', { guard: null, body: null }, { guard: held, signed: null }, true],
    ['once the document was stopped', { guard: held, body: null }, { guard: { kind: 'removed' }, signed: null }, true],
    ['once the body was seen', { guard: null, body: null }, { guard: null, signed: signed('digest') }, true],
    ['never while nothing is heard', { guard: null, body: null }, { guard: null, signed: null }, false],
    ['never while no body is seen', { guard: null, body: null }, { guard: null, signed: signed(null) }, false],
    ['never while all of it was known', { guard: held, body: 'digest' }, { guard: held, signed: signed('digest') }, false],
  ])('%s', (_, heard, visit, covers) => {
    expect(spokeSince(heard, visit)).toBe(covers);
  });
});
