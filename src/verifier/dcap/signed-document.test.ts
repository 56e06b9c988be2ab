import { expect, it } from 'vitest';
import type { Authorities } from '../testing/intel/case.ts';
import { faultsOf } from '../testing/intel/judged.ts';
import { p256Key } from '../testing/keys.ts';

it('a signer’s chain that holds needs its own signature on each document', async () => {
  const change = (known: Authorities): Authorities => ({ ...known, signer: { ...known.signer, key: p256Key('not the signer') } });
  expect(await faultsOf({ authorities: change })).toEqual({
    'dcap.tcb-info.signature': 'fail signature',
    'dcap.qe-identity.signature': 'fail signature',
  });
});
