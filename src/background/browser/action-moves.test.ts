// Covers: action.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { held, TAB, calls, how, icons, mark, reading, release, settle, startAnew } from '../testing/toolbar.ts';
import { marks } from './action.ts';

vi.mock('webextension-polyfill', async () => ({ default: (await import('../testing/toolbar.ts')).browser }));
beforeEach(startAnew);

describe('when the tab moves on', () => {
  it('a mark whose icon is still being decoded is not painted over the next document', async () => {
    const all = marks();
    how.slow = 'simulated';
    all.paint(TAB, mark('simulated'));
    await settle();
    all.moved(TAB);
    for (const go of reading) go();
    all.paint(TAB, mark('none'));
    await settle();
    expect(icons()).toEqual(['none']);
    expect(calls).toContainEqual(['title', 'none here']);
  });

  it('no further step of a paint in progress is made', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    all.moved(TAB);
    release();
    await settle();
    expect(calls).toEqual([['title', 'verified here']]);
  });

  it('the painted state is unknown until the next paint, so the next mark is painted even if it says nothing', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    await settle();
    all.moved(TAB);
    expect(all.saysAnything(TAB)).toBe(true);
    all.paint(TAB, mark('none'));
    await settle();
    expect(icons()).toEqual(['verified', 'none']);
  });

  it('a call that the browser has not answered counts as painted on the next document, and on the one after', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    // The title call has been answered, the icon call is pending.
    held.shift()?.();
    await settle();
    all.moved(TAB);
    all.moved(TAB);
    all.paint(TAB, mark('none'));
    release();
    await settle();
    expect(icons()).toEqual(['verified', 'none']);
  });

  it('between pages that say nothing, nothing is painted', async () => {
    const all = marks();
    all.moved(TAB);
    all.untouched(TAB);
    all.paint(TAB, mark('none'));
    await settle();
    all.moved(TAB);
    all.paint(TAB, mark('off'));
    await settle();
    expect(calls).toEqual([]);
    expect(all.saysAnything(TAB)).toBe(false);
  });

  it('a tab that another worker may have painted is painted even when there is nothing to say', async () => {
    const all = marks();
    all.moved(TAB);
    all.paint(TAB, mark('none'));
    await settle();
    expect(icons()).toEqual(['none']);
  });

  it('a tab on which something was painted is not treated as untouched', async () => {
    const all = marks();
    all.paint(TAB, mark('verified'));
    await settle();
    all.moved(TAB);
    all.untouched(TAB);
    all.paint(TAB, mark('none'));
    await settle();
    expect(icons()).toEqual(['verified', 'none']);
  });

  it('where nothing was ever painted, no answer is given before a mark is requested', () => {
    const all = marks();
    all.moved(TAB);
    all.untouched(TAB);
    expect(all.saysAnything(TAB)).toBe(false);
    all.moved(TAB);
    expect(all.saysAnything(TAB)).toBe(false);
  });

  it('the same mark is painted again, step by step, even if one for the previous document was in progress', async () => {
    const all = marks();
    const same = mark('verified');
    how.holding = true;
    all.paint(TAB, same);
    await settle();
    all.moved(TAB);
    all.paint(TAB, same);
    release();
    await settle();
    expect(calls).toEqual([
      ['title', 'verified here'],
      ['title', 'verified here'],
      ['icon', 'verified'],
    ]);
  });

  it('the last step of a mark does not carry it over to the next document', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    held.shift()?.();
    await settle();
    all.moved(TAB);
    release();
    await settle();
    all.paint(TAB, mark('verified'));
    await settle();
    expect(icons()).toEqual(['verified', 'verified']);
  });

  it('a painted mark that said nothing is gone: the manifest’s says just as little', async () => {
    const all = marks();
    all.paint(TAB, mark('none'));
    await settle();
    all.moved(TAB);
    all.paint(TAB, mark('off', 'not allowed to look'));
    await settle();
    expect(icons()).toEqual(['none']);
  });

  it('no further step of a paint is made on a closed tab', async () => {
    const all = marks();
    how.holding = true;
    all.paint(TAB, mark('verified'));
    await settle();
    all.gone(TAB);
    release();
    await settle();
    expect(calls).toEqual([['title', 'verified here']]);
    expect(() => {
      all.gone(TAB + 1);
    }).not.toThrow();
  });
});
