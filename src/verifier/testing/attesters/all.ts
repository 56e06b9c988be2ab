import type { Attester } from '../attester.ts';
import { sgxAttester, tdxAttester } from './dcap.ts';
import { iasAttester } from './ias.ts';
import { keystoneAttester } from './keystone.ts';
import { nitroAttester } from './nitro.ts';
import { sanctumAttester } from './sanctum.ts';
import { snpVcek, snpVlek } from './snp.ts';

/** Every simulated attester: the demo and the test build trust them, and sites under test attest with them. */
export const attesters: readonly Attester[] = [
  sgxAttester,
  tdxAttester,
  iasAttester,
  snpVcek,
  snpVlek,
  nitroAttester,
  keystoneAttester,
  sanctumAttester,
];
