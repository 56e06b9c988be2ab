// Covers: lock-choice.tsx, lazy.tsx, details.tsx, ../popup.tsx
// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../../testing/screens/extension.ts';
import { draw } from '../../../../testing/screens/draw.ts';
import { VIEWS } from '../../../../testing/screens/views.ts';
import type { SiteView } from '../../../background/api/site-view.ts';
import { NO_WORDS } from '../../words/load.ts';
import { LOCKED_WORDS } from '../../words/locked.ts';
import { Popup } from '../popup.tsx';
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

describe('the switch of a page without a result', () => {
  const popup = async (view: SiteView) => {
    const part = await draw(<Popup tabId={1} view={view} lexicon={NO_WORDS} FirstLook={null} allSites={false} now={0} />);
    const switches = () => part.all('button').filter(({ textContent }) => textContent === LOCKED_WORDS.letGo);
    return { part, switches };
  };

  it.each(['none', 'off', 'unavailable', 'missing', 'missing-soft', 'checking', 'failed-standing'] as const)(
    'is in plain view, once, with what it explains (%s)',
    async (name) => {
      const { part, switches } = await popup({ ...VIEWS[name], guarded: true });
      const [only] = await vi.waitFor(
        () => {
          // Whatever else the popup draws has been loaded, too.
          expect(part.all('.details').filter(({ children }) => children.length < 2)).toEqual([]);
          expect(switches()).toHaveLength(1);
          return switches();
        },
        { timeout: 20_000 },
      );
      expect(only?.closest('details')).toBeNull();
      expect(part.find('.lock > section p').textContent).toBe(LOCKED_WORDS.set);
    },
  );

  it('is not there for a site without a rule, or a page without a site', async () => {
    for (const view of [VIEWS.none, { ...VIEWS['off-internal'], guarded: true }]) {
      const { part, switches } = await popup(view);
      await act(async () => {
        await import('./lock-choice.tsx');
      });
      expect(part.all('.lock')).toEqual([]);
      expect(switches()).toEqual([]);
    }
  });
});
