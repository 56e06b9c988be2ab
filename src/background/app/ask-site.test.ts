import { describe, expect, it } from 'vitest';
import { openTestBackground, ORIGIN, type TestBackground } from '../testing/test-background.ts';
import { askSite, carrierFor, type Carrier } from './ask-site.ts';

const TAB = 1;
const { signal } = new AbortController();

function backgroundWhere(mayCheck: boolean, shared: boolean): TestBackground {
  const background = openTestBackground();
  background.surroundings.mayCheck = mayCheck;
  background.surroundings.shared = shared;
  return background;
}

describe('who asks a site', () => {
  it.each<[allowed: boolean, clicked: boolean, shared: boolean, Carrier | null]>([
    [true, false, true, 'background'],
    [true, true, true, 'background'],
    // A private window or a container of Firefox, or a tab for which the browser does not say.
    [true, false, false, 'tab'],
    [true, true, false, 'tab'],
    // Without permission for the host, a request from the background would name the extension.
    [false, true, true, 'tab'],
    [false, true, false, 'tab'],
    [false, false, true, null],
    [false, false, false, null],
  ])('allowed %s, clicked %s, same connections %s: %s', async (allowed, clicked, shared, carrier) => {
    const { ports } = backgroundWhere(allowed, shared);
    expect(await carrierFor(ports, { tabId: TAB, origin: ORIGIN, clicked })).toBe(carrier);
  });

  it('is the tab when it has closed', async () => {
    const { ports } = openTestBackground();
    const gone = { ...ports, browser: { ...ports.browser, tab: () => Promise.resolve(null) } };
    expect(await carrierFor(gone, { tabId: TAB, origin: ORIGIN, clicked: false })).toBe('tab');
  });
});

describe('a request for evidence', () => {
  const ask = async (background: TestBackground, request: 'first' | 'second', clicked = false) =>
    await askSite(background.ports, {
      tabId: TAB,
      origin: ORIGIN,
      clicked,
      documentId: null,
      adapter: 'sealmark',
      connection: null,
      request,
      signal,
    });

  it('is made by the background first, and by the tab over the page’s own connection the second time', async () => {
    const background = backgroundWhere(true, true);
    await ask(background, 'first');
    expect([background.asked, background.carried]).toEqual([[ORIGIN], []]);
    await ask(background, 'second');
    expect([background.asked, background.carried]).toEqual([[ORIGIN], [{ origin: ORIGIN, credentials: 'same-origin' }]]);
  });

  it('is never made by the background for a tab with connections of its own', async () => {
    const background = backgroundWhere(true, false);
    await ask(background, 'first');
    await ask(background, 'second');
    expect(background.asked).toEqual([]);
    expect(background.carried.map(({ credentials }) => credentials)).toEqual(['omit', 'same-origin']);
  });

  it('is never made for a site that we may not access', async () => {
    const background = backgroundWhere(false, true);
    for (const request of ['first', 'second'] as const) expect(await ask(background, request)).toBeNull();
    expect([background.asked, background.carried]).toEqual([[], []]);
  });

  it('has another nonce every time', async () => {
    const background = backgroundWhere(true, true);
    const [one, two] = [await ask(background, 'first'), await ask(background, 'first')];
    expect(one?.nonce).toHaveLength(32);
    expect(one?.nonce).not.toEqual(two?.nonce);
  });

  it('is not made once the check was given up while the permission was being looked up', async () => {
    const background = backgroundWhere(true, true);
    const over = AbortSignal.abort(new Error('over'));
    const asked = askSite(background.ports, {
      tabId: TAB,
      origin: ORIGIN,
      clicked: false,
      documentId: null,
      adapter: 'sealmark',
      connection: null,
      request: 'first',
      signal: over,
    });
    await expect(asked).rejects.toThrow('over');
    expect(background.asked).toEqual([]);
  });
});
