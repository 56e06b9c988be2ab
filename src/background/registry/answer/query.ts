import {
  deviceKey,
  fromHex,
  provenValue,
  readRegisteredDevice,
  readRegisteredEnclave,
  readTeebagEnclave,
  toHex,
} from '../../../verifier/substrate/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { RegistryAnswer, RegistryView } from '../../api/registry-view.ts';
import { deviceAnswer } from './device.ts';
import { enclaveAnswer, teebagAnswer } from './enclave.ts';
import type { Reading } from '../reading/outcome.ts';
import { storageKeysOf, type StorageKey } from '../storage-keys.ts';
import type { LookUp } from '../question.ts';
import { readsTheSame } from '../reading/second-decoder.ts';
import { timeOf } from './view.ts';

/** What is asked of a chain, ready to be read and judged. */
export type Query = {
  readonly asked: Extract<RegistryView, { readonly at: 'answered' }>['asked'];
  readonly keys: readonly Uint8Array[];
  /** @throws Malformed when what stands there has another form */
  appraise(reading: Reading): RegistryAnswer;
  /** Does a second reading of what no proof covers agree with the first? */
  confirm(reading: Reading): Promise<boolean>;
};

const isProven = ({ level }: Reading): boolean => level === 'L2' || level === 'L3';

type Enclave = Extract<LookUp, { readonly what: 'enclave' }>;

/** The look for a question; null when there is no place to look at. */
export function queryFor(lookUp: LookUp, profile: RegistryProfile): Query | null {
  return lookUp.what === 'enclave' ? enclaveQuery(lookUp, profile) : deviceQuery(lookUp);
}

function deviceQuery({ what, key }: Exclude<LookUp, Enclave>): Query {
  const storageKey = deviceKey(fromHex(key, 'device key'), what === 'device' ? 'Devices' : 'ManufacturerKeys');
  return {
    asked: { what: 'device-key', key: toHex(storageKey) },
    keys: [storageKey],
    appraise(reading) {
      const value = provenValue(reading.values, storageKey);
      const device = value === null ? null : readRegisteredDevice(value);
      return deviceAnswer(key, device, { time: timeOf(reading), proven: isProven(reading) });
    },
    confirm: () => Promise.resolve(true),
  };
}

function enclaveQuery(lookUp: Enclave, profile: RegistryProfile): Query | null {
  const storageKeys = storageKeysOf(lookUp, profile);
  const [first] = storageKeys;
  if (first === undefined) return null;
  return {
    asked: { what: 'enclave', key: toHex(first.key) },
    keys: storageKeys.map(({ key }) => key),
    appraise: (reading) => appraiseEnclave(reading, profile, storageKeys, lookUp),
    async confirm(reading) {
      if (isProven(reading)) return true;
      return (await Promise.all(storageKeys.map((storageKey) => readsTheSame(reading, profile, storageKey)))).every(
        (same) => same,
      );
    },
  };
}

function appraiseEnclave(
  reading: Reading,
  profile: RegistryProfile,
  storageKeys: readonly StorageKey[],
  { fresh }: Enclave,
): RegistryAnswer {
  const chain = { renewal: profile.renewal, time: timeOf(reading), proven: isProven(reading) };
  const found = storageKeys.map((storageKey) => ({ storageKey, value: provenValue(reading.values, storageKey.key) }));
  if (profile.enclaves === 'teebag') {
    const value = found.find((one) => one.value !== null)?.value ?? null;
    return teebagAnswer(value === null ? null : readTeebagEnclave(value), fresh, chain);
  }
  const renewalTimes = found.map(({ storageKey, value }) => ({
    ...storageKey,
    enclave: value === null ? null : readRegisteredEnclave(value),
  }));
  return enclaveAnswer(renewalTimes, fresh, chain);
}
