// Covers: list-handlers.ts, list-schedule.ts, concern.ts
import { describe, expect, it, vi } from 'vitest';
import type { NamedCode } from '../../verifier/audits/index.ts';
import {
  auditKeyOf,
  AUDITOR,
  measurementJson,
  OTHER_AUDITOR,
  signedList,
  signedStatement,
  type Written,
} from '../../verifier/testing/audits/auditor.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import type { Badge } from '../api/badge.ts';
import type { ListedSubscription } from '../api/lists.ts';
import type { SiteView } from '../api/site-view.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';
import { keepListsCurrent, LISTS_ALARM } from './list-schedule.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const URL_OF_LIST = 'https://auditor.example/list.dsse.json';
const ADDRESS = { url: URL_OF_LIST, key: auditKeyOf(AUDITOR) };
const ID = 'https://auditor.example/tee-audits';
const CODE: NamedCode = { tee: 'sgx', registers: sgxAttester.reference };
const SINCE = { since: '2026-11-21T00:00:00Z' };
const DAY_MS = 24 * 60 * 60 * 1000;

const reviewed = () => signedStatement(CODE);
const denied = (severity: string): Written => ({ deny: [{ measurement: measurementJson(CODE), severity, ...SINCE }] });

/** A tab at a site of that code, and a server of this list. */
async function atSite(members: Written): Promise<TestBackground> {
  const background = openTestBackground();
  serve(background, members);
  await background.arrive(TAB);
  await background.settled(TAB);
  return background;
}

function serve(background: TestBackground, members: Written): void {
  const bytes = signedList(members);
  background.surroundings.fetchList = (url) =>
    Promise.resolve(url === URL_OF_LIST ? { bytes } : { problem: { code: 'net.status', detail: url } });
}

async function follow(background: TestBackground): Promise<ListedSubscription> {
  const { digest } = await background.calls['lists.preview'].run(ADDRESS);
  return await background.calls['lists.subscribe'].run({ ...ADDRESS, digest });
}

const shown = (background: TestBackground): Promise<SiteView> => background.settled(TAB);
const badge = async (background: TestBackground): Promise<Badge> => (await shown(background)).badge;
const code = async (background: TestBackground) => {
  const { state } = await shown(background);
  if (state.at !== 'appraised') throw new Error(state.at);
  return state.code;
};
const schedule = async (background: TestBackground): Promise<void> => {
  const changed = vi.fn(() => Promise.resolve());
  await keepListsCurrent({ ...background.ports, changed });
};

describe('following a list', () => {
  it('makes the mark of code that it reviewed green, says who, and unsays it when it is removed', async () => {
    const background = await atSite({ statements: [await reviewed()] });
    expect(await badge(background)).toBe('unaudited');
    await follow(background);
    expect(await badge(background)).toBe('verified');
    expect(await code(background)).toMatchObject({
      outcome: 'reviewed',
      name: 'vault 1.2.0',
      statements: [{ list: { title: 'Example Security: enclave audits' }, until: '2026-12-27T00:00:00.000Z', notCounted: null }],
    });
    await background.calls['lists.remove'].run({ id: ID });
    expect(await badge(background)).toBe('unaudited');
  });

  it('that denies it while it is being appraised: red, for nothing else would ask again', async () => {
    const background = openTestBackground();
    await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
    serve(background, denied('failed'));
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const { allowlist } = background.ports;
    const entries = await allowlist.list();
    // Asked in the same breath as the lists.
    const asked = vi.spyOn(allowlist, 'list').mockImplementationOnce(async () => {
      await gate;
      return entries;
    });
    await background.arrive(TAB);
    await vi.waitUntil(() => asked.mock.calls.length > 0, { timeout: 20_000 });
    await follow(background);
    go();
    expect(await badge(background)).toBe('failed');
  });

  it.each<[string, Written, Badge]>([
    ['that denies it: red', denied('failed'), 'failed'],
    ['that denies it with caution: amber', denied('caution'), 'caution'],
    ['that says nothing of it: blue', {}, 'unaudited'],
  ])('%s', async (_, members, expected) => {
    const background = await atSite(members);
    await follow(background);
    expect(await badge(background)).toBe(expected);
  });

  it.each<[string, readonly string[], Badge]>([
    ['its publisher’s word alone: blue', ['TEE_VENDOR_RELEASE'], 'unaudited'],
    ['a review that nobody built: blue', ['TEE_SOURCE_REVIEWED'], 'unaudited'],
    ['known to be vulnerable: amber', ['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED', 'TEE_KNOWN_VULNERABLE'], 'caution'],
  ])('%s', async (_, properties, expected) => {
    const background = await atSite({ statements: [await signedStatement(CODE, { properties })] });
    await follow(background);
    expect(await badge(background)).toBe(expected);
  });

  it('beats what the user accepted, where the list denies it', async () => {
    const background = await atSite(denied('failed'));
    await background.acceptShown(TAB, { everywhere: false, note: '' });
    expect(await badge(background)).toBe('verified');
    await follow(background);
    expect(await badge(background)).toBe('failed');
  });

  it('is never shown longer than its auditor’s word holds', async () => {
    const validity = { notBefore: '2026-10-02T00:00:00Z', notAfter: '2026-11-25T09:00:00Z' };
    const background = await atSite({ statements: [await signedStatement(CODE, { validity })] });
    await follow(background);
    const { state } = await shown(background);
    expect(state.at === 'appraised' && state.result.goodUntil).toBe('2026-11-25T09:00:00.000Z');
  });
});

