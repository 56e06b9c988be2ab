// Covers: visits.ts, mistakes.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { Desk, FETCHING, ONE, TAB, TWO } from '../testing/desk.ts';
import { INTERNAL } from './mistakes.ts';
import type { Visit } from './visit.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

const LAST_DOCUMENT: Visit['lastDocument'] = { nonce: 'AA==', replies: ['AA=='], at: '2026-11-25T08:00:00.000Z', fromLedger: [] };

/** Storage that refuses this many times. */
function refuse(times: number): void {
  const set = desk.session.set.bind(desk.session);
  let left = times;
  vi.spyOn(desk.session, 'set').mockImplementation((all) => {
    left -= 1;
    return left < 0 ? set(all) : Promise.reject(new Error('quota'));
  });
}

describe('storage that is full', () => {
  it('keeps the visit without the site’s document, which can be fetched again', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    refuse(1);
    const update = await visits.update(TAB, id, (visit) => ({ ...visit, attempts: 3, lastDocument: LAST_DOCUMENT }));
    expect(update).toMatchObject({ lastDocument: LAST_DOCUMENT });
    expect(await desk.worker().read(TAB)).toMatchObject({ attempts: 3, lastDocument: null });
    expect(desk.report).not.toHaveBeenCalled();
  });

  it('shows nothing that could not be stored, or an older mark would return', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    refuse(2);
    expect(await visits.update(TAB, id, (visit) => ({ ...visit, lastDocument: LAST_DOCUMENT }))).toBeNull();
    expect(visits.held(TAB)).toMatchObject({ lastDocument: null, state: { at: 'unavailable', problem: INTERNAL } });
    expect(desk.stored).toEqual([]);
    expect(desk.report).toHaveBeenCalledOnce();
    expect(desk.changed).toHaveBeenCalledTimes(2);
  });

  it('leaves a page that may not be checked as it is, and brings no earlier failure back', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    refuse(2);
    await visits.update(TAB, id, (visit) => ({ ...visit, state: { at: 'off', because: 'no-permission' } }));
    expect(visits.held(TAB)?.state).toEqual({ at: 'off', because: 'no-permission' });
  });

  it('from which nothing can be removed either is reported, and nothing else fails', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    refuse(2);
    vi.spyOn(desk.session, 'remove').mockRejectedValue(new Error('gone'));
    await visits.settle({ ...visit, state: FETCHING });
    expect(desk.report.mock.calls.map(([error]) => (error as Error).message)).toEqual(['quota', 'gone']);
  });

  it('does not paint a document that has ended by then', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    const settling = visits.settle({ ...visit, state: FETCHING });
    visits.arrived(TAB, TWO, null);
    await settling;
    expect(desk.changed).not.toHaveBeenCalled();
  });

  it('is reported when a page that says nothing could not be stored', async () => {
    const visits = desk.worker();
    const channel = { kind: 'observed', spki: 'AA==', locallyInstalledRoot: null } as const;
    await visits.settle({ ...visits.arrived(TAB, ONE, null).visit, channel });
    refuse(2);
    for (const job of desk.later) job();
    await vi.waitUntil(() => desk.report.mock.calls.length === 1, { timeout: 20_000 });
  });
});

describe('what an earlier worker painted', () => {
  const GET_FAILS = () => vi.spyOn(desk.session, 'get').mockRejectedValue(new Error('unreadable'));
  const KEYS_FAIL = () => vi.spyOn(desk.session, 'keys').mockRejectedValue(new Error('unlisted'));
  const lost = () => desk.lost.mock.calls.map(([tabId]) => tabId);

  it('is accounted for by its visit, and needs no account where nothing was stored', async () => {
    await desk.fetching();
    desk.shown.set(TAB + 1, TWO);
    await desk.worker().read(TAB);
    await desk.worker().read(TAB + 1);
    expect(lost()).toEqual([]);
  });

  it.each([
    ['the tab shows another document', TWO],
    ['the browser does not say what the tab shows', null],
  ])('is nobody’s to account for where %s', async (_, shown) => {
    await desk.fetching();
    desk.shown.set(TAB, shown);
    expect(await desk.worker().read(TAB)).toBeNull();
    expect(lost()).toEqual([TAB]);
  });

  it.each([['no visit'], [null], [{ format: 2, id: 'x' }]])('nor where %j is stored', async (value) => {
    await desk.session.set({ [`visit:${String(TAB)}`]: value });
    expect(await desk.worker().read(TAB)).toBeNull();
    expect(lost()).toEqual([TAB]);
  });

  it('nor where what is stored cannot be read', async () => {
    await desk.fetching();
    GET_FAILS();
    await expect(desk.worker().read(TAB)).rejects.toThrow('unreadable');
    expect(lost()).toEqual([TAB]);
  });

  it('is not lost once a document has arrived, whose mark is its own', async () => {
    await desk.fetching();
    GET_FAILS();
    const visits = desk.worker();
    const reading = visits.read(TAB);
    visits.arrived(TAB, TWO, null);
    await expect(reading).rejects.toThrow('unreadable');
    await desk.session.set({ [`visit:${String(TAB + 1)}`]: null });
    expect(lost()).toEqual([]);
  });

  it('is looked for on every open tab where storage cannot say which have visits', async () => {
    const { id } = await desk.fetching();
    desk.shown.set(TAB + 1, TWO);
    await desk.session.set({ [`visit:${String(TAB + 1)}`]: 'no visit' });
    KEYS_FAIL();
    const visits = desk.worker();
    expect(await visits.tabs()).toEqual([TAB]);
    expect(visits.held(TAB)?.id).toBe(id);
    expect([lost(), visits.isListed()]).toEqual([[TAB + 1], true]);
  });

  it('is lost one by one there: a visit that cannot be read keeps no other', async () => {
    await desk.fetching();
    desk.shown.set(TAB + 1, TWO);
    KEYS_FAIL();
    GET_FAILS();
    const visits = desk.worker();
    expect(await visits.tabs()).toEqual([]);
    expect([lost(), visits.isListed()]).toEqual([[TAB, TAB + 1], true]);
  });

  it('is to be asked for again where the browser cannot list its tabs either', async () => {
    const { id } = await desk.fetching();
    const listing = KEYS_FAIL();
    const opened = vi.spyOn(desk, 'openTabs').mockRejectedValueOnce(new Error('no tabs'));
    const visits = desk.worker();
    expect([visits.isListed(), await visits.tabs(), visits.isListed()]).toEqual([true, [], false]);
    expect(desk.report.mock.calls.map(([error]) => (error as Error).message)).toEqual(['unlisted', 'no tabs']);
    listing.mockRestore();
    expect([await visits.tabs(), visits.isListed()]).toEqual([[TAB], true]);
    expect((await visits.read(TAB))?.id).toBe(id);
    expect(opened).toHaveBeenCalledOnce();
  });
});

