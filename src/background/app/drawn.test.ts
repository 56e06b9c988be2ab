// Covers: handlers.ts, tabs.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { knownBackground } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const OTHER = 'https://other.test';
const DRAWN = { tabId: TAB, origin: ORIGIN, documentId: 'D' };
const NOTHING = { tabId: TAB, origin: null, documentId: null };

let background: TestBackground;
let reload: ReturnType<typeof vi.fn>;

beforeEach(async () => {
  background = await knownBackground();
  reload = vi.spyOn(background.ports.browser, 'reloadPastCaches');
});

/** The documents arrive one after the other; they announce nothing. */
async function shown(...documents: readonly { readonly origin: string; readonly documentId: string | null }[]): Promise<void> {
  for (const { origin, documentId } of documents) await background.arrive(TAB, { url: `${origin}/`, documentId, links: [] });
}

const [A, B] = [DRAWN, { origin: ORIGIN, documentId: 'D2' }];
const ELSEWHERE = { origin: OTHER, documentId: 'D3' };
const [UNNAMED, UNNAMED_ELSEWHERE] = [
  { origin: ORIGIN, documentId: null },
  { origin: OTHER, documentId: null },
];

describe('what the user wants of a page that was drawn', () => {
  it.each([
    ['the same document', DRAWN, [A]],
    ['a document of its site, which the browser does not name', { ...DRAWN, documentId: null }, [UNNAMED]],
    ['some page, if none was known and named', NOTHING, [A]],
  ])('is done where the tab shows %s', async (_, drawn, documents) => {
    await shown(...documents);
    await background.calls['site.check'].run(drawn);
    expect((await background.settled(TAB)).badge).toBe('verified');
    await background.calls['site.reload'].run(drawn);
    expect(reload).toHaveBeenCalledExactlyOnceWith(TAB);
  });

  it.each([
    ['another document of the same site', DRAWN, [A, B]],
    ['another site', DRAWN, [A, ELSEWHERE]],
    ['another site, neither of which the browser names', { ...DRAWN, documentId: null }, [UNNAMED, UNNAMED_ELSEWHERE]],
    ['a site where the page drawn had none', { ...NOTHING, documentId: 'D0' }, [A]],
  ])('is not done where the tab by then shows %s', async (_, drawn, documents) => {
    await shown(...documents);
    await background.calls['site.check'].run(drawn);
    await background.calls['site.reload'].run(drawn);
    expect((await background.settled(TAB)).state).toEqual({ at: 'none' });
    expect(background.asked).toEqual([]);
    expect(reload).not.toHaveBeenCalled();
  });

  it.each(['site.check', 'site.reload'] as const)(
    'is not done where the tab shows a document whose arrival is yet to be told, which is drawn: %s',
    async (call) => {
      await shown(A);
      background.surroundings.documents.set(TAB, { url: `${OTHER}/`, documentId: 'late', failed: false });
      await background.calls[call].run(DRAWN);
      expect(background.shown.at(-1)).toMatchObject({ origin: OTHER, documentId: 'late' });
      await background.settled(TAB);
      expect(background.asked).toEqual([]);
      expect(reload).not.toHaveBeenCalled();
    },
  );

  it('is no reload of a tab that has closed', async () => {
    await background.calls['site.reload'].run(DRAWN);
    expect(reload).not.toHaveBeenCalled();
  });
});
