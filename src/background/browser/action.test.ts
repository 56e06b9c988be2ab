import { beforeEach, describe, expect, it, vi } from 'vitest';
import { marks } from './action.ts';

const TAB = 1;
const browser = vi.hoisted(() => ({
  action: { setIcon: vi.fn(() => Promise.resolve()), setTitle: vi.fn(() => Promise.resolve()) },
  pageAction: { hide: vi.fn(), setIcon: vi.fn(), setTitle: vi.fn(), show: vi.fn() },
}));
vi.mock('webextension-polyfill', () => ({ default: browser }));
vi.stubGlobal('__TARGET__', 'firefox');

beforeEach(() => {
  browser.action.setIcon.mockReset();
  browser.action.setIcon.mockResolvedValue();
});

describe('a mark', () => {
  it('that stands there already is not painted again, another one is', async () => {
    const mark = marks();
    await mark.paint(TAB, 'verified', '', false);
    await mark.paint(TAB, 'verified', '', false);
    expect(browser.action.setIcon).toHaveBeenCalledTimes(1);
    await mark.paint(TAB, 'failed', '', false);
    expect(browser.action.setIcon).toHaveBeenCalledTimes(2);
  });

  it('is painted again on another document, whose tab has forgotten it', async () => {
    const mark = marks();
    await mark.paint(TAB, 'verified', '', false);
    mark.forgotten(TAB);
    expect(mark.saysAnything(TAB)).toBe(false);
    await mark.paint(TAB, 'verified', '', false);
    expect(browser.action.setIcon).toHaveBeenCalledTimes(2);
  });

  it('that could not be painted is not taken for painted: an old one may still stand there', async () => {
    const mark = marks();
    await mark.paint(TAB, 'verified', '', false);
    browser.action.setIcon.mockRejectedValueOnce(new Error('no icon'));
    await mark.paint(TAB, 'none', '', false);
    expect(mark.saysAnything(TAB)).toBeNull();
    await mark.paint(TAB, 'none', '', false);
    expect(browser.action.setIcon).toHaveBeenCalledTimes(3);
    expect(mark.saysAnything(TAB)).toBe(false);
  });
});
