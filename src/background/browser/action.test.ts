import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser, TAB, calls, held, how, icons, mark, release, settle, startAnew } from '../testing/toolbar.ts';
import { marks } from './action.ts';

vi.mock('webextension-polyfill', async () => ({ default: (await import('../testing/toolbar.ts')).browser }));
beforeEach(startAnew);

describe('a mark', () => {
  it('is not painted again when it is already there, but a different one is', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    await settle();
    all.paint(TAB, mark('verified'));
    await settle();
    expect(icons()).toEqual(['verified']);
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toEqual(['verified', 'failed']);
    expect(calls).toContainEqual(['title', 'failed here']);
  });

  it('with another title is painted again', async () => {
    const all = marks();
    all.paint(TAB, mark('unavailable', 'one'));
    await settle();
    all.paint(TAB, mark('unavailable', 'two'));
    await settle();
    expect(calls.filter(([what]) => what === 'title')).toEqual([
      ['title', 'one'],
      ['title', 'two'],
    ]);
  });

  it('of one tab says nothing about another', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    all.paint(TAB + 1, mark('verified'));
    await settle();
    expect(icons()).toEqual(['verified', 'verified']);
    expect(all.saysAnything(TAB + 2)).toBeNull();
  });

  it('that could not be painted is retried, then left until the next request', async () => {
    const all = marks();
    how.failing = 1;
    all.paint(TAB, mark('none'));
    await settle();
    expect(icons()).toEqual(['none', 'none']);
    how.failing = 100;
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toEqual(['none', 'none', 'failed', 'failed', 'failed']);
    how.failing = 0;
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toHaveLength(6);
  });

  it('is different in a dark browser, and its icon is read once', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    await settle();
    all.paint(TAB, { ...mark('verified'), dark: true });
    await settle();
    all.paint(TAB + 1, { ...mark('verified'), dark: true });
    await settle();
    const icon = (tabId: number, shade: string) => {
      const at = (size: number) => [String(size), `/icons/verified-${shade}-${String(size)}.png`];
      return [{ tabId, imageData: Object.fromEntries([16, 24, 32, 48].map(at)) as object }];
    };
    const { calls: painted } = browser.action.setIcon.mock;
    expect(painted.slice(-3)).toEqual([icon(TAB, 'light'), icon(TAB, 'dark'), icon(TAB + 1, 'dark')]);
    const [one, other] = painted.slice(-2).map(([supplied]) => (supplied as { imageData: unknown }).imageData);
    expect(one).toBe(other);
  });

  it('whose icon could not be read is read again', async () => {
    const all = marks();
    how.unreadable = true;
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toEqual([]);
    how.unreadable = false;
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toEqual(['failed']);
  });

  it('whose icon cannot be painted still gets its title', async () => {
    const all = marks();
    browser.action.setIcon.mockRejectedValue(new Error('no icon'));
    all.paint(TAB, mark('failed'));
    await settle();
    expect(calls).toContainEqual(['title', 'failed here']);
  });
});

describe('of several requests', () => {
  const titles = (): readonly string[] => calls.filter(([what]) => what === 'title').map(([, value]) => value);

  it('the last one wins, and those in between are skipped', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('checking'));
    await settle();
    all.paint(TAB, mark('verified'));
    all.paint(TAB, mark('failed'));
    release();
    await settle();
    expect(titles()).toEqual(['checking here', 'failed here']);
    expect(icons()).toEqual(['failed']);
  });

  it('one does not wait for the icon files of another that is no longer wanted', async () => {
    const all = marks();
    how.slow = 'unaudited';
    all.paint(TAB, mark('unaudited'));
    await settle();
    all.paint(TAB, mark('failed'));
    await settle();
    expect(icons()).toEqual(['failed']);
  });

  it('the last one is painted, however often another intervened', async () => {
    const all = marks();
    how.holding = true;
    for (const number of [1, 2, 3, 4, 5]) {
      all.paint(TAB, mark('checking', String(number)));
      await settle();
      held.shift()?.();
    }
    release();
    await settle();
    expect(titles()).toEqual(['1', '2', '3', '4', '5']);
    expect(icons()).toEqual(['checking']);
  });

  it('one that arrives just as the last one finishes is painted', async () => {
    const all = marks();
    browser.action.setIcon.mockImplementationOnce(() => {
      queueMicrotask(() => {
        all.paint(TAB, mark('failed'));
      });
      return Promise.resolve();
    });
    all.paint(TAB, mark('checking'));
    await settle();
    expect(icons()).toEqual(['failed']);
  });

  it('a repeated one changes nothing', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    all.paint(TAB, mark('verified'));
    release();
    await settle();
    expect(calls).toEqual([
      ['title', 'verified here'],
      ['icon', 'verified'],
    ]);
  });
});

describe('what stands on a tab', () => {
  it('is a mark from its first step on', async () => {
    const all = marks();
    expect(await all.isPainted(TAB)).toBe(false);
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    expect(await all.isPainted(TAB)).toBe(true);
    release();
  });

  it('is none where a mark was taken away', async () => {
    const all = marks();
    all.paint(TAB, mark('none', ''));
    await settle();
    expect(await all.isPainted(TAB)).toBe(false);
  });

  it('is none, and no error, on a tab that has closed', async () => {
    how.closed = true;
    expect(await marks().isPainted(TAB)).toBe(false);
  });
});

describe('does it say anything', () => {
  it('is answered for the last request, painted or not', () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    expect(all.saysAnything(TAB)).toBe(true);
    all.paint(TAB, mark('off'));
    expect(all.saysAnything(TAB)).toBe(false);
  });

  it('is unknown for a closed tab', () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    all.gone(TAB);
    expect(all.saysAnything(TAB)).toBeNull();
  });
});

describe('the mark in the address bar of Firefox', () => {
  beforeEach(() => vi.stubGlobal('__TARGET__', 'firefox'));

  it('is shown where there is something to say, and hidden elsewhere', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    await settle();
    all.paint(TAB, mark('none'));
    await settle();
    const path = Object.fromEntries([16, 24, 32, 48].map((size) => [size, `/icons/verified-light-${String(size)}.png`]));
    expect(browser.action.setIcon.mock.calls).toContainEqual([{ tabId: TAB, path }]);
    expect(calls.filter(([what]) => what.startsWith('bar'))).toEqual([
      ['bar-icon', 'verified'],
      ['bar-title', 'verified here'],
      ['bar', 'show'],
      ['bar', 'hide'],
    ]);
  });

  it.each([1, 2, 3])('is no longer shown when the tab moves on before step %i', async (steps) => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    for (let step = 0; step < steps; step += 1) {
      await settle();
      if (step + 1 < steps) held.shift()?.();
    }
    all.moved(TAB);
    release();
    await settle();
    expect(calls).not.toContainEqual(['bar', 'show']);
  });
});
