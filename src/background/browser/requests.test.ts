import { beforeEach, describe, expect, it, vi } from 'vitest';

const listened = vi.hoisted((): string[] => []);

vi.mock('webextension-polyfill', () => {
  const events = (space: string): object =>
    new Proxy({}, { get: (_, name) => ({ addListener: () => listened.push(`${space}.${String(name)}`) }) });
  const browser = { webNavigation: events('webNavigation'), webRequest: events('webRequest'), tabs: events('tabs') };
  vi.stubGlobal('chrome', browser);
  return { default: browser };
});

async function listen(target: 'chrome' | 'firefox'): Promise<void> {
  vi.stubGlobal('__TARGET__', target);
  const { listenToNavigation } = await import('./requests.ts');
  listenToNavigation(
    () => undefined,
    () => undefined,
  );
}

/** Ends of loads, which tell Firefox's trail of downloads and of responses that came before a navigation. */
const ENDS = ['webNavigation.onCompleted', 'webRequest.onCompleted'] as const;

describe('events of navigation', () => {
  beforeEach(() => {
    listened.length = 0;
  });

  it('that mean nothing in Chromium are not asked of it: each would be one more for every page', async () => {
    await listen('chrome');
    expect(listened).toContain('webRequest.onResponseStarted');
    for (const end of ENDS) expect(listened).not.toContain(end);
  });

  it('of ends of loads are heard in Firefox', async () => {
    await listen('firefox');
    for (const end of ENDS) expect(listened).toContain(end);
  });
});