describe('a tab about which nothing is known', () => {
  it('has no view and no visit to change, settle or forget', async () => {
    const visits = desk.worker();
    expect([visits.view(TAB), visits.held(TAB), await visits.current(TAB)]).toEqual([null, null, null]);
    expect(await visits.update(TAB, 'any', (visit) => visit)).toBeNull();
    const { visit } = visits.arrived(TAB, ONE, null);
    await visits.forget(TAB);
    await visits.forget(TAB);
    await visits.settle({ ...visit, state: FETCHING });
    expect([visits.held(TAB), desk.stored]).toEqual([null, []]);
  });

  it('or that now shows something else according to the browser has no current visit', async () => {
    const visits = desk.worker();
    await desk.fetching(visits);
    for (const other of [TWO, null]) {
      desk.shown.set(TAB, other);
      expect(await visits.current(TAB)).toBeNull();
    }
    desk.shown.set(TAB, ONE);
    expect(await visits.current(TAB)).not.toBeNull();
  });
});

describe('jobs of one tab', () => {
  it('run one after the other, whatever happens to the previous one, and in parallel with those of another tab', async () => {
    const visits = desk.worker();
    const order: string[] = [];
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    const first = visits.inTurn(TAB, async () => {
      await held;
      order.push('first');
      throw new Error('boom');
    });
    const second = visits.inTurn(TAB, () => Promise.resolve(order.push('second')));
    await visits.inTurn(TAB + 1, () => Promise.resolve(order.push('other')));
    expect(order).toEqual(['other']);
    free();
    await expect(first).rejects.toThrow('boom');
    expect(await second).toBe(3);
    expect(order).toEqual(['other', 'first', 'second']);
  });
});

describe('expired results', () => {
  const MINUTE = 60_000;
  const at = (minutes: number): string => new Date(desk.now + minutes * MINUTE).toISOString();
  /** Only the fields of a result that are used here. */
  const appraised = (minutes: number, simulated: readonly string[] = []): Visit['state'] =>
    ({
      at: 'appraised',
      announcedBy: 'click',
      continuity: { kind: 'first' },
      result: { judgedAt: at(0), goodUntil: at(minutes), simulated, tier: 'affirming', findings: [], vector: {} },
    }) as unknown as Visit['state'];

  async function results(...states: readonly Visit['state'][]) {
    const visits = desk.worker();
    for (const [at_, state] of states.entries()) {
      const document = { ...ONE, documentId: `D${String(at_)}` };
      desk.shown.set(at_, document);
      await visits.settle({ ...visits.arrived(at_, document, null).visit, state });
    }
    return visits;
  }

  it('are known by the first expiry, and by their tabs once they have expired', async () => {
    const visits = await results(appraised(5), FETCHING, appraised(3));
    expect(visits.firstExpiry()).toBe(desk.now + 3 * MINUTE);
    expect(visits.expired()).toEqual([]);
    desk.now = instant(desk.now + 3 * MINUTE);
    expect(visits.expired()).toEqual([]);
    desk.now = instant(desk.now + 1);
    expect(visits.expired()).toEqual([2]);
  });

  it('are not those of another time than now, nor those already expired when they were made', async () => {
    const visits = await results(appraised(5, ['clock']), appraised(0), FETCHING);
    expect(visits.firstExpiry()).toBeNull();
    desk.now = instant(desk.now + 10 * MINUTE);
    expect(visits.expired()).toEqual([]);
  });
});
