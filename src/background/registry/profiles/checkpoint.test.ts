import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkpointPath, readCheckpointFile } from './checkpoint.ts';
import { BUILT_IN_PROFILES } from './built-in.ts';

describe('checkpoints of the release', () => {
  const pinned = BUILT_IN_PROFILES.flatMap(({ id, finality }) =>
    finality.kind === 'relay' && finality.checkpoint?.kind === 'pinned'
      ? [{ id, genesis: finality.genesis, relay: finality.checkpoint.relay }]
      : [],
  );

  it.each(pinned)('$id: a file is there, and is that relay chain’s', ({ genesis, relay }) => {
    const path = `public${checkpointPath(relay)}`;
    expect(existsSync(path)).toBe(true);
    const state = readCheckpointFile(readFileSync(path, 'utf8'));
    expect(state?.genesis).toBe(genesis);
    expect(state?.authorities.length).toBeGreaterThan(100);
    // Made in July 2026, and not of the future.
    expect(state?.time).toBeGreaterThanOrEqual(Date.UTC(2026, 6));
    expect(state?.time).toBeLessThan(Date.now());
  });

  it('are ignored when they cannot be read', () => {
    const text = readFileSync(`public${checkpointPath('polkadot')}`, 'utf8');
    for (const damaged of [
      '',
      '{',
      '[]',
      '{}',
      text.replace('"keys": "', '"keys": "!'),
      text.replace(/"keys": "..../, '"keys": "'),
      text.replace(/"setId": \d+/, '"setId": -1'),
      text.replace('"format": 1', '"format": 2'),
      text.replace(/"time": \d+,/, ''),
    ])
      expect(readCheckpointFile(damaged)).toBeNull();
  });
});
