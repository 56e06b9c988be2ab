import { describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const OTHER = 'https://other.test';

/** Two sites that proved their code, one of them pinned; and a record that cannot be read. */
async function visited(): Promise<TestBackground> {
  const background = await knownBackground();
  for (const [tab, origin] of [ORIGIN, OTHER].entries()) {
    await background.arrive(tab + 1, { url: `${origin}/` });
    await background.settled(tab + 1);
  }
  await background.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
  await background.ports.tables.put('registry-choices', ORIGIN, { origin: ORIGIN, profile: null });
  await background.ports.tables.put('set-aside', `history/${ORIGIN}`, {
    store: 'history',
    key: ORIGIN,
    why: '',
    at: '',
    value: null,
  });
  await background.ports.tables.put('endorsements', 'snp.vek/one-chip', { key: 'snp.vek/one-chip' });
  return background;
}

const everything = ({ tables, session }: TestBackground): string =>
  JSON.stringify([[...tables.rows], [...session.values].filter(([key]) => !/^(?:site|visit):/.test(key))]);

const list = (background: TestBackground) => background.calls['sites.list'].run(null);

describe('what is kept of sites', () => {
  it('is listed, even where the user chose nothing', async () => {
    const background = await visited();
    const at = '2026-11-25T08:00:00.000Z';
    expect(await list(background)).toEqual([
      { origin: ORIGIN, pin: 'hard', since: at, lastSeen: at },
      { origin: OTHER, pin: 'off', since: at, lastSeen: at },
    ]);
  });

  it('includes nothing that was appraised under another clock or a test anchor: it would still count when those are gone', async () => {
    const background = await knownBackground();
    const settings = await background.calls['settings.get'].run(null);
    const developer = { ...settings.developer, verificationTime: '2026-11-25T08:00:00.000Z' };
    await background.ports.settings.put({ ...settings, developer });
    await background.arrive(TAB, { url: `${ORIGIN}/` });
    expect((await background.settled(TAB)).badge).toBe('simulated');
    expect(await list(background)).toEqual([]);
  });

  it('is erased for one site, in the database and in this session, and for no other', async () => {
    const background = await visited();
    expect(everything(background)).toContain(ORIGIN);
    await background.calls['sites.forget'].run({ origin: ORIGIN });
    expect(everything(background)).not.toContain(ORIGIN);
    expect(everything(background)).toContain(OTHER);
    expect((await list(background)).map(({ origin }) => origin)).toEqual([OTHER]);
    expect((await background.view(TAB)).pin).toBe('off');
  });

  it('is erased for all sites, with everything that identifies single machines', async () => {
    const background = await visited();
    await background.calls['sites.forget'].run({ origin: null });
    expect(everything(background)).not.toMatch(/enclave\.test|other\.test|one-chip/);
    expect(await list(background)).toEqual([]);
    // What the user accepted belongs to the user, and has a list of its own.
    expect(await background.calls['allowlist.list'].run(null)).toHaveLength(1);
  });

  it('is asked again only when the site announces itself again', async () => {
    const background = await visited();
    await background.calls['sites.forget'].run({ origin: ORIGIN });
    const asked = background.asked.length;
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(background.asked).toHaveLength(asked);
  });

  it('is not erased when no origin is named', () => {
    const background = knownBackground();
    return expect(background.then(({ calls }) => calls['sites.forget'].read({ origin: 'enclave.test' }))).rejects.toThrow(
      'origin',
    );
  });
});
