// Covers: background.ts, tab-marks.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PAGE, TAB } from '../testing/navigation.ts';
import { startedBackground, type StartedBackground } from '../testing/started.ts';

vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));
// Nothing of the browser is called here.
vi.mock('webextension-polyfill', () => ({ default: {} }));

const unanswered = () => Promise.reject(new Error('storage is broken'));

let started: StartedBackground;
beforeEach(async () => {
  started = await startedBackground('verified');
});

describe('the mark that a dead worker left, in a browser whose session storage fails', () => {
  it('goes when its visit cannot be read', async () => {
    started.restart({ session: { ...started.background.session, get: unanswered } });
    await vi.waitUntil(() => started.painted.at(-1) === 'none', { timeout: 20_000 });
  });

  it('goes when nobody can say whose visits are stored, and they cannot be read', async () => {
    started.restart({ session: { ...started.background.session, get: unanswered, keys: unanswered } });
    await vi.waitUntil(() => started.painted.at(-1) === 'none', { timeout: 20_000 });
  });

  it('stays when nobody can say whose visits are stored, but its own can be read', async () => {
    const { session, ports } = started.background;
    const read = vi.fn(session.get);
    started.restart({ session: { ...session, get: read, keys: unanswered } });
    await vi.waitUntil(() => read.mock.calls.length > 0, { timeout: 20_000 });
    await ports.visits.tabs();
    expect(started.painted).not.toContain('none');
  });

  it('goes with the next event when no tab could be listed at the start', async () => {
    const { session, ports } = started.background;
    const openTabs = vi.fn(() => ports.browser.openTabs()).mockImplementationOnce(unanswered);
    started.restart({ session: { ...session, get: unanswered, keys: unanswered }, browser: { ...ports.browser, openTabs } });
    await vi.waitUntil(() => openTabs.mock.results.length > 0, { timeout: 20_000 });
    await vi.waitUntil(() => started.background.reported.length > 1, { timeout: 20_000 });
    expect(started.painted).toEqual([]);
    started.emit({ kind: 'before-navigate', tabId: TAB + 1, url: PAGE });
    await vi.waitUntil(() => started.painted.at(-1) === 'none', { timeout: 20_000 });
  });
});
