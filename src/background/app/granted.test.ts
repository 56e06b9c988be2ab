// Covers: background.ts
import { describe, expect, it, vi } from 'vitest';
import type { EndorsementSource } from '../endorsements/source.ts';
import { problem } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { startedBackground } from '../testing/started.ts';
import type { TestBackground } from '../testing/test-background.ts';

// No browser API is called here: startedBackground's platform replaces it.
vi.mock('webextension-polyfill', () => ({ default: {} }));
// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const HOST = 'https://vendor.test';

/** The site sends no endorsements along, and its manufacturer may not be asked yet. */
function withoutEndorsements(background: TestBackground, fetched: string[]): void {
  const source: EndorsementSource = {
    id: 'vendor',
    gives: 'manufacturer',
    hosts: [HOST],
    reveals: 'platform-family',
    answers: ({ kind }) => kind.startsWith('dcap.'),
    lasts: () => false,
    fetch(need) {
      fetched.push(need.kind);
      return Promise.resolve(problem('net.unreachable').problem);
    },
  };
  const { surroundings } = background;
  surroundings.sources = [source];
  surroundings.say = (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({ origin, nonce, keys: [surroundings.tlsKey], now: surroundings.now, endorsements: false }),
    });
}

describe('a manufacturer’s host that is granted in the browser’s own settings', () => {
  it('is asked on behalf of the page that lacked its endorsements', async () => {
    const fetched: string[] = [];
    const { background, changeHosts } = await startedBackground('unavailable', (one) => {
      withoutEndorsements(one, fetched);
    });
    expect(fetched).toEqual([]);
    background.surroundings.vendors.add(HOST);
    changeHosts([]);
    await vi.waitUntil(() => fetched.length > 0, { timeout: 20_000 });
  });
});
