import { describe, expect, it } from 'vitest';
import type { RegistryView } from '../api/registry-view.ts';
import { checkInTurn, openTurnsByKind } from './check-in-turn.ts';
import type { CheckKind } from './check-kind.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import { MAX_CHECKS } from './turns.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Tabs of different origins, with checks that continue until they are told to end. @param originOf a tab */
function bench(originOf = (tabId: number): string => `https://site-${String(tabId)}.test`) {
  const registry = { ask: (): Promise<RegistryView | null> => new Promise(() => undefined) };
  const visits = { read: (tabId: number) => Promise.resolve({ origin: originOf(tabId) }) };
  const ports = { visits, registry } as unknown as CheckPorts;
  const turns = openTurnsByKind();
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const asks = new Map<number, () => void>();
  const gone = new AbortController();
  const check = (tabId: number, signal = new AbortController().signal, kind: CheckKind = 'check'): Promise<void> =>
    checkInTurn(
      ports,
      turns,
      async (supplied, { tabId: tab }) => {
        begun.push(tab);
        await new Promise<void>((resolve) => {
          ends.set(tab, resolve);
          asks.set(tab, () => void supplied.registry.ask({} as never, () => undefined, signal));
        });
      },
      { tabId, signal, kind } as CheckRun,
    );
  return { check, begun, ends, asks, gone };
}

describe('appraising every open tab', () => {
  it('begins four checks, and each of the others when one ends', async () => {
    const { check, begun, ends } = bench();
    const all = Array.from({ length: 20 }, (_, tabId) => check(tabId));
    await settled();
    expect(begun).toHaveLength(MAX_CHECKS);
    for (let tabId = 0; tabId < 20; tabId += 1) {
      ends.get(tabId)?.();
      await settled();
      expect(begun).toHaveLength(Math.min(20, MAX_CHECKS + tabId + 1));
    }
    await Promise.all(all);
  });

  it('does not wait for chains: a painted mark frees its place', async () => {
    const { check, begun, asks } = bench();
    for (let tabId = 0; tabId < 6; tabId += 1) void check(tabId);
    await settled();
    asks.get(0)?.();
    await settled();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('continues after a failed check, and reports nothing for one that is no longer wanted', async () => {
    const { check, begun, ends, gone } = bench();
    for (let tabId = 0; tabId < MAX_CHECKS; tabId += 1) void check(tabId);
    const waiting = check(7, gone.signal);
    await settled();
    gone.abort(new Error('gone'));
    await expect(waiting).resolves.toBeUndefined();
    expect(begun).not.toContain(7);
    ends.get(0)?.();
    void check(8);
    await settled();
    expect(begun).toContain(8);
  });
});

describe('what follows a decision of the user’s', () => {
  const never = new AbortController().signal;

  it.each(['reappraisal', 'registry'] as const)(
    'does not wait behind checks that hang, of its own site or any: %s',
    async (kind) => {
      const { check, begun } = bench((tabId) => `https://n${String(tabId % 2)}.site-${String(tabId % 3)}.test`);
      for (let tabId = 0; tabId < 6; tabId += 1) void check(tabId);
      await settled();
      expect(begun).toHaveLength(MAX_CHECKS);
      void check(6, never, kind);
      await settled();
      expect(begun).toContain(6);
    },
  );

  it('waits for others of its kind', async () => {
    const { check, begun, ends } = bench(() => 'https://one.test');
    void check(0, never, 'reappraisal');
    void check(1, never, 'registry');
    await settled();
    expect(begun).toEqual([0]);
    ends.get(0)?.();
    await settled();
    expect(begun).toEqual([0, 1]);
  });
});
