import { beforeEach, describe, expect, it, vi } from 'vitest';
import { siteViewKey } from '../api/site-view.ts';
import { Desk, FETCHING, ONE, TAB, TWO } from '../testing/desk.ts';
import type { Visit } from './visit.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

const OFF: Visit['state'] = { at: 'off', because: 'no-permission' };

describe('a visit', () => {
  it('has nothing to draw until the meaning of its document’s arrival is known', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    expect(desk.moved.mock.calls).toEqual([[TAB]]);
    expect(visits.view(TAB)).toBeNull();
    expect(visits.held(TAB)).toBe(visit);
    await visits.settle({ ...visit, state: FETCHING });
    expect(visits.view(TAB)?.state).toEqual(FETCHING);
    expect(desk.changed.mock.calls).toEqual([[TAB]]);
  });

  it('that has ended is not settled, changed, or stored', async () => {
    const visits = desk.worker();
    const first = visits.arrived(TAB, ONE, null).visit;
    await desk.fetching(visits, TWO);
    await visits.settle({ ...first, state: FETCHING });
    expect(visits.held(TAB)?.documentId).toBe('D2');
    expect(await visits.update(TAB, first.id, (visit) => ({ ...visit, attempts: 9 }))).toBeNull();
    expect(visits.held(TAB)?.attempts).toBe(0);
  });

  it('of another tab is another', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    desk.shown.set(TAB + 1, TWO);
    await visits.settle({ ...visits.arrived(TAB + 1, TWO, null).visit, state: FETCHING });
    expect(await visits.update(TAB + 1, id, (visit) => visit)).toBeNull();
    expect([...(await visits.tabs())].sort()).toEqual([TAB, TAB + 1]);
  });

  it('goes only where a check may go next', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    await visits.settle({ ...visit, state: OFF });
    const wrong = visits.update(TAB, visit.id, (one) => ({ ...one, state: { at: 'none' } }));
    await expect(wrong).rejects.toThrow('visits: none may not follow off');
    expect(visits.held(TAB)?.state).toEqual(OFF);
    expect((await visits.update(TAB, visit.id, (one) => ({ ...one, attempts: 1 })))?.attempts).toBe(1);
    expect((await visits.update(TAB, visit.id, (one) => ({ ...one, state: FETCHING })))?.state).toEqual(FETCHING);
  });
});

describe('a stored visit', () => {
  it('consists of the visit and what is drawn of it', async () => {
    const { id } = await desk.fetching();
    expect(desk.stored).toEqual([siteViewKey(TAB), `visit:${String(TAB)}`].sort());
    expect(JSON.parse(desk.session.values.get(`visit:${String(TAB)}`) ?? '')).toMatchObject({ id, state: FETCHING });
  });

  it('is used by the next worker where the tab shows that document, and otherwise ignored', async () => {
    const { id } = await desk.fetching();
    expect((await desk.worker().read(TAB))?.id).toBe(id);
    expect((await desk.worker().current(TAB))?.id).toBe(id);
    expect(await desk.worker().tabs()).toEqual([TAB]);
    expect((await desk.worker().update(TAB, id, (visit) => ({ ...visit, attempts: 2 })))?.attempts).toBe(2);
    for (const other of [TWO, { ...ONE, origin: 'https://other.test' }, null]) {
      desk.shown.set(TAB, other);
      expect(await desk.worker().read(TAB)).toBeNull();
      expect(await desk.worker().current(TAB)).toBeNull();
    }
  });

  it.each([['no visit'], [null], [{ format: 2, id: 'x' }], [{ format: 1 }], [7]])('is nothing where it is %j', async (value) => {
    await desk.session.set({ [`visit:${String(TAB)}`]: value });
    const visits = desk.worker();
    expect(await visits.read(TAB)).toBeNull();
    expect(await visits.arrived(TAB, TWO, null).before()).toBeNull();
  });

  it('is shown by the next worker as it was', async () => {
    await desk.fetching();
    const visits = desk.worker();
    await visits.read(TAB);
    expect(visits.view(TAB)?.state).toEqual(FETCHING);
  });

  it('is not read again once it is known', async () => {
    await desk.fetching();
    const visits = desk.worker();
    await visits.read(TAB);
    const get = vi.spyOn(desk.session, 'get');
    expect(await visits.read(TAB)).not.toBeNull();
    expect(get).not.toHaveBeenCalled();
  });

  it('is not mistaken for the document that arrived while it was read', async () => {
    await desk.fetching();
    const visits = desk.worker();
    const reading = visits.read(TAB);
    const { visit } = visits.arrived(TAB, TWO, null);
    expect(await reading).toBe(visit);
    expect(visits.held(TAB)).toBe(visit);
  });

  it('is the previous visit for the document that comes next, from memory or from an earlier worker', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    desk.session.values.clear();
    expect((await visits.arrived(TAB, TWO, null).before())?.id).toBe(id);
    desk.session.values.clear();
    const again = await desk.fetching();
    expect((await desk.worker().arrived(TAB, TWO, null).before())?.id).toBe(again.id);
  });

  it('may have been nothing at all: then nothing can be painted on the tab', async () => {
    expect(await desk.worker().arrived(TAB, ONE, null).before()).toBeNull();
    expect(desk.untouched.mock.calls).toEqual([[TAB]]);
    desk.untouched.mockClear();
    await desk.fetching();
    await desk.worker().arrived(TAB, TWO, null).before();
    expect(desk.untouched).not.toHaveBeenCalled();
  });

  it('goes with the tab', async () => {
    const visits = desk.worker();
    await desk.fetching(visits);
    await visits.forget(TAB);
    expect([desk.stored, visits.held(TAB), await visits.tabs()]).toEqual([[], null, []]);
  });
});
