// Covers: lists.tsx, add-list.tsx
// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { extension } from '../../../testing/screens/extension.ts';
import type { ListedSubscription } from '../../background/api/lists.ts';
import { LISTS_WORDS, SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { Lists } from './lists.tsx';

const LIST: ListedSubscription = {
  id: 'https://auditor.example/tee-audits',
  url: 'https://auditor.example/list.dsse.json',
  title: 'Enclave audits',
  homepage: null,
  demonstration: false,
  version: 42,
  issued: '2026-11-20T00:00:00Z',
  expires: '2026-12-20T00:00:00Z',
  status: 'current',
  threshold: 1,
  keys: [{ key: 'ed25519:abc', fingerprint: 'f1'.repeat(32), use: 'current' }],
  statements: 5000,
  denials: 0,
  revocations: 1,
  withdrawn: 0,
  since: '2026-11-01T00:00:00Z',
  checkedAt: '2026-11-25T00:00:00Z',
  triedAt: '2026-11-25T00:00:00Z',
  problem: null,
};

async function section(lists: readonly ListedSubscription[], offered = 0): Promise<DrawnPart> {
  extension.answer('lists.list', () => ({ ok: true, value: lists }));
  const shipped = { url: LIST.url, key: 'ed25519:abc', title: 'Demonstration auditor', demonstration: true };
  extension.answer('publishers.list', () => ({ ok: true, value: [] }));
  extension.answer('lists.offered', () => ({ ok: true, value: Array.from({ length: offered }, () => shipped) }));
  const part = await draw(<Lists />);
  await vi.waitFor(
    () => {
      expect(part.text()).not.toContain('One moment');
    },
    { timeout: 20_000 },
  );
  return part;
}

beforeEach(() => {
  extension.reset();
});

describe('the lists that are followed', () => {
  it('say how current they are, how much they hold, and whose key signs them', async () => {
    const part = await section([LIST]);
    expect(part.text()).toMatch(/Current until .*2026\./);
    expect(part.text()).toContain('5,000 statements, 0 rejections and 1 withdrawal');
    expect(part.find('.copyable code').textContent).toBe('f1'.repeat(32));
  });

  it.each([
    ['stale', 'count for a few more days'],
    ['lapsed', 'Its rejections still do.'],
    ['unreadable', 'lost the text'],
  ] as const)('that are %s say what still counts', async (status, words) => {
    expect((await section([{ ...LIST, status }])).text()).toContain(words);
  });

  it('say why an update failed, and what they still use', async () => {
    const part = await section([{ ...LIST, problem: { code: 'list.rollback', detail: '' } }]);
    expect(part.find('[role=alert]').textContent).toContain('(list.rollback). It still uses version 42.');
  });

  it('are updated now, or no longer followed after a confirmation', async () => {
    extension.answer('lists.refresh', () => ({ ok: true, value: [LIST] }));
    const part = await section([LIST]);
    await part.press(LISTS_WORDS.refresh);
    expect(extension.calls.at(-1)).toMatchObject({ call: 'lists.refresh', ask: { id: LIST.id } });
    await part.press(LISTS_WORDS.unfollow);
    expect(extension.calls.some(({ call }) => call === 'lists.remove')).toBe(false);
    expect(part.find('.confirm').getAttribute('aria-label')).toContain('Code that it vouched for becomes unknown.');
  });

  it('are told apart by whoever hears only the button', async () => {
    const part = await section([LIST, { ...LIST, id: 'https://other.example/list', title: 'Other audits' }]);
    const buttons = part.all('button').filter(({ textContent }) => textContent.trim() === LISTS_WORDS.refresh);
    const described = buttons.map(
      (button) => part.find(`#${CSS.escape(button.getAttribute('aria-describedby') ?? '')}`).textContent,
    );
    expect(described).toEqual(['Enclave audits', 'Other audits']);
  });

  it('of the demonstration say so', async () => {
    expect((await section([{ ...LIST, demonstration: true }])).text()).toContain(SUBSCRIBE_WORDS.demonstration);
  });
});

describe('another list', () => {
  const page = 'https://auditor.example/subscribe';

  it('that ships with the build is previewed first', async () => {
    const part = await section([], 1);
    expect(part.text()).toContain(LISTS_WORDS.empty);
    expect(part.find('a').getAttribute('href')).toBe(
      `/src/popup/subscribe/index.html#tee-audit-list=${encodeURIComponent(LIST.url)}&key=ed25519%3Aabc`,
    );
  });

  it('does not ship with a release, which says so instead of being silent', async () => {
    expect((await section([])).text()).toContain(LISTS_WORDS.noneOffered);
    expect((await section([], 1)).text()).not.toContain(LISTS_WORDS.noneOffered);
  });

  it('is previewed by its link first', async () => {
    const part = await section([]);
    await part.type('input[type=text]', `${page}#tee-audit-list=${LIST.url}&key=ed25519:abc`);
    expect(part.find('a', LISTS_WORDS.open).getAttribute('href')).toContain('/src/popup/subscribe/index.html#');
    expect(extension.calls.some(({ call }) => call === 'lists.preview')).toBe(false);
  });

  it.each(['https://auditor.example/', `${page}#tee-audit-list=javascript:alert(1)&key=ed25519:abc`, 'x'])(
    'is not %s',
    async (link) => {
      const part = await section([]);
      await part.type('input[type=text]', link);
      expect(part.find('[role=alert]').textContent).toBe(LISTS_WORDS.notALink);
      expect(part.all('a')).toEqual([]);
    },
  );
});
