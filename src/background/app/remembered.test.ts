import { describe, expect, it, vi } from 'vitest';
import { knownWorld } from '../testing/played.ts';
import { ORIGIN, type World } from '../testing/world.ts';

// What the test build replaces too: the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../e2e/test-build/pinned.ts'));

const TAB = 1;
const OTHER = 'https://other.test';

/** Two sites that proved their code, one of them pinned; and a record of one that cannot be read. */
async function visited(): Promise<World> {
  const world = await knownWorld();
  for (const [tab, origin] of [ORIGIN, OTHER].entries()) {
    await world.arrive(tab + 1, { url: `${origin}/` });
    await world.settled(tab + 1);
  }
  await world.calls['site.pin'].run({ origin: ORIGIN, pin: 'hard' });
  await world.ports.tables.put('registry-choices', ORIGIN, { origin: ORIGIN, profile: null });
  await world.ports.tables.put('set-aside', `history/${ORIGIN}`, { store: 'history', key: ORIGIN, why: '', at: '', value: null });
  await world.ports.tables.put('endorsements', 'snp.vek/one-chip', { key: 'snp.vek/one-chip' });
  return world;
}

const everything = ({ tables, session }: World): string =>
  JSON.stringify([[...tables.rows], [...session.values].filter(([key]) => !/^(?:site|visit):/.test(key))]);

const list = (world: World) => world.calls['sites.list'].run(null);

describe('what is remembered of sites', () => {
  it('is listed, also where the user chose nothing', async () => {
    const world = await visited();
    const at = '2026-11-25T08:00:00.000Z';
    expect(await list(world)).toEqual([
      { origin: ORIGIN, pin: 'hard', since: at, lastSeen: at },
      { origin: OTHER, pin: 'off', since: at, lastSeen: at },
    ]);
  });

  it('is nothing of what was judged under another clock or a test anchor: it would count when those are gone', async () => {
    const world = await knownWorld();
    const settings = await world.calls['settings.get'].run(null);
    const developer = { ...settings.developer, verificationTime: '2026-11-25T08:00:00.000Z' };
    await world.ports.settings.put({ ...settings, developer });
    await world.arrive(TAB, { url: `${ORIGIN}/` });
    expect((await world.settled(TAB)).badge).toBe('simulated');
    expect(await list(world)).toEqual([]);
  });

  it('is erased of one site, in the database and in this session, and of no other', async () => {
    const world = await visited();
    expect(everything(world)).toContain(ORIGIN);
    await world.calls['sites.forget'].run({ origin: ORIGIN });
    expect(everything(world)).not.toContain(ORIGIN);
    expect(everything(world)).toContain(OTHER);
    expect((await list(world)).map(({ origin }) => origin)).toEqual([OTHER]);
    expect((await world.view(TAB)).pin).toBe('off');
  });

  it('is erased of all sites, with what tells of single machines', async () => {
    const world = await visited();
    await world.calls['sites.forget'].run({ origin: null });
    expect(everything(world)).not.toMatch(/enclave\.test|other\.test|one-chip/);
    expect(await list(world)).toEqual([]);
    // What the user accepted is the user's own, and has a list of its own.
    expect(await world.calls['allowlist.list'].run(null)).toHaveLength(1);
  });

  it('is asked again only when the site announces itself again', async () => {
    const world = await visited();
    await world.calls['sites.forget'].run({ origin: ORIGIN });
    const asked = world.asked.length;
    await world.arrive(TAB, { links: [] });
    expect((await world.settled(TAB)).badge).toBe('none');
    expect(world.asked).toHaveLength(asked);
  });

  it('is erased for nobody who names no origin', () => {
    const world = knownWorld();
    return expect(world.then(({ calls }) => calls['sites.forget'].read({ origin: 'enclave.test' }))).rejects.toThrow('origin');
  });
});
