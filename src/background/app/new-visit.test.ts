import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DirectorySite } from '../api/site-directory.ts';
import { knownBackground } from '../testing/played.ts';
import { ORIGIN, type TestBackground } from '../testing/test-background.ts';

vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const line = (change: Partial<DirectorySite> = {}): DirectorySite => ({
  host: 'enclave.test',
  covers: 'host',
  adapter: 'sealmark',
  references: [],
  services: [],
  ...change,
});

let background: TestBackground;
const listed = (...sites: readonly DirectorySite[]): void => {
  background.surroundings.directory = { version: 1, issued: '2026-11-29T00:00:00Z', expires: null, sites };
};
const requests = (): number => background.asked.length + background.carried.length;

beforeEach(async () => {
  background = await knownBackground();
});

describe('a site that announces nothing', () => {
  it('and is in no directory receives no request, however often it is visited', async () => {
    listed(line({ host: 'other.test' }), line({ host: 'enclave.test', covers: 'below' }));
    for (const url of [`${ORIGIN}/`, `${ORIGIN}/two`, 'https://third.test/'])
      await background.arrive(TAB, { links: [], fields: ['content-type', 'x-attestation', 'server'], url });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('and is in the directory is asked once a document, and the view says how it was found', async () => {
    listed(line());
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'verified', state: { announcedBy: 'list' } });
    expect(requests()).toBe(1);
  });

  it('and is known to serve no evidence itself receives no request', async () => {
    listed(line({ adapter: null, services: ['api.test'] }));
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('and is listed in a form that this release does not read receives no request', async () => {
    listed(line({ adapter: 'of-next-year' as 'maple' }));
    await background.arrive(TAB, { links: [] });
    expect((await background.settled(TAB)).badge).toBe('none');
    expect(requests()).toBe(0);
  });

  it('is not asked because of the directory without the user’s permission', async () => {
    listed(line());
    background.surroundings.mayCheck = false;
    await background.arrive(TAB, { links: [] });
    expect(await background.settled(TAB)).toMatchObject({ badge: 'off', state: { because: 'no-permission' } });
    expect(requests()).toBe(0);
  });
});
