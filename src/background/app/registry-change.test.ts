import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { profileOf } from '../../../testing/substrate/profile.ts';
import { TestReader } from '../../../testing/substrate/registry-reader.ts';
import { webCrypto, instant } from '../../verifier/index.ts';
import { keystoneAttester } from '../../verifier/testing/attesters/keystone.ts';
import { MONITOR_HASH, DEVICE } from '../../verifier/testing/keystone-report.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import { endorsementSources } from '../endorsements/sources.ts';
import { registrySource, type RegistryEngine } from '../registry/source.ts';
import { appraisedBy } from '../testing/appraised-by.ts';
import { ENTRY, knownBackground, putSettings } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { openTestBackground, ORIGIN, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const OTHER_ORIGIN = 'https://other.test';

describe('the public registry', () => {
  let reader: TestReader;
  let profile: RegistryProfile;
  beforeEach(async () => {
    reader = await TestReader.start();
    profile = { ...profileOf(reader.chain), registrars: ['d4'.repeat(32)] };
  });
  afterEach(async () => {
    await reader.close();
  });

  const requests = (): number =>
    [...reader.chain.registryNodes, ...reader.chain.relayNodes].reduce((sum, { asked }) => sum + asked.length, 0);

  /** A page of known code, with the test chain on; and how often a chain was asked. */
  async function withChain(): Promise<{ readonly background: TestBackground; readonly lookUps: string[] }> {
    const background = await knownBackground();
    const lookUps: string[] = [];
    const engine: RegistryEngine = {
      lookUp(chosen, lookUp) {
        lookUps.push(chosen.id);
        return reader.lookUp(lookUp, { ...chosen });
      },
    };
    background.surroundings.registry = registrySource({
      engine,
      profiles: background.ports.chains.book,
      crypto: webCrypto(crypto.subtle),
      now: () => instant(reader.chain.chains.now),
    });
    await background.calls['registry.put'].run(profile);
    await background.calls['registry.turn'].run({ id: profile.id, on: true });
    await background.arrive(TAB);
    await answered(background);
    return { background, lookUps };
  }

  async function answered(background: TestBackground): Promise<RegistryView | null> {
    await vi.waitUntil(async () => (await background.settled(TAB)).registry?.at === 'answered', { timeout: 20_000 });
    return (await background.view(TAB)).registry;
  }

  it('is asked by no change of what the user accepts, and its row stays', async () => {
    const { background, lookUps } = await withChain();
    const row = (await background.view(TAB)).registry;
    expect(row).toMatchObject({ at: 'answered', level: 'L3' });
    const before = requests();
    expect(before).toBeGreaterThan(0);
    expect(await appraisedBy(background, [TAB], () => background.calls['allowlist.put'].run(ENTRY))).toEqual([TAB]);
    await putSettings(background, { developer: { testAnchors: [], verificationTime: '2026-11-25T08:00:01Z' } });
    await background.settled(TAB);
    expect((await background.view(TAB)).registry).toEqual(row);
    expect([requests(), lookUps.length]).toEqual([before, 1]);
  });

  it('loses its row when it is turned off, and is asked once when it is turned on; nothing is appraised', async () => {
    const { background, lookUps } = await withChain();
    const turn = (on: boolean) => background.calls['registry.turn'].run({ id: profile.id, on });
    const before = requests();
    expect(await appraisedBy(background, [TAB], () => turn(false))).toEqual([]);
    expect((await background.view(TAB)).registry).toBeNull();
    expect([requests(), lookUps.length]).toEqual([before, 1]);
    expect(await appraisedBy(background, [TAB], () => turn(true))).toEqual([]);
    await answered(background);
    expect(lookUps).toHaveLength(2);
    expect(background.asked).toHaveLength(1);
  });

  it('asks nobody about a tab when another chain is turned on or off, or chosen for another site', async () => {
    const { background, lookUps } = await withChain();
    const { calls } = background;
    const row = (await background.view(TAB)).registry;
    for (const happens of [
      () => calls['registry.put'].run({ ...profile, id: 'with-lower-rank', name: 'Listed after it' }),
      () => calls['registry.turn'].run({ id: 'with-lower-rank', on: true }),
      () => calls['registry.turn'].run({ id: 'with-lower-rank', on: false }),
      () => calls['registry.choose'].run({ origin: OTHER_ORIGIN, profile: null }),
      () => calls['registry.forget-choice'].run({ origin: OTHER_ORIGIN }),
      () => calls['registry.choose'].run({ origin: ORIGIN, profile: profile.id }),
    ])
      expect(await appraisedBy(background, [TAB], happens)).toEqual([]);
    expect((await background.view(TAB)).registry).toEqual(row);
    expect(lookUps).toHaveLength(1);
  });

  it('has no row of a chain that the user does not want for this site, or whose profile changed', async () => {
    const { background, lookUps } = await withChain();
    const { calls } = background;
    await calls['registry.choose'].run({ origin: ORIGIN, profile: null });
    expect((await background.settled(TAB)).registry).toBeNull();
    await calls['registry.forget-choice'].run({ origin: ORIGIN });
    await answered(background);
    expect(lookUps).toHaveLength(2);
    await calls['registry.put'].run({ ...profile, name: 'Another name' });
    expect((await background.settled(TAB)).registry).toBeNull();
    await calls['registry.remove'].run({ id: profile.id });
    expect(lookUps).toHaveLength(2);
  });

  it('asks about a document by what was found in it, however long ago it came', async () => {
    const { background, lookUps } = await withChain();
    await background.calls['registry.turn'].run({ id: profile.id, on: false });
    await background.settled(TAB);
    background.surroundings.now += 60 * 60_000;
    await background.calls['registry.turn'].run({ id: profile.id, on: true });
    await answered(background);
    expect(lookUps).toHaveLength(2);
    expect(background.asked).toHaveLength(1);
  });
});

describe('a ledger of devices', () => {
  const device = {
    key: DEVICE.raw.toString(),
    manufacturer: 'Test Silicon',
    model: 'test-1',
    status: 'active',
    registeredAt: '2026-01-01T00:00:00.000Z',
    validFrom: '2026-01-01T00:00:00.000Z',
    validUntil: null,
    revokedAt: null,
  } as const;

  it('is asked at the visit, by no change of what the user accepts, and not believed once it is turned off', async () => {
    const background = openTestBackground();
    const { book } = background.ports.chains;
    const reader = await TestReader.start();
    const profile = { ...profileOf(reader.chain), devices: true };
    await reader.close();
    const lookUps: string[] = [];
    const engine: RegistryEngine = {
      lookUp({ id, name }, { what }) {
        lookUps.push(what);
        return Promise.resolve({
          at: 'answered',
          chain: { id, name, discontinued: null, explorer: null },
          answer: { kind: 'device-active', device },
          level: 'L3',
          shortOf: null,
          clockBehind: false,
          asked: { what: 'device-key', key: '' },
          nodes: ['node.test'],
          block: { number: 7, hash: '00'.repeat(32), time: new Date(background.surroundings.now).toISOString() },
          relayBlock: null,
          checkpoint: null,
          askedAt: new Date(background.surroundings.now).toISOString(),
          execution: null,
        });
      },
    };
    background.surroundings.sources = endorsementSources({
      engine,
      profiles: book,
      now: () => instant(background.surroundings.now),
    });
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({
          origin,
          nonce,
          keys: [background.surroundings.tlsKey],
          now: background.surroundings.now,
          attester: keystoneAttester,
          endorsements: false,
        }),
      });
    await background.calls['registry.put'].run(profile);
    await background.calls['registry.turn'].run({ id: profile.id, on: true });
    await background.arrive(TAB);
    const hardware = async (): Promise<string> => {
      const { state } = await background.settled(TAB);
      return state.at === 'appraised' ? state.result.vector.hardware : state.at;
    };
    expect(await hardware()).toBe('affirming');
    expect(lookUps).toEqual(['device']);
    const entry = { ...ENTRY, tee: 'keystone', registers: { SM_HASH: Buffer.from(MONITOR_HASH).toString('hex') } };
    expect(await appraisedBy(background, [TAB], () => background.calls['allowlist.put'].run(entry))).toEqual([TAB]);
    expect(await hardware()).toBe('affirming');
    expect(lookUps).toEqual(['device']);
    const turnOff = () => background.calls['registry.turn'].run({ id: profile.id, on: false });
    expect(await appraisedBy(background, [TAB], turnOff)).toEqual([TAB]);
    expect(await hardware()).toBe('none');
    expect(background.asked).toHaveLength(1);
  });
});
