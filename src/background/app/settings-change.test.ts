// Covers: tabs.ts
import { describe, expect, it, vi } from 'vitest';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { EndorsementSource } from '../endorsements/source.ts';
import { appraisedBy } from '../testing/appraised-by.ts';
import { answering, ENTRY, knownBackground, problem, putSettings } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { openTestBackground, ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const OTHER = 2;
const OTHER_ORIGIN = 'https://other.test';

describe('an entry of the allowlist', () => {
  /** Two tabs, of one code each. */
  async function two(): Promise<TestBackground> {
    const background = openTestBackground();
    const honest = answering(background);
    const changed = answering(background, 'other-code');
    background.surroundings.say = (origin, ...more) => (origin === ORIGIN ? honest : changed)(origin, ...more);
    await background.arrive(TAB);
    await background.arrive(OTHER, { url: `${OTHER_ORIGIN}/` });
    await Promise.all([TAB, OTHER].map((tabId) => background.settled(tabId)));
    return background;
  }

  it.each<[string, Partial<AllowlistEntry>, readonly number[]]>([
    ['of this code, for every site', {}, [TAB]],
    ['of this code, for this site', { origins: [ORIGIN] }, [TAB]],
    ['of this code, for another site', { origins: [OTHER_ORIGIN] }, []],
    ['of code that no tab runs', { registers: { MRENCLAVE: 'ab'.repeat(32) } }, []],
    ['of another TEE', { tee: 'tdx' }, []],
  ])('%s is appraised where it can count, and no site is asked', async (_, change, tabs) => {
    const background = await two();
    const entry = { ...ENTRY, ...change };
    expect(await appraisedBy(background, [TAB, OTHER], () => background.calls['allowlist.put'].run(entry))).toEqual(tabs);
    expect((await background.view(TAB)).badge).toBe(tabs.includes(TAB) ? 'verified' : 'unaudited');
    expect(await appraisedBy(background, [TAB, OTHER], () => background.calls['allowlist.remove'].run({ id: entry.id }))).toEqual(
      tabs,
    );
    expect((await background.view(TAB)).badge).toBe('unaudited');
    expect(background.asked).toHaveLength(2);
  });

  it('that is changed to other code is appraised where it counted before', async () => {
    const background = await two();
    await background.calls['allowlist.put'].run(ENTRY);
    expect((await background.settled(TAB)).badge).toBe('verified');
    const other = { ...ENTRY, registers: { MRENCLAVE: 'ab'.repeat(32) } };
    const text = JSON.stringify({ format: 'sealmark-allowlist-1', entries: [other] });
    expect(await appraisedBy(background, [TAB, OTHER], () => background.calls['allowlist.import'].run({ text }))).toEqual([TAB]);
    expect((await background.view(TAB)).badge).toBe('unaudited');
  });

  it('keeps nothing of a document past the time in which it may be appraised again', async () => {
    const background = await two();
    for (let minute = 0; minute < 6; minute += 1) {
      background.surroundings.now += 60_000;
      await background.calls['allowlist.put'].run({ ...ENTRY, note: String(minute) });
      await background.settled(TAB);
    }
    expect(background.asked).toEqual([ORIGIN, OTHER_ORIGIN, ORIGIN]);
  });
});

describe('a change of settings', () => {
  it('that says nothing about evidence, or nothing at all, appraises nothing', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    await background.settled(TAB);
    for (const change of [{}, { onboarded: true }, { askVendors: false }, { oldestEvidenceHours: 1 }])
      expect(await appraisedBy(background, [TAB], () => putSettings(background, change))).toEqual([]);
  });

  it('of the time by which is judged appraises every tab', async () => {
    const background = await knownBackground();
    await background.arrive(TAB);
    expect((await background.settled(TAB)).badge).toBe('verified');
    await putSettings(background, { developer: { testAnchors: [], verificationTime: '2026-11-25T08:00:01Z' } });
    expect((await background.settled(TAB)).badge).toBe('simulated');
    expect(background.asked).toHaveLength(1);
  });
});

describe('leave to ask a manufacturer', () => {
  const HOST = 'https://vendor.test';

  function vendor(background: TestBackground): { readonly fetched: string[] } {
    const fetched: string[] = [];
    const source: EndorsementSource = {
      id: 'vendor',
      gives: 'manufacturer',
      hosts: [HOST],
      reveals: 'platform-family',
      answers: ({ kind }) => kind.startsWith('dcap.'),
      lasts: () => false,
      fetch(need) {
        fetched.push(need.kind);
        return Promise.resolve(problem('net.unreachable').problem);
      },
    };
    background.surroundings.sources = [source];
    const honest = answering(background);
    // One site sends no endorsements along.
    background.surroundings.say = (origin, nonce, signal) =>
      origin === ORIGIN
        ? Promise.resolve({
            bytes: documentAnswer({
              origin,
              nonce,
              keys: [background.surroundings.tlsKey],
              now: background.surroundings.now,
              endorsements: false,
            }),
          })
        : honest(origin, nonce, signal);
    return { fetched };
  }

  async function missing(): Promise<{ readonly background: TestBackground; readonly fetched: string[] }> {
    const background = await knownBackground();
    const { fetched } = vendor(background);
    await background.arrive(TAB);
    await background.arrive(OTHER, { url: `${OTHER_ORIGIN}/` });
    await Promise.all([TAB, OTHER].map((tabId) => background.settled(tabId)));
    expect(fetched).toEqual([]);
    return { background, fetched };
  }

  it('given in the browser appraises the tab that misses it, and no other', async () => {
    const { background, fetched } = await missing();
    background.surroundings.vendors.add(HOST);
    const changed = () => background.calls['permissions.changed'].run(null);
    expect(await appraisedBy(background, [TAB, OTHER], changed)).toEqual([TAB]);
    expect(fetched.length).toBeGreaterThan(0);
  });

  it('for another host appraises nothing', async () => {
    const { background, fetched } = await missing();
    background.surroundings.vendors.add('https://another.test');
    const changed = () => background.calls['permissions.changed'].run(null);
    expect(await appraisedBy(background, [TAB, OTHER], changed)).toEqual([]);
    expect(fetched).toEqual([]);
  });

  it('given in our settings appraises the tab that misses it, and no other', async () => {
    const { background, fetched } = await missing();
    background.surroundings.vendors.add(HOST);
    await putSettings(background, { askVendors: false });
    expect(await appraisedBy(background, [TAB, OTHER], () => putSettings(background, { askVendors: true }))).toEqual([TAB]);
    expect(fetched.length).toBeGreaterThan(0);
  });
});
