// Covers: rebuild.tsx, compare.tsx
// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { auditOf, saying } from '../../../testing/screens/decisions.ts';
import { draw } from '../../../testing/screens/draw.ts';
import { extension } from '../../../testing/screens/extension.ts';
import { CLAIMS } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { REBUILD_WORDS } from '../words/pages/rebuild.ts';
import { Rebuild } from './rebuild.tsx';

const mrEnclave = CLAIMS.measurements[0]?.value ?? '';
const page = (view: SiteView | null = VIEWS.reviewed) => draw(<Rebuild view={view} />);

beforeEach(() => {
  extension.reset();
});

describe('the rebuild page', () => {
  it('says how to open it, if nothing says how to build', async () => {
    for (const view of [null, VIEWS.none, VIEWS.unaudited]) expect((await page(view)).text()).toContain(REBUILD_WORDS.nothing);
  });

  it('shows the recipe’s author, the commit, and the builder by its digest', async () => {
    const part = await page();
    expect(part.text()).toContain('How Example Security says Vault worker 2.4.1 is built.');
    expect(part.all('.copyable code').map((code) => code.textContent)).toEqual(['ab'.repeat(20), '11'.repeat(32)]);
    expect(part.text()).toContain('12 minutes');
  });

  it('copies the commands, and never runs them', async () => {
    const part = await page();
    await part.press('Copy the commands');
    await vi.waitFor(
      () => {
        expect(extension.copied).toEqual(['git checkout v2.4.1\nmake mrenclave\n']);
      },
      { timeout: 20_000 },
    );
    expect(part.find('pre').textContent).toBe('git checkout v2.4.1\nmake mrenclave');
  });

  it('keeps an equal fingerprint as the user’s own statement', async () => {
    extension.answer('site.accept', () => ({ ok: false, error: { code: 'accept.other-code', detail: '' } }));
    const part = await page();
    await part.type('textarea', `MRENCLAVE=${mrEnclave}`);
    expect(part.text()).toContain(REBUILD_WORDS.same);
    await part.submit();
    const { tabId, documentId } = VIEWS.reviewed;
    expect(extension.calls[0]).toMatchObject({
      call: 'site.accept',
      ask: {
        tabId,
        documentId,
        registers: { MRENCLAVE: mrEnclave },
        everywhere: true,
        word: 'rebuilt',
        statement: 'a1'.repeat(32),
      },
    });
    await vi.waitFor(
      () => {
        expect(part.find('[role=alert]').textContent).toContain('the page runs other code by now');
      },
      { timeout: 20_000 },
    );
    expect(part.text()).not.toContain(REBUILD_WORDS.kept);
  });

  it('compares another fingerprint register by register, and says what usually differs', async () => {
    const part = await page();
    await part.type('textarea', `MRENCLAVE=${'00'.repeat(32)}`);
    expect(part.text()).toContain(REBUILD_WORDS.different);
    expect(part.all('.registers li').map((row) => row.textContent)).toEqual([
      `MRENCLAVE: differentIn the evidence${mrEnclave}Yours${'00'.repeat(32)}`,
    ]);
    expect(part.text()).toContain('The signing key changes MRSIGNER, and never MRENCLAVE.');
    expect(part.all('button[type=submit]')).toEqual([]);
  });

  it('reads out the answer alone, not every register at every key', async () => {
    const part = await page();
    expect(part.find('.answer[role=status]').textContent).toBe('');
    await part.type('textarea', `MRENCLAVE=${'00'.repeat(32)}`);
    expect(part.find('.answer[role=status]').textContent).toBe(REBUILD_WORDS.different);
  });

  it('keeps nothing that was not named', async () => {
    const part = await page();
    await part.type('textarea', 'it worked');
    expect(part.find('.registers').textContent).toContain('MRENCLAVE: not named');
    expect(part.all('button[type=submit]')).toEqual([]);
  });

  it('for the demonstration’s code says that it is one', async () => {
    const code = saying([auditOf()]);
    const demonstration = code.statements.map((one) => ({ ...one, list: { ...one.list, demonstration: true } }));
    const state = { ...VIEWS.reviewed.state, code: { ...code, statements: demonstration } } as SiteView['state'];
    expect((await page({ ...VIEWS.reviewed, state })).text()).toContain('Demonstration');
  });
});
