import type { RegistryProfile } from '../api/registry-profile.ts';
import { readOrigin } from '../state/allowlist.ts';
import type { RecordShape } from '../state/records.ts';
import type { Fields } from '../state/shape.ts';
import { readProfile } from './profile-shape.ts';

/** Whether a chain may be asked; `profile` is null for one that the release ships. */
export type StoredProfile = { readonly id: string; readonly on: boolean; readonly profile: RegistryProfile | null };

export const REGISTRY_PROFILES: RecordShape<StoredProfile> = {
  table: 'registry-profiles',
  keyOf: ({ id }) => id,
  read: (fields) => ({
    id: fields.string('id', 40),
    on: fields.boolean('on'),
    profile: fields.nullOr('profile', (name) => readProfile(fields.fields(name))),
  }),
};

/** Which chain is asked about a site, where the user chose one; null: none. */
export type SiteChoice = { readonly origin: string; readonly profile: string | null };

export const REGISTRY_CHOICES: RecordShape<SiteChoice> = {
  table: 'registry-choices',
  keyOf: ({ origin }) => origin,
  read: (fields) => ({
    origin: readOrigin(fields.string('origin')),
    profile: fields.nullOr('profile', (name) => fields.string(name, 40)),
  }),
};

/** How far a relay chain was followed: JSON text that the verifier reads and checks itself. */
export type KeptRelayState = { readonly genesis: string; readonly text: string };

const MOST_STATE = 4 * 1024 * 1024;

export const RELAY_STATES: RecordShape<KeptRelayState> = {
  table: 'relay-states',
  keyOf: ({ genesis }) => genesis,
  read: (fields) => ({ genesis: fields.string('genesis', 64), text: fields.string('text', MOST_STATE) }),
};

/** When an entry was seen to have been registered: milliseconds since 1970, oldest first, each once. */
export type Sightings = { readonly key: string; readonly times: readonly number[] };

function readTime(item: unknown): number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0 ? item : 0;
}

export const REGISTRY_SIGHTINGS: RecordShape<Sightings> = {
  table: 'registry-sightings',
  keyOf: ({ key }) => key,
  read: (fields: Fields) => ({ key: fields.string('key', 1000), times: fields.list('times', readTime, 16) }),
};
