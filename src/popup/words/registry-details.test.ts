import { describe, expect, it } from 'vitest';
import type { RegistryEntry } from '../../background/api/registry-view.ts';
import type { RegistryView } from '../../background/api/registry-view.ts';
import { cadenceSentence } from './registry-details.ts';
import { registrySentence } from './registry.ts';

const HOUR = 3_600_000;
const entry = (changes: Partial<RegistryEntry>): RegistryEntry => ({
  under: 'proxied',
  registrar: 'd4'.repeat(32),
  mrEnclave: '00'.repeat(32),
  mrSigner: null,
  reportData: null,
  buildMode: 'production',
  method: 'dcap',
  status: 'ok',
  registeredAt: '2026-11-25T10:00:00Z',
  age: 0,
  renewal: 48 * HOUR,
  cadence: { renewals: 4, interval: HOUR },
  url: null,
  ...changes,
});

describe('how often an entry is renewed', () => {
  it('is not stated before it was seen twice', () => {
    expect(cadenceSentence(entry({ cadence: null }))).toBeNull();
  });

  it('is stated as a lower bound, by what was seen from here', () => {
    expect(cadenceSentence(entry({ age: 2 * HOUR }))).toBe('At least every 1 hour, as seen 4 times from this computer.');
  });

  it('is called later than usual, and then stopped', () => {
    expect(cadenceSentence(entry({ age: 2 * HOUR + 1 }))).toMatch(/The last one is later than usual\.$/);
    expect(cadenceSentence(entry({ age: 48 * HOUR + 1 }))).toMatch(/The renewals have stopped/);
  });
});

describe('an entry that the chain does not vouch for', () => {
  const statement = (because: 'status' | 'skipped', status: RegistryEntry['status']): string =>
    registrySentence({
      at: 'answered',
      chain: { id: 'x', name: 'A chain', discontinued: null, explorer: null },
      answer: { kind: 'invalid', because, entry: entry({ status }) },
      shortOf: null,
      checkpoint: null,
      clockBehind: false,
      level: 'L3',
      asked: { what: 'enclave', key: '' },
      nodes: [],
      block: null,
      relayBlock: null,
      askedAt: '2026-11-25T10:00:00Z',
      execution: null,
    } satisfies RegistryView);

  it('was checked if it says that the processor was revoked', () => {
    expect(statement('status', 'group-revoked')).toBe('A chain found this processor withdrawn by its manufacturer');
  });

  it('is without a valid check otherwise, also where nobody checked its claims', () => {
    expect(statement('status', 'invalid')).toMatch(/without a valid check/);
    expect(statement('skipped', 'group-revoked')).toMatch(/without a valid check/);
  });
});
