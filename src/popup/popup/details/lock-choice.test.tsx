// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../../testing/screens/extension.ts';
import { draw } from '../../../../testing/screens/draw.ts';
import { LOCKED_WORDS } from '../../words/locked.ts';
import { LockChoice } from './lock-choice.tsx';

const origin = 'https://vault.example.org';

beforeEach(() => {
  extension.reset();
  extension.answer('site.lock', () => ({ ok: true, value: null }));
});

describe('the switch of a lock', () => {
  it.each([
    ['held', LOCKED_WORDS.letGo, false],
    ['set', LOCKED_WORDS.letGo, false],
    ['free', LOCKED_WORDS.hold, true],
  ] as const)('says that the page is %s, and no more, and offers the opposite', async (lock, label, on) => {
    const part = await draw(<LockChoice origin={origin} lock={lock} />);
    expect(part.all('p').map(({ textContent }) => textContent)).toEqual([LOCKED_WORDS[lock]]);
    await part.press(label);
    const asked = await vi.waitUntil(() => extension.calls.find(({ call }) => call === 'site.lock'), { timeout: 20_000 });
    expect(asked.ask).toEqual({ origin, on });
  });

  it('where nothing confirms the lock claims no hold, and says why the page may not work', () => {
    expect(LOCKED_WORDS.set).not.toMatch(/\bholds?\b|can only|no other code/);
    expect(LOCKED_WORDS.set).toContain('If this page does not work, that may be why.');
  });
});