describe('subscribing', () => {
  it('looks first, and counts nothing until it is confirmed', async () => {
    const background = await atSite({ statements: [await reviewed()], ...denied('failed') });
    expect(await background.calls['lists.preview'].run(ADDRESS)).toMatchObject({
      id: ID,
      title: 'Example Security: enclave audits',
      statements: 1,
      denials: 1,
      tees: ['sgx'],
      host: 'auditor.example',
      followed: false,
      keys: [{ key: ADDRESS.key, use: 'current', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }],
    });
    expect([await badge(background), await background.calls['lists.list'].run(null)]).toEqual(['unaudited', []]);
  });

  it('follows the text that was looked at, whatever the server says by then, also after the worker was stopped', async () => {
    const background = await atSite({ statements: [await reviewed()] });
    const { digest } = await background.calls['lists.preview'].run(ADDRESS);
    await background.restart();
    serve(background, { version: 2, title: 'Another' });
    expect(await background.calls['lists.subscribe'].run({ ...ADDRESS, digest })).toMatchObject({ version: 1, statements: 1 });
  });

  it.each<[string, () => { url: string; key: string; digest?: string }, string]>([
    ['under another key', () => ({ ...ADDRESS, key: auditKeyOf(OTHER_AUDITOR) }), 'list.signature'],
    ['under what is no key', () => ({ ...ADDRESS, key: 'ed25519:AAAA' }), 'list.not-a-key'],
    ['where nothing is', () => ({ ...ADDRESS, url: 'https://auditor.example/none' }), 'net.status'],
  ])('is refused %s', async (_, address, expected) => {
    const background = await atSite({});
    await expect(background.calls['lists.preview'].run(address())).rejects.toMatchObject({ code: expected });
    expect(await background.calls['lists.list'].run(null)).toEqual([]);
  });

  it('is refused of a text that nobody looked at, and twice', async () => {
    const background = await atSite({});
    const run = (digest: string) => background.calls['lists.subscribe'].run({ ...ADDRESS, digest });
    await expect(run('00'.repeat(32))).rejects.toMatchObject({ code: 'list.look-again' });
    await follow(background);
    await expect(follow(background)).rejects.toMatchObject({ code: 'list.already-followed' });
  });

  it('is refused at an address that is not https', () => {
    const background = openTestBackground();
    for (const url of [
      'http://auditor.example/',
      'https://user@auditor.example/',
      'javascript:alert(1)',
      'https://auditor.example/#x',
    ])
      expect(() => background.calls['lists.preview'].read({ ...ADDRESS, url })).toThrow(url);
  });
});

describe('the schedule', () => {
  it('asks nobody where nobody is followed', async () => {
    const background = openTestBackground();
    background.surroundings.fetchList = () => Promise.reject(new Error('asked'));
    await schedule(background);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });

  it('asks a day later, within two hours, and the marks follow', async () => {
    const background = await atSite({ statements: [await reviewed()] });
    await follow(background);
    await schedule(background);
    const due = (background.alarms.get(LISTS_ALARM) ?? 0) - background.surroundings.now;
    expect(due).toBeGreaterThanOrEqual(DAY_MS);
    expect(due).toBeLessThan(DAY_MS + 2 * 60 * 60 * 1000);

    serve(background, { version: 2, ...denied('failed') });
    await schedule(background);
    expect((await background.calls['lists.list'].run(null))[0]?.version).toBe(1);
    background.surroundings.now += due;
    await schedule(background);
    expect((await background.calls['lists.list'].run(null))[0]).toMatchObject({ version: 2, denials: 1 });
    expect(background.alarms.get(LISTS_ALARM)).toBeGreaterThan(background.surroundings.now);
  });

  it('keeps what it had, and says why, where the server answers badly; and asks again within hours', async () => {
    const background = await atSite({ version: 7, statements: [await reviewed()] });
    await follow(background);
    serve(background, { version: 6 });
    const [listed] = await background.calls['lists.refresh'].run({ id: null });
    expect(listed).toMatchObject({ version: 7, statements: 1, problem: { code: 'list.rollback' } });
    expect(await badge(background)).toBe('verified');
    await schedule(background);
    expect((background.alarms.get(LISTS_ALARM) ?? 0) - background.surroundings.now).toBeLessThan(4 * 60 * 60 * 1000);
  });

  it('lets the marks follow at once where the user asks for the list now', async () => {
    const background = await atSite({ statements: [await reviewed()] });
    await follow(background);
    serve(background, { version: 2, ...denied('failed') });
    await background.calls['lists.refresh'].run({ id: ID });
    expect(await badge(background)).toBe('failed');
  });

  it('is not put off by a clock that was put back', async () => {
    const background = await atSite({});
    await follow(background);
    background.surroundings.now -= 30 * DAY_MS;
    serve(background, { version: 2, issued: '2026-10-20T00:00:00Z', expires: '2026-12-20T00:00:00Z' });
    await schedule(background);
    expect((await background.calls['lists.list'].run(null))[0]?.version).toBe(2);
  });
});
