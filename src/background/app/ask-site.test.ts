import { describe, expect, it } from 'vitest';
import { openWorld, ORIGIN, type World } from '../testing/world.ts';
import { askSite, carrierFor, type Carrier } from './ask-site.ts';

const TAB = 1;
const { signal } = new AbortController();

function worldWhere(mayLook: boolean, shared: boolean): World {
  const world = openWorld();
  world.around.mayLook = mayLook;
  world.around.shared = shared;
  return world;
}

describe('who asks a site', () => {
  it.each<[allowed: boolean, clicked: boolean, shared: boolean, Carrier | null]>([
    [true, false, true, 'background'],
    [true, true, true, 'background'],
    // A private window or a container of Firefox, or one of which the browser does not say.
    [true, false, false, 'tab'],
    [true, true, false, 'tab'],
    // Without leave for the host a request of the background’s own would name the extension.
    [false, true, true, 'tab'],
    [false, true, false, 'tab'],
    [false, false, true, null],
    [false, false, false, null],
  ])('allowed %s, clicked %s, same connections %s: %s', async (allowed, clicked, shared, carrier) => {
    const { ports } = worldWhere(allowed, shared);
    expect(await carrierFor(ports, { tabId: TAB, origin: ORIGIN, clicked })).toBe(carrier);
  });

  it('is the tab for one that has gone', async () => {
    const { ports } = openWorld();
    const gone = { ...ports, browser: { ...ports.browser, tab: () => Promise.resolve(null) } };
    expect(await carrierFor(gone, { tabId: TAB, origin: ORIGIN, clicked: false })).toBe('tab');
  });
});

describe('a request for evidence', () => {
  const ask = async (world: World, look: 'first' | 'second', clicked = false) =>
    await askSite(world.ports, { tabId: TAB, origin: ORIGIN, clicked, look, signal });

  it('is made by the background at the first look, and by the tab over the page’s own connection at the second', async () => {
    const world = worldWhere(true, true);
    await ask(world, 'first');
    expect([world.asked, world.carried]).toEqual([[ORIGIN], []]);
    await ask(world, 'second');
    expect([world.asked, world.carried]).toEqual([[ORIGIN], [{ origin: ORIGIN, credentials: 'same-origin' }]]);
  });

  it('is never made by the background for a tab whose connections are others', async () => {
    const world = worldWhere(true, false);
    await ask(world, 'first');
    await ask(world, 'second');
    expect(world.asked).toEqual([]);
    expect(world.carried.map(({ credentials }) => credentials)).toEqual(['omit', 'same-origin']);
  });

  it('is never made for a site that may not be looked at', async () => {
    const world = worldWhere(false, true);
    for (const look of ['first', 'second'] as const) expect(await ask(world, look)).toBeNull();
    expect([world.asked, world.carried]).toEqual([[], []]);
  });

  it('has another nonce every time', async () => {
    const world = worldWhere(true, true);
    const [one, two] = [await ask(world, 'first'), await ask(world, 'first')];
    expect(one?.nonce).toHaveLength(32);
    expect(one?.nonce).not.toEqual(two?.nonce);
  });

  it('is not made any more when the check was given up while leave was looked up', async () => {
    const world = worldWhere(true, true);
    const over = AbortSignal.abort(new Error('over'));
    const asked = askSite(world.ports, { tabId: TAB, origin: ORIGIN, clicked: false, look: 'first', signal: over });
    await expect(asked).rejects.toThrow('over');
    expect(world.asked).toEqual([]);
  });
});
