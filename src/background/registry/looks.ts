import {
  deviceKey,
  fromHex,
  provenValue,
  readRegisteredDevice,
  readRegisteredEnclave,
  readTeebagEnclave,
  toHex,
} from '../../verifier/chain/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryAnswer, RegistryView } from '../api/registry-view.ts';
import { deviceAnswer } from './device-answer.ts';
import { enclaveAnswer, teebagAnswer } from './enclave-answer.ts';
import type { Reading } from './outcome.ts';
import { placesOf, type Place } from './places.ts';
import type { LookUp } from './question.ts';
import { readsTheSame } from './typed-enclave.ts';
import { timeOf } from './view.ts';

/** What is asked of a chain, ready to be read and judged. */
export type Look = {
  readonly asked: Extract<RegistryView, { readonly at: 'answered' }>['asked'];
  readonly keys: readonly Uint8Array[];
  /** @throws Malformed when what stands there has another form */
  judge(reading: Reading): RegistryAnswer;
  /** Does a second reading of what no proof covers agree with the first? */
  confirm(reading: Reading): Promise<boolean>;
};

const isProven = ({ level }: Reading): boolean => level === 'L2' || level === 'L3';

type Enclave = Extract<LookUp, { readonly what: 'enclave' }>;

/** The look for a question; null when there is no place to look at. */
export function lookFor(lookUp: LookUp, profile: RegistryProfile): Look | null {
  return lookUp.what === 'enclave' ? enclaveLook(lookUp, profile) : deviceLook(lookUp);
}

function deviceLook({ what, key }: Exclude<LookUp, Enclave>): Look {
  const place = deviceKey(fromHex(key, 'device key'), what === 'device' ? 'Devices' : 'ManufacturerKeys');
  return {
    asked: { what: 'device-key', key: toHex(place) },
    keys: [place],
    judge(reading) {
      const value = provenValue(reading.values, place);
      const device = value === null ? null : readRegisteredDevice(value);
      return deviceAnswer(key, device, { time: timeOf(reading), proven: isProven(reading) });
    },
    confirm: () => Promise.resolve(true),
  };
}

function enclaveLook(lookUp: Enclave, profile: RegistryProfile): Look | null {
  const places = placesOf(lookUp, profile);
  const [first] = places;
  if (first === undefined) return null;
  return {
    asked: { what: 'enclave', key: toHex(first.key) },
    keys: places.map(({ key }) => key),
    judge: (reading) => judgeEnclave(reading, profile, places, lookUp),
    async confirm(reading) {
      if (isProven(reading)) return true;
      return (await Promise.all(places.map((place) => readsTheSame(reading, profile, place)))).every((same) => same);
    },
  };
}

function judgeEnclave(reading: Reading, profile: RegistryProfile, places: readonly Place[], { fresh }: Enclave): RegistryAnswer {
  const chain = { renewal: profile.renewal, time: timeOf(reading), proven: isProven(reading) };
  const found = places.map((place) => ({ place, value: provenValue(reading.values, place.key) }));
  if (profile.enclaves === 'teebag') {
    const value = found.find((one) => one.value !== null)?.value ?? null;
    return teebagAnswer(value === null ? null : readTeebagEnclave(value), fresh, chain);
  }
  const sightings = found.map(({ place, value }) => ({
    ...place,
    enclave: value === null ? null : readRegisteredEnclave(value),
  }));
  return enclaveAnswer(sightings, fresh, chain);
}
