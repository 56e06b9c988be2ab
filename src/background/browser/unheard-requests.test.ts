import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NavigationEvent } from '../channel/event.ts';
import { MAX_ATTEMPTS, watchRequests } from './unheard-requests.ts';

const granted = vi.hoisted(() => ({ origins: new Set<string>() }));
vi.mock('webextension-polyfill', () => ({
  default: {
    permissions: {
      contains: ({ origins }: { readonly origins: readonly string[] }) =>
        origins[0] === 'https://unanswered.test/*'
          ? Promise.reject(new Error('no answer'))
          : Promise.resolve(origins.every((one) => granted.origins.has(one))),
    },
  },
}));

const committed = (url: string, fromHistory = false): NavigationEvent => ({
  kind: 'committed',
  tabId: 1,
  url,
  documentId: 'D1',
  prerender: false,
  fromHistory,
});
const answered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const again = vi.fn<() => void>();
beforeEach(() => {
  again.mockClear();
  granted.origins = new Set(['https://site.test/*']);
});

/** How often the listeners are added again for these events, each with time for an answer. */
async function renewals(events: readonly (NavigationEvent | 'heard' | 'renewed')[]): Promise<number> {
  const requests = watchRequests(again);
  for (const event of events) {
    if (event === 'heard') requests.heard();
    else if (event === 'renewed') requests.renewed();
    else requests.committed(event);
    await answered();
  }
  return again.mock.calls.length;
}

const PAGE = committed('https://site.test/');

describe('a page that arrives while no request was reported', () => {
  it('has the listeners added again, if it may be checked', async () => {
    expect(await renewals([PAGE])).toBe(1);
    expect(again).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['of a site without a permission', [committed('https://other.test/')]],
    ['of which the browser does not say whether it may be checked', [committed('https://unanswered.test/')]],
    ['without https', [committed('about:blank'), committed('http://site.test/')]],
    ['that came out of the history, perhaps from memory', [committed('https://site.test/', true)]],
    ['after another one’s request was', ['heard', PAGE]],
    ['in an event of another kind', [{ kind: 'before-navigate', tabId: 1, url: 'https://site.test/' }]],
  ] as const)('does not, %s', async (_, events) => {
    expect(await renewals(events)).toBe(0);
  });

  it('does not when a request is reported before the browser has said whether it may be checked', async () => {
    const requests = watchRequests(again);
    requests.committed(PAGE);
    requests.heard();
    await answered();
    expect(again).not.toHaveBeenCalled();
  });

  it('has them added again after they were added for another reason, such as a grant', async () => {
    expect(await renewals(['heard', 'renewed', PAGE])).toBe(1);
  });

  it('does so a few times at most: pages of service workers have no requests', async () => {
    expect(await renewals(Array.from({ length: MAX_ATTEMPTS + 2 }, () => PAGE))).toBe(MAX_ATTEMPTS);
  });

  it('does so a few times at most, should many arrive at once', async () => {
    const requests = watchRequests(again);
    for (let page = 0; page < MAX_ATTEMPTS + 2; page += 1) requests.committed(PAGE);
    await answered();
    expect(again).toHaveBeenCalledTimes(MAX_ATTEMPTS);
  });
});
