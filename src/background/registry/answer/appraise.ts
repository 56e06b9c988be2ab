import {
  provenValue,
  readRegisteredDevice,
  readRegisteredEnclave,
  readTeebagEnclave,
} from '../../../verifier/substrate/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { RegistryAnswer } from '../../api/registry-view.ts';
import { timeOf } from '../reading/chain-clock.ts';
import type { Reading } from '../reading/outcome.ts';
import { readsTheSame } from '../reading/second-decoder.ts';
import { deviceAnswer } from './device.ts';
import { enclaveAnswer, teebagAnswer } from './enclave.ts';
import type { Query } from './query.ts';

const isProven = ({ level }: Reading): boolean => level === 'L2' || level === 'L3';

/**
 * Does a second decoder read values without a proof in the same way? A device key counts only with a read proof, and needs none.
 */
export async function isConfirmed({ expected }: Query, profile: RegistryProfile, reading: Reading): Promise<boolean> {
  if (expected.what === 'device' || isProven(reading)) return true;
  const same = await Promise.all(expected.storageKeys.map((storageKey) => readsTheSame(reading, profile, storageKey)));
  return same.every(Boolean);
}

/** What the chain says about what was asked. @throws Malformed when the value has another form; NodeFailed without a time */
export function appraiseReading({ expected }: Query, profile: RegistryProfile, reading: Reading): RegistryAnswer {
  const chain = { renewal: profile.renewal, time: timeOf(reading), proven: isProven(reading) };
  if (expected.what === 'device') {
    const value = provenValue(reading.values, expected.key);
    return deviceAnswer(expected.device, value === null ? null : readRegisteredDevice(value), chain);
  }
  const { lookUp, storageKeys } = expected;
  const found = storageKeys.map((storageKey) => ({ storageKey, value: provenValue(reading.values, storageKey.key) }));
  if (profile.enclaves === 'teebag') {
    const value = found.find((one) => one.value !== null)?.value ?? null;
    return teebagAnswer(value === null ? null : readTeebagEnclave(value), lookUp.fresh, chain);
  }
  const entries = found.map(({ storageKey, value }) => ({
    ...storageKey,
    enclave: value === null ? null : readRegisteredEnclave(value),
  }));
  return enclaveAnswer(entries, lookUp.fresh, chain);
}
