import { describe, expect, it, vi } from 'vitest';
import { suppliedBy, type SuppliedEndorsement, type Giver } from '../endorsement.ts';
import { makeCase, type Authorities, type CaseRequest } from '../testing/intel/case.ts';
import { endorsementsFor, faultsOf, NOW } from '../testing/intel/appraised.ts';
import { PLATFORM, tcbSigner } from '../testing/intel/pki.ts';
import { testCrypto } from '../testing/appraise-case.ts';
import { p256Key } from '../testing/keys.ts';
import type { IntelChainVerdict } from './intel-chain.ts';
import { copyVerifier, readCopies } from './signed-document.ts';

it('even with a valid chain, each document needs its own signature', async () => {
  const change = (known: Authorities): Authorities => ({ ...known, signer: { ...known.signer, key: p256Key('not the signer') } });
  expect(await faultsOf({ authorities: change })).toEqual({
    'dcap.tcb-info.signature': 'fail signature',
    'dcap.qe-identity.signature': 'fail signature',
  });
});

describe('copies of a document', () => {
  const NEED = { kind: 'dcap.tcb-info', tee: 'sgx', fmspc: PLATFORM.fmspc } as const;
  const table = (giver: Giver, request: Omit<CaseRequest, 'now'> = {}, change: Partial<SuppliedEndorsement> = {}) =>
    suppliedBy(giver, endorsementsFor(makeCase({ now: NOW, ...request })))
      .filter(({ need }) => need.kind === NEED.kind)
      .map((one) => ({ ...one, ...change }));
  const FAULTY: IntelChainVerdict = { holds: false, fault: 'length', at: 0 };
  const verifyChain = vi.fn(() => Promise.resolve(FAULTY));
  async function verified(...supplied: readonly (readonly SuppliedEndorsement[])[]) {
    verifyChain.mockClear();
    const copies = await copyVerifier(verifyChain, testCrypto)(readCopies(NEED.kind, NEED, supplied.flat()));
    return { verdicts: copies.map(({ verdict }) => verdict), chains: verifyChain.mock.calls.length };
  }
  const otherSigner = (known: Authorities): Authorities => {
    const signer = tcbSigner(known.root, { serial: Uint8Array.of(0x55), key: p256Key('another signer') });
    return { ...known, signer };
  };

  it('under one chain have it verified once, and each its own signature', async () => {
    const spoilt = table('site', { document: (known) => ({ ...known, tcb_info_signature: '01'.repeat(64) }) });
    const { verdicts, chains } = await verified(
      table('cache'),
      spoilt,
      table('site', { tcbInfo: { tcbEvaluationDataNumber: 21 } }),
    );
    expect(verdicts).toEqual([true, false, true].map((signature) => ({ chain: FAULTY, signature })));
    expect(chains).toBe(1);
  });

  it('under another chain have that one verified, however similar', async () => {
    const [usual] = table('cache');
    const [first] = new TextDecoder().decode(usual?.issuerChain).split(/(?<=-----END CERTIFICATE-----\n)/);
    const shorter = table('site', {}, { issuerChain: new TextEncoder().encode(first) });
    expect((await verified(table('cache'), table('site', { authorities: otherSigner }))).chains).toBe(2);
    expect((await verified(table('cache'), shorter)).chains).toBe(2);
    expect(
      (
        await verified(
          shorter.map((one) => ({ ...one, from: 'cache' as const })),
          table('site'),
        )
      ).chains,
    ).toBe(2);
  });

  it('without a chain, or with an unreadable one, have nothing verified', async () => {
    const bare = table('site').map(({ need, bytes, from }) => ({ need, bytes, from }));
    const unreadable = table('site', {}, { issuerChain: Uint8Array.of(1, 2) });
    expect(await verified(bare, unreadable)).toEqual({ verdicts: [undefined, undefined], chains: 0 });
  });

  it('that cannot be read at all have nothing verified, and are reported', async () => {
    const garbage = table('site', {}, { bytes: Uint8Array.of(1, 2) });
    expect(await verified(garbage)).toEqual({ verdicts: [undefined], chains: 0 });
  });
});
