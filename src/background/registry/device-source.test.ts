import { describe, expect, it } from 'vitest';
import { instant } from '../../verifier/index.ts';
import type { KeyNeed } from '../../verifier/devices/need.ts';
import { registered } from '../../verifier/testing/registered.ts';
import type { RegistryAnswer, RegistryView } from '../api/registry-view.ts';
import { deviceLedger } from './device-source.ts';
import { BUILT_IN_PROFILES } from './profiles/built-in.ts';

const KEY = 'e5'.repeat(32);
const NOW = instant(Date.parse('2026-11-25T12:00:00Z'));
const NEED: KeyNeed = { kind: 'device-key', key: KEY };

const DEVICE = {
  key: KEY,
  manufacturer: 'Test Silicon',
  model: 'TS-1',
  status: 'active',
  registeredAt: '2026-01-01T00:00:00.000Z',
  validFrom: '2026-01-01T00:00:00.000Z',
  validUntil: null,
  revokedAt: null,
} as const;

const view = (answer: RegistryAnswer, changes: object = {}): RegistryView => ({
  at: 'answered',
  chain: { id: 'mine', name: 'Mine', discontinued: null, explorer: null },
  answer,
  level: 'L3',
  shortOf: null,
  clockBehind: false,
  asked: { what: 'device-key', key: KEY },
  nodes: ['node.example'],
  block: { number: 7, hash: '00'.repeat(32), time: '2026-11-25T11:59:48.000Z' },
  relayBlock: null,
  checkpoint: null,
  askedAt: '2026-11-25T12:00:00.000Z',
  execution: null,
  ...changes,
});

const profiles = (on: boolean, id = 'integritee-kusama') => ({
  chosenFor: () => Promise.resolve(on ? (BUILT_IN_PROFILES.find((profile) => profile.id === id) ?? null) : null),
});

async function asked(row: RegistryView | Error, on = true) {
  const lookUp = () => (row instanceof Error ? Promise.reject(row) : Promise.resolve(row));
  const source = deviceLedger({ engine: { lookUp }, profiles: profiles(on), now: () => NOW });
  return await source.fetch(NEED, new AbortController().signal);
}

async function status(row: RegistryView): Promise<string> {
  const found = await asked(row);
  if (!('endorsement' in found)) return found.code;
  return registered([found.endorsement], NEED, NOW).status;
}

describe('the ledger of device keys', () => {
  it.each<[string, RegistryAnswer, string]>([
    ['active', { kind: 'device-active', device: DEVICE }, 'active'],
    ['revoked', { kind: 'device-revoked', device: { ...DEVICE, status: 'revoked' } }, 'revoked'],
    [
      'out of its dates',
      { kind: 'device-out-of-dates', device: { ...DEVICE, validUntil: '2026-02-01T00:00:00.000Z' } },
      'expired',
    ],
    ['provably unknown', { kind: 'not-registered', proven: true }, 'not-registered'],
    ['unknown by word only', { kind: 'not-registered', proven: false }, 'endorsement.unavailable'],
    [
      'of a chain that stands still',
      { kind: 'frozen', since: '2025-11-11T00:00:00.000Z', entry: null },
      'endorsement.unavailable',
    ],
    ['of nobody', { kind: 'unreachable', because: 'timeout' }, 'endorsement.unavailable'],
  ])('vouches for what it can prove: a key that is %s', async (_, answer, expected) => {
    expect(await status(view(answer))).toBe(expected);
  });

  it.each([
    ['the word of one node', { level: 'L0' }],
    ['the word of several', { level: 'L1', nodes: ['a', 'b'] }],
    ['a read proof under one node’s header', { level: 'L2' }],
    ['nothing', { level: null }],
  ])('never vouches on %s', async (_, changes) => {
    expect(await status(view({ kind: 'device-active', device: DEVICE }, changes))).toBe('endorsement.unavailable');
  });

  it('vouches on a read proof under a header that several nodes have', async () => {
    expect(await status(view({ kind: 'device-active', device: DEVICE }, { level: 'L2', nodes: ['a', 'b'] }))).toBe('active');
  });

  it('asks nobody while no chain with devices is turned on, and survives a client that fails', async () => {
    expect(await asked(new Error('never asked'), false)).toMatchObject({
      code: 'endorsement.unavailable',
      facts: { because: 'no-chain' },
    });
    expect(await asked(new Error('gone'))).toMatchObject({ code: 'endorsement.unavailable' });
  });

  it('states its date, and is asked again at the next visit', async () => {
    const found = await asked(view({ kind: 'device-active', device: DEVICE }));
    if (!('endorsement' in found)) throw new Error(found.code);
    expect(found.expires).toBe(NOW);
    expect(new TextDecoder().decode(found.endorsement.bytes)).toContain('"asOf":"2026-11-25T11:59:48.000Z"');
  });

  it('ends at once when nobody waits any more', async () => {
    const source = deviceLedger({
      engine: { lookUp: () => new Promise(() => undefined) },
      profiles: profiles(true),
      now: () => NOW,
    });
    const controller = new AbortController();
    const fetching = source.fetch(NEED, controller.signal);
    controller.abort(new Error('navigated'));
    await expect(fetching).rejects.toThrow('navigated');
  });

  it.each([
    ['integritee-kusama', false],
    ['integritee-paseo', true],
  ])('says of %s whether it is a test network', async (id, test) => {
    const lookUp = () => Promise.resolve(view({ kind: 'device-active', device: DEVICE }));
    const source = deviceLedger({ engine: { lookUp }, profiles: profiles(true, id), now: () => NOW });
    const found = await source.fetch(NEED, new AbortController().signal);
    const simulated = test ? ['register of a test network'] : [];
    expect('endorsement' in found && registered([found.endorsement], NEED, NOW)).toMatchObject({ simulated });
  });
});
