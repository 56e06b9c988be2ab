import { describe, expect, it } from 'vitest';
import { fieldsOf, InvalidRecord } from '../../state/shape.ts';
import { recordsOf } from '../../state/records.ts';
import { memoryTables } from '../../testing/memory.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import { profileBook, type ProfileBook } from './book.ts';
import { readProfile } from './read-profile.ts';
import { BUILT_IN_PROFILES } from './built-in.ts';
import { REGISTRY_RENEWALS, RELAY_STATES, RELEASE } from './stored.ts';

const MINE: RegistryProfile = {
  format: 1,
  id: 'mine',
  name: 'Mine',
  genesis: 'ab'.repeat(32),
  enclaves: 'teerex',
  devices: true,
  endpoints: ['wss://node.example'],
  finality: { kind: 'solo', checkpoint: null },
  registrars: ['cd'.repeat(32)],
  metadata: [{ spec: 1, sha256: 'ef'.repeat(32) }],
  renewal: 1000,
  discontinued: null,
  test: false,
  explorer: 'https://explorer.example/{hash}',
};

const date = () => '2026-11-25T00:00:00Z';
const book = () => profileBook(memoryTables(), date);

describe('the known chains', () => {
  it('are all off at first, so none is asked', async () => {
    const chains = book();
    expect((await chains.list()).every(({ on }) => !on)).toBe(true);
    expect(await chains.chosenFor('https://a.example', 'enclaves')).toBeNull();
    expect(await chains.chosenFor(null, 'devices')).toBeNull();
  });

  it('are asked once turned on, by what they hold', async () => {
    const chains = book();
    expect(await chains.turn('heima', true)).toBe(true);
    expect((await chains.chosenFor('https://a.example', 'enclaves'))?.id).toBe('heima');
    expect(await chains.chosenFor(null, 'devices')).toBeNull();
    await chains.put(MINE);
    await chains.turn('mine', true);
    expect((await chains.chosenFor(null, 'devices'))?.id).toBe('mine');
  });

  it.each([
    ['removed', (chains: ProfileBook) => chains.remove('mine')],
    ['changed', (chains: ProfileBook) => chains.put({ ...MINE, endpoints: ['wss://other.example'] })],
  ])('leave nothing behind of what was learnt by them, once %s', async (_, change) => {
    const tables = memoryTables();
    const states = recordsOf(tables, RELAY_STATES, date);
    const renewalTimes = recordsOf(tables, REGISTRY_RENEWALS, date);
    const chains = profileBook(tables, date);
    await chains.put(MINE);
    for (const giver of ['mine', 'mine-too', RELEASE]) await states.put({ giver, root: 'ab'.repeat(32), text: '{}', keptAt: 1 });
    for (const key of ['mine/a', 'mine-too/a', 'heima/a']) await renewalTimes.put({ key, times: [1] });
    await change(chains);
    expect((await states.list()).map(({ giver }) => giver)).toEqual(['mine-too', RELEASE]);
    expect((await renewalTimes.list()).map(({ key }) => key)).toEqual(['mine-too/a', 'heima/a']);
  });

  it('keep what was learnt when saved unchanged', async () => {
    const tables = memoryTables();
    const states = recordsOf(tables, RELAY_STATES, date);
    const chains = profileBook(tables, date);
    await chains.put(MINE);
    await states.put({ giver: 'mine', root: 'ab'.repeat(32), text: '{}', keptAt: 1 });
    await chains.put(MINE);
    expect(await states.list()).toHaveLength(1);
  });

  it('start off if added by the user, and turn off when changed', async () => {
    const chains = book();
    await chains.put(MINE);
    expect((await chains.list()).find(({ profile }) => profile.id === 'mine')).toMatchObject({ builtIn: false, on: false });
    await chains.turn('mine', true);
    await chains.put(MINE);
    expect((await chains.list()).find(({ profile }) => profile.id === 'mine')?.on).toBe(true);
    await chains.put({ ...MINE, endpoints: ['wss://other.example'] });
    expect((await chains.list()).find(({ profile }) => profile.id === 'mine')?.on).toBe(false);
  });

  it('cannot be changed or removed if shipped', async () => {
    const chains = book();
    expect(await chains.put({ ...MINE, id: 'heima' })).toBe(false);
    await chains.remove('heima');
    expect((await chains.list()).some(({ profile }) => profile.id === 'heima')).toBe(true);
    expect(await chains.turn('nobody', true)).toBe(false);
  });

  it('may be chosen for a site, or none for it', async () => {
    const chains = book();
    await chains.put(MINE);
    await chains.turn('mine', true);
    await chains.turn('heima', true);
    await chains.choose({ origin: 'https://a.example', profile: 'mine' });
    expect((await chains.chosenFor('https://a.example', 'enclaves'))?.id).toBe('mine');
    expect((await chains.chosenFor('https://b.example', 'enclaves'))?.id).toBe('heima');
    await chains.choose({ origin: 'https://a.example', profile: null });
    expect(await chains.chosenFor('https://a.example', 'enclaves')).toBeNull();
    await chains.forgetChoice('https://a.example');
    expect((await chains.chosenFor('https://a.example', 'enclaves'))?.id).toBe('heima');
  });

  it('chosen for a site are not asked while off', async () => {
    const chains = book();
    await chains.put(MINE);
    await chains.choose({ origin: 'https://a.example', profile: 'mine' });
    expect(await chains.chosenFor('https://a.example', 'enclaves')).toBeNull();
  });
});

describe('a profile', () => {
  const read = (value: unknown): RegistryProfile => readProfile(fieldsOf(value, 'profile'));

  it.each([MINE, ...BUILT_IN_PROFILES].map((profile) => [profile.id, profile] as const))(
    '%s is read as it is written',
    (_, profile) => {
      expect(read(structuredClone(profile))).toEqual(profile);
    },
  );

  it.each([
    [{ endpoints: ['https://node.example'] }],
    [{ endpoints: ['ws://node.example'] }],
    [{ endpoints: ['wss://user:secret@node.example'] }],
    [{ genesis: 'AB'.repeat(32) }],
    [{ genesis: 'ab' }],
    [{ id: 'Mine!' }],
    [{ registrars: ['xyz'] }],
    [{ explorer: 'http://explorer.example' }],
    [{ explorer: 'javascript:alert(1)' }],
    [{ discontinued: 'soon' }],
    [{ test: 'no' }],
    [{ enclaves: 'other' }],
    [{ finality: { kind: 'relay', paraId: -1, genesis: 'ab'.repeat(32), endpoints: [], checkpoint: null } }],
    [{ finality: { kind: 'solo', checkpoint: { kind: 'pinned', relay: '../x' } } }],
    [{ renewal: Number.NaN }],
    [{ format: 2 }],
  ])('with %j is refused', (changes) => {
    expect(() => read({ ...MINE, ...changes })).toThrow(InvalidRecord);
  });

  it('may name a node on this computer without TLS', () => {
    expect(read({ ...MINE, endpoints: ['ws://127.0.0.1:9944'] }).endpoints).toEqual(['ws://127.0.0.1:9944']);
  });
});
