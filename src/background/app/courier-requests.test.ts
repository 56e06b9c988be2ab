// Covers: background.ts
import { describe, expect, it, vi } from 'vitest';
import { startedBackground } from '../testing/started.ts';

// No browser API is called here: startedBackground's platform replaces it.
vi.mock('webextension-polyfill', () => ({ default: {} }));
// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

describe('our own requests for evidence', () => {
  it('are listened to before there is a check that makes any, and once', async () => {
    const { begun } = await startedBackground('verified');
    expect(begun).toEqual(['couriers', 'checks']);
  });

  it('do not delay a start: that alone listens to none', async () => {
    const { begun, restart } = await startedBackground('verified');
    restart({});
    expect(begun).toEqual(['couriers', 'checks']);
  });

  it('are listened to again after a grant, because Chromium forgets what was added before it', async () => {
    const { begun, changeHosts } = await startedBackground('verified');
    changeHosts([]);
    await vi.waitUntil(() => begun.includes('couriers again'), { timeout: 20_000 });
    expect(begun.slice(0, 3)).toEqual(['couriers', 'checks', 'couriers again']);
  });
});
