// Covers: answered.tsx, confirm.tsx, copyable.tsx, failure.tsx, filled.tsx, legend.tsx
// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../../testing/screens/extension.ts';
import { draw } from '../../../../testing/screens/draw.ts';
import { BADGES } from '../../../background/api/badge.ts';
import { BADGE_MEANINGS } from '../../words/badge-meanings.ts';
import { Answered } from './answered.tsx';
import { Confirm } from './confirm.tsx';
import { Copyable, CopyButton } from './copyable.tsx';
import { Failure } from './failure.tsx';
import { Filled } from './filled.tsx';
import { Legend } from './legend.tsx';
import { Mark, TierMark } from './mark.tsx';
import { Time } from './time.tsx';

beforeEach(() => {
  extension.reset();
});

describe('an answer of the background', () => {
  const failed = { ok: false, error: { code: 'background.silent', detail: '' } } as const;

  it('is shown as pending until it arrives', async () => {
    const held = { answer: null, again: () => undefined };
    expect((await draw(<Answered held={held}>{() => 'drawn'}</Answered>)).text()).toBe('One moment…');
  });

  it('is drawn', async () => {
    const held = { answer: { ok: true, value: 'a value' }, again: () => undefined } as const;
    expect((await draw(<Answered held={held}>{(value) => <b>{value}</b>}</Answered>)).find('b').textContent).toBe('a value');
  });

  it('that did not arrive says why, at once, and can be requested again', async () => {
    const again = vi.fn();
    const part = await draw(<Answered held={{ answer: failed, again }}>{() => 'drawn'}</Answered>);
    expect(part.find('[role=alert]').textContent).toContain('Sealmark did not answer.');
    expect(part.text()).not.toContain('drawn');
    await part.press('Try again');
    expect(again).toHaveBeenCalledOnce();
  });
});

describe('a failure', () => {
  it('is nothing where nothing failed', async () => {
    expect((await draw(<Failure of={null} />)).root.innerHTML).toBe('');
  });

  it.each([
    ['of the background', { code: 'background.silent', detail: '' }, 'Sealmark did not answer. Try again.'],
    ['that this release has no words for', { code: 'next.year', detail: 'why' }, 'That did not work (next.year: why).'],
    ['in a sentence of the page', 'This is not JSON.', 'This is not JSON.'],
  ])('%s is an alert', async (_, of, says) => {
    expect((await draw(<Failure of={of} />)).find('[role=alert]').textContent).toBe(says);
  });
});

describe('a change that needs confirmation', () => {
  const drawn = (act: () => void) => draw(<Confirm label="Remove" question="Remove it?" yes="Yes, remove" act={act} />);

  it('is not made by the first click', async () => {
    const act = vi.fn();
    const part = await drawn(act);
    await part.press('Remove');
    expect(part.find('[role=group]').getAttribute('aria-label')).toBe('Remove it?');
    expect(act).not.toHaveBeenCalled();
  });

  it('is not made by a click in the first half second', async () => {
    vi.useFakeTimers();
    try {
      const act = vi.fn();
      const part = await drawn(act);
      await part.press('Remove');
      const yes = part.find('button', 'Yes') as HTMLButtonElement;
      expect(yes.disabled).toBe(true);
      await vi.advanceTimersByTimeAsync(499);
      expect(yes.disabled).toBe(true);
      await vi.advanceTimersByTimeAsync(50);
      expect(yes.disabled).toBe(false);
      await part.press('Yes');
      expect(act).toHaveBeenCalledOnce();
      expect(part.text()).toBe('Remove');
    } finally {
      vi.useRealTimers();
    }
  });

  it('can be taken back', async () => {
    const act = vi.fn();
    const part = await drawn(act);
    await part.press('Remove');
    await part.press('Keep');
    expect(part.text()).toBe('Remove');
    expect(act).not.toHaveBeenCalled();
  });
});

describe('a value to copy', () => {
  const value = 'ab'.repeat(32);

  it('is copied whole by a button that names it, and says so', async () => {
    const part = await draw(<Copyable name="MRENCLAVE" about="Fingerprint of the code" value={value} />);
    await part.press('Copy MRENCLAVE');
    await vi.waitFor(
      () => {
        expect(part.find('[role=status]').textContent).toBe('Copied');
      },
      { timeout: 20_000 },
    );
    expect(extension.copied).toEqual([value]);
  });

  it('says what to do where the browser refuses', async () => {
    extension.mayCopy = false;
    const part = await draw(<CopyButton text={value} name="Copy it" />);
    await part.press('Copy it');
    await vi.waitFor(
      () => {
        expect(part.find('[role=status]').textContent).toBe('Could not copy. Select the text instead.');
      },
      { timeout: 20_000 },
    );
  });

  it('is drawn whole, and read out by its length and ends', async () => {
    const part = await draw(<Copyable name="MRENCLAVE" value={value} />);
    expect(part.find('code').textContent).toBe(value);
    expect(part.find('code').getAttribute('aria-hidden')).toBe('true');
    expect(part.find('.hidden').textContent).toBe('64 hexadecimal digits, beginning abab, ending abab');
  });
});

describe('the legend', () => {
  it('says what every state of the mark means, each once', async () => {
    const part = await draw(<Legend />);
    const lines = part.all('li').map((line) => line.textContent);
    expect([...lines].sort()).toEqual(Object.values(BADGE_MEANINGS).sort());
    expect(part.all('li svg')).toHaveLength(BADGES.length);
  });
});

describe('the mark', () => {
  it('is hidden from screen readers, because the words next to it say the same', async () => {
    expect((await draw(<Mark badge="verified" size={44} />)).find('svg').getAttribute('aria-hidden')).toBe('true');
  });

  it('is purple for a test result, whatever its tier', async () => {
    expect((await draw(<TierMark tier="affirming" tone="purple" />)).find('svg').dataset['tone']).toBe('purple');
    expect((await draw(<TierMark tier="affirming" />)).find('svg').dataset['tone']).not.toBe('purple');
  });
});

describe('a time', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');

  it('is drawn with its distance from now, and machine-readable', async () => {
    const part = await draw(<Time at="2026-11-25T09:00:00Z" now={now} />);
    expect(part.text()).toMatch(/2026.*\(3 hours ago\)$/);
    expect(part.find('time').getAttribute('datetime')).toBe('2026-11-25T09:00:00Z');
  });

  it('that is invalid is called unknown', async () => {
    expect((await draw(<Time at="soon" now={now} />)).text()).toBe('an unknown time');
  });
});

describe('a sentence with drawn parts', () => {
  it('has each in its place, and no markup from its words', async () => {
    const part = await draw(<Filled words="{b} before {a}, <i>{a}</i>" parts={{ a: <b>A</b>, b: 'B' }} />);
    expect(part.text()).toBe('B before A, <i>A</i>');
    expect(part.all('b')).toHaveLength(2);
    expect(part.all('i')).toEqual([]);
  });
});
