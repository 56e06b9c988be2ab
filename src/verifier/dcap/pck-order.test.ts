// Covers: intel-chain.ts, authenticate.ts
import { describe, expect, it } from 'vitest';
import { usualAuthorities } from '../testing/intel/case.ts';
import { faultsOf, appraiseIntelCase } from '../testing/intel/appraised.ts';
import { intelRoot } from '../testing/intel/pki.ts';
import { ORDINARY_POLICY } from '../tees.ts';

const CHECK = 'dcap.pck-chain.root';
const usual = usualAuthorities();

/** Every order of three. */
function permutations([a, b, c]: readonly [number, number, number]): readonly (readonly [number, number, number])[] {
  return [
    [a, b, c],
    [a, c, b],
    [b, a, c],
    [b, c, a],
    [c, a, b],
    [c, b, a],
  ];
}

describe('the PCK chain', () => {
  it.each(permutations([0, 1, 2]))('holds in the order %i, %i, %i: nobody signs the order', async (...order) => {
    const pckChain = (chain: readonly Uint8Array[]) => order.flatMap((at) => chain[at] ?? []);
    expect(await faultsOf({ pckChain })).toEqual({});
  });

  it('holds with a duplicate certificate, but not with a stranger’s root in any order', async () => {
    expect(await faultsOf({ pckChain: (chain) => [...chain, ...chain] })).toEqual({});
    const stranger = intelRoot('somebody else').certificate;
    for (const order of permutations([0, 1, 2])) {
      const pckChain = (chain: readonly Uint8Array[]) => order.flatMap((at) => chain.with(2, stranger)[at] ?? []);
      expect((await faultsOf({ pckChain }))[CHECK]).toMatch(/^fail /);
    }
  });

  it('does not take another certificate of Intel’s root key as an accusation, where nobody vouches for what was sent', async () => {
    const root = intelRoot(undefined, { serial: Uint8Array.of(9) });
    const result = await appraiseIntelCase(
      { authorities: (known) => ({ ...known, root }), anchor: usual.root },
      { policy: ORDINARY_POLICY },
    );
    expect(result.findings).toContainEqual({ check: CHECK, outcome: 'unknown', facts: { because: 'reissued-root', at: 2 } });
    expect(result.vector.hardware).toBe('none');
  });

  it('contradicts itself when its root did not sign it, and says that instead of naming another root', async () => {
    const stranger = intelRoot('somebody else').certificate;
    const found = await faultsOf({ pckChain: (chain) => chain.with(2, stranger) });
    expect(found[CHECK]).toMatch(/^fail (?:signature|key-identifiers-do-not-chain)$/);
  });
});
