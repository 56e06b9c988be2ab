// Covers: own-words.tsx, allowlist.tsx, denylist.tsx, search.ts, entry.tsx, difference.tsx, import.tsx
// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../../../testing/screens/extension.ts';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { OWN_KNOWLEDGE, type AllowlistEntry } from '../../background/api/allowlist.ts';
import { Allowlist } from './allowlist.tsx';
import { Denylist } from './denylist.tsx';
import { Import } from './import.tsx';
import { OwnWords } from './own-words.tsx';

const now = Date.parse('2026-11-25T12:00:00Z');
const FROM = { statement: 'a1'.repeat(32), auditor: 'Example Security', list: 'Enclave audits', seen: true };

const entry = (index: number, change: Partial<AllowlistEntry> = {}): AllowlistEntry => ({
  ...OWN_KNOWLEDGE,
  id: `entry-${String(index).padStart(4, '0')}`,
  tee: 'sgx',
  registers: { MRENCLAVE: index.toString(16).padStart(64, '0') },
  origins: [`https://site${String(index)}.example`],
  note: '',
  addedAt: new Date(now - index * 1000).toISOString(),
  ...change,
});
const MANY = Array.from({ length: 5000 }, (_, index) => entry(index));

const list = (entries: readonly AllowlistEntry[]): Promise<DrawnPart> =>
  draw(<OwnWords label="Accepted code" entries={entries} changed={() => undefined} now={now} />);

beforeEach(() => {
  extension.reset();
});

describe('the user’s decisions about code', () => {
  it('are drawn as fast for five thousand entries as for few, the newest first', async () => {
    const part = await list(MANY);
    expect(part.text()).toContain('5,000 entries');
    expect(part.all('.long-list li').length).toBeLessThan(30);
    expect(part.find('.long-list li').textContent).toContain('https://site0.example');
  });

  it.each([
    ['site', 'site4321.'],
    ['fingerprint', (4321).toString(16).padStart(64, '0')],
    ['note', 'CHECKED twice'],
    ['auditor', 'example security'],
  ])('is found by its %s', async (_, text) => {
    const part = await list([...MANY, entry(4321, { id: 'the-one', note: 'checked twice', from: FROM })].slice(1000));
    await part.type('input', text);
    expect(part.all('.long-list li').length).toBeLessThan(3);
    expect(part.find('.long-list li').textContent).toContain('https://site4321.example');
  });

  it('say who stated it, until when, and the note', async () => {
    const part = await list([entry(1, { from: FROM, until: '2027-10-02T00:00:00Z', note: 'ours' })]);
    expect(part.find('.own-word').textContent).toMatch(
      /on the word of Example Security \(Enclave audits\), until .*2027: “ours”$/,
    );
  });

  it('say when they have ended', async () => {
    const part = await list([entry(1, { until: '2026-01-01T00:00:00Z' }), entry(2)]);
    expect(part.all('.own-word').map((row) => row.textContent.includes('No longer counts:'))).toEqual([true, false]);
  });

  it('open one entry in full, to change or remove it', async () => {
    extension.answer('allowlist.remove', () => ({ ok: true, value: null }));
    const part = await list(MANY);
    await part.press('https://site3.example');
    expect(part.find('.entry code').textContent).toBe(MANY[3]?.registers['MRENCLAVE']);
    expect(part.find('.own-word[aria-expanded=true]').textContent).toContain('https://site3.example');
  });
});

describe('accepted and rejected code', () => {
  const both = [entry(1), entry(2, { word: 'rejected', until: null, note: 'keys leak' }), entry(3, { word: 'rebuilt' })];

  it('are listed separately', async () => {
    extension.answer('allowlist.list', () => ({ ok: true, value: both }));
    const accepted = await draw(<Allowlist />);
    await vi.waitFor(
      () => {
        expect(accepted.all('.own-word')).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    expect(accepted.text()).toContain('Intel SGX, built by you on');
    const rejected = await draw(<Denylist />);
    await vi.waitFor(
      () => {
        expect(rejected.all('.own-word')).toHaveLength(1);
      },
      { timeout: 20_000 },
    );
    expect(rejected.find('.own-word').textContent).toMatch(/rejected on .*: “keys leak”$/);
  });

  it('are confirmed in their own words before they are removed', async () => {
    for (const [one, question] of [
      [both[0], 'Stop accepting this code?'],
      [both[1], 'Stop rejecting this code?'],
    ] as const) {
      const part = await list([one ?? entry(9)]);
      await part.press(`https://site${one === both[0] ? '1' : '2'}.example`);
      await part.press('Remove');
      expect(part.find('[role=group].confirm').getAttribute('aria-label')).toBe(question);
    }
  });
});

describe('an import', () => {
  it('of thousands of entries shows what it would do beforehand', async () => {
    extension.answer('allowlist.preview', () => ({
      ok: true,
      value: { added: MANY.slice(1), changed: [{ before: entry(0), after: entry(0, { note: 'new note' }) }], unchanged: 7 },
    }));
    const part = await draw(<Import changed={() => undefined} />);
    await part.type('textarea', '{}');
    await vi.waitFor(
      () => {
        expect(part.text()).toContain('4,999 new, 1 changed, 7 unchanged. Nothing is removed.');
      },
      { timeout: 20_000 },
    );
    expect(part.all('.long-list li').length).toBeLessThan(30);
    expect(part.find('button', 'Import these').textContent).toContain('5,000');
    expect(extension.calls.map(({ call }) => call)).toEqual(['allowlist.preview']);
  });

  it('shows the old and the new value of each change', async () => {
    const after = entry(0, { note: 'new note' });
    extension.answer('allowlist.preview', () => ({
      ok: true,
      value: { added: [], changed: [{ before: entry(0), after }], unchanged: 0 },
    }));
    const part = await draw(<Import changed={() => undefined} />);
    await part.type('textarea', '{}');
    await vi.waitFor(
      () => {
        expect(part.find('.import-row').textContent).toMatch(/^Changed: .* becomes .*“new note”/);
      },
      { timeout: 20_000 },
    );
  });
});
