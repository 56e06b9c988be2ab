// Covers: visits.ts, visit.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Desk, FETCHING, OBSERVED, ONE, TAB, TWO } from '../testing/desk.ts';
import type { Visit } from './visit.ts';

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

const ANNOUNCED = { announcedBy: 'response-header', adapter: 'sealmark' } as const;

describe('a document that announces itself', () => {
  it('is stored as being looked at before anything else is known, so that another worker resumes it', async () => {
    await desk.worker().arrived(TAB, ONE, ANNOUNCED).before();
    expect((await desk.worker().read(TAB))?.state).toEqual(FETCHING);
  });

  it('is not stored again when its meaning is already known', async () => {
    const visits = desk.worker();
    const { visit, before } = visits.arrived(TAB, ONE, ANNOUNCED);
    await visits.settle({ ...visit, state: { at: 'off', because: 'no-permission' } });
    await before();
    expect(desk.stored).toEqual([]);
  });

  it('leaves nothing behind when it turns out to say nothing', async () => {
    const visits = desk.worker();
    const { visit, before } = visits.arrived(TAB, ONE, ANNOUNCED);
    await before();
    expect(desk.stored).not.toEqual([]);
    await visits.settle(visit);
    expect(desk.stored).toEqual([]);
  });
});

describe('a page that says nothing', () => {
  it('is not stored, and removes what an earlier worker may have left', async () => {
    await desk.fetching();
    const visits = desk.worker();
    await visits.settle({ ...visits.arrived(TAB, TWO, null).visit, documents: [] });
    expect(desk.stored).toEqual([]);
    expect(desk.changed).toHaveBeenCalled();
  });

  it('removes what was stored of the document before it, by this worker or the one before', async () => {
    const visits = desk.worker();
    await desk.fetching(visits);
    await visits.settle({ ...visits.arrived(TAB, TWO, null).visit, documents: [] });
    expect(desk.stored).toEqual([]);
    await desk.fetching(visits);
    const next = desk.worker();
    await next.settle({ ...next.arrived(TAB, TWO, null).visit, documents: [] });
    expect(desk.stored).toEqual([]);
  });

  it('and of which something was said before is stored: a worker that found nothing would leave its mark', async () => {
    const visits = desk.worker();
    const { id } = await desk.fetching(visits);
    await visits.update(TAB, id, (visit) => ({ ...visit, state: { at: 'off', because: 'no-permission' } }));
    expect((await desk.worker().read(TAB))?.state.at).toBe('off');
  });

  it('and of which another worker said something is stored as well', async () => {
    const { id } = await desk.fetching();
    await desk.worker().update(TAB, id, (visit) => ({ ...visit, state: { at: 'off', because: 'no-permission' } }));
    expect((await desk.worker().read(TAB))?.state.at).toBe('off');
  });

  it('may change without changing its state, and is removed once', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    const remove = vi.spyOn(desk.session, 'remove');
    await visits.settle(visit);
    expect((await visits.update(TAB, visit.id, (one) => ({ ...one, attempts: 1 })))?.attempts).toBe(1);
    expect(remove).toHaveBeenCalledTimes(1);
    expect(desk.stored).toEqual([]);
  });

  it('makes no request to storage when nothing is stored', async () => {
    const visits = desk.worker();
    const { visit, before } = visits.arrived(TAB, ONE, null);
    await before();
    const remove = vi.spyOn(desk.session, 'remove');
    await visits.settle(visit);
    expect(remove).not.toHaveBeenCalled();
  });

  it('is stored after a while: another worker may be asked about it, or answer a click', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    await visits.settle({ ...visit, channel: OBSERVED });
    expect(desk.stored).toEqual([]);
    for (const job of desk.later) job();
    await vi.waitFor(
      () => {
        expect(desk.stored).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    expect((await desk.worker().read(TAB))?.channel).toEqual(OBSERVED);
  });

  it('but whose guard reported is stored at once: another worker offers its lock’s switch, too', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    await visits.settle({ ...visit, guard: { kind: 'removed' }, state: { at: 'off', because: 'no-permission' } });
    const other = desk.worker();
    await other.read(TAB);
    expect(other.view(TAB)?.guarded).toBe(true);
  });

  it('is not scheduled to be stored when we may not access it', async () => {
    const visits = desk.worker();
    const { visit } = visits.arrived(TAB, ONE, null);
    await visits.settle({ ...visit, channel: OBSERVED, state: { at: 'off', because: 'no-permission' } });
    expect(desk.later).toEqual([]);
  });

  it('is not stored later when the tab has moved on, was closed, or now says something', async () => {
    const visits = desk.worker();
    const settle = async (): Promise<Visit> => {
      const visit: Visit = { ...visits.arrived(TAB, ONE, null).visit, channel: OBSERVED };
      await visits.settle(visit);
      expect(desk.later).toHaveLength(1);
      return visit;
    };
    await settle();
    visits.arrived(TAB, TWO, null);
    expect(desk.later).toEqual([]);
    await settle();
    await visits.forget(TAB);
    expect(desk.later).toEqual([]);
    const { id } = await settle();
    await visits.update(TAB, id, (visit) => ({ ...visit, state: FETCHING }));
    expect(desk.later).toEqual([]);
  });

  it('changes nothing if its scheduled storing runs after it has ended', async () => {
    const visits = desk.worker();
    await visits.settle({ ...visits.arrived(TAB, ONE, null).visit, channel: OBSERVED });
    const [job] = desk.later;
    visits.arrived(TAB, TWO, null);
    job?.();
    await new Promise((resolve) => setTimeout(resolve));
    expect(desk.stored).toEqual([]);
  });
});
