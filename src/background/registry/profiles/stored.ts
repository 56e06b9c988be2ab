import type { RegistryProfile } from '../../api/registry-profile.ts';
import { readOrigin } from '../../state/origin.ts';
import { recordsOf, type RecordShape } from '../../state/records.ts';
import type { Fields } from '../../state/shape.ts';
import type { Tables } from '../../state/tables.ts';
import { readProfile } from './read-profile.ts';

/** Whether a chain may be asked; `profile` is null for one that ships with the release. */
export type StoredProfile = { readonly id: string; readonly on: boolean; readonly profile: RegistryProfile | null };

/** The user's profiles, and which are switched on. */
export const REGISTRY_PROFILES: RecordShape<StoredProfile> = {
  table: 'registry-profiles',
  bound: null,
  keyOf: ({ id }) => id,
  read: (fields) => ({
    id: fields.string('id', 40),
    on: fields.boolean('on'),
    profile: fields.nullOr('profile', (name) => readProfile(fields.fields(name))),
  }),
};

/** Which chain is asked about a site, where the user chose one; null: none. */
export type SiteChoice = { readonly origin: string; readonly profile: string | null };

/** The user's choices for sites, by origin. */
export const REGISTRY_CHOICES: RecordShape<SiteChoice> = {
  table: 'registry-choices',
  bound: null,
  keyOf: ({ origin }) => origin,
  read: (fields) => ({
    origin: readOrigin(fields.string('origin')),
    profile: fields.nullOr('profile', (name) => fields.string(name, 40)),
  }),
};

/** Who supplied a checkpoint: the release, or an added profile, by its id. No profile can have this name. */
export const RELEASE = 'release:';

/** `RELEASE`, or an added profile’s id. */
export type Giver = string;

/**
 * How far a checkpoint was followed: JSON text that the verifier reads and checks itself. It belongs to that checkpoint, by its
 * digest, and to its giver, and is removed with that giver.
 */
export type KeptRelayState = {
  readonly giver: Giver;
  readonly root: string;
  readonly text: string;
  /** Milliseconds since 1970, this computer's clock. */
  readonly keptAt: number;
};

const MAX_STATE_CHARACTERS = 4 * 1024 * 1024;

/** Followed states by giver and root. */
export const RELAY_STATES: RecordShape<KeptRelayState> = {
  table: 'relay-states',
  keyOf: ({ giver, root }) => `${giver}/${root}`,
  // A hundred kilobytes each. A checkpoint that is no longer followed, such as an older release's, is evicted in time.
  bound: { maxEntries: 16, rank: ({ keptAt }) => ({ worth: 0, since: keptAt }) },
  read: (fields) => ({
    giver: fields.string('giver', 40),
    root: fields.string('root', 64),
    text: fields.string('text', MAX_STATE_CHARACTERS),
    keptAt: fields.natural('keptAt'),
  }),
};

/**
 * When an entry was seen to have been registered: milliseconds since 1970, oldest first, each once. Its key begins with the
 * profile's id: what another profile's nodes showed for the same chain is kept separately.
 */
export type RenewalTimes = { readonly key: string; readonly times: readonly number[] };

function readTime(item: unknown): number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0 ? item : 0;
}

/** When entries were seen to be renewed, at most 16 times each, by their place on the chain. */
export const REGISTRY_RENEWALS: RecordShape<RenewalTimes> = {
  table: 'registry-sightings',
  bound: { maxEntries: 500, rank: ({ times }) => ({ worth: 0, since: times.at(-1) ?? 0 }) },
  keyOf: ({ key }) => key,
  read: (fields: Fields) => ({ key: fields.string('key', 1000), times: fields.list('times', readTime, 16) }),
};

/** Removes what was followed from a profile's own checkpoint, and what was seen on its chain. */
export async function forgetFollowed(tables: Tables, id: string, now: () => string): Promise<void> {
  const states = recordsOf(tables, RELAY_STATES, now);
  const renewalTimes = recordsOf(tables, REGISTRY_RENEWALS, now);
  const [followed, seen] = await Promise.all([states.list(), renewalTimes.list()]);
  await Promise.all([
    ...followed.filter(({ giver }) => giver === id).map((one) => states.remove(RELAY_STATES.keyOf(one))),
    ...seen.filter(({ key }) => key.startsWith(`${id}/`)).map(({ key }) => renewalTimes.remove(key)),
  ]);
}
