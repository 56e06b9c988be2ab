import type { ListedProfile, RegistryProfile } from '../../api/registry-profile.ts';
import { recordsOf } from '../../state/records.ts';
import type { Tables } from '../../state/tables.ts';
import { BUILT_IN_PROFILES } from './built-in.ts';
import { forgetFollowed, REGISTRY_CHOICES, REGISTRY_PROFILES, type SiteChoice } from './stored.ts';

/** The profiles that the user has, which of them may be asked, and which one about a given site. */
export type ProfileBook = {
  list(): Promise<readonly ListedProfile[]>;
  /** The chain to ask about a site; null for none. Only chains that are turned on are returned. */
  chosenFor(origin: string | null, holding: 'enclaves' | 'devices'): Promise<RegistryProfile | null>;
  /** Adds a profile, or changes an added one; it is off until turned on. False when the id belongs to the release. */
  put(profile: RegistryProfile): Promise<boolean>;
  /** False for an unknown profile. */
  turn(id: string, on: boolean): Promise<boolean>;
  /** Removes an added profile, and everything that was learnt through it. */
  remove(id: string): Promise<void>;
  choice(origin: string): Promise<SiteChoice | null>;
  choose(choice: SiteChoice): Promise<void>;
  forgetChoice(origin: string): Promise<void>;
};

/** The book in the extension's own database. @param date RFC 3339 */
export function profileBook(tables: Tables, date: () => string): ProfileBook {
  const stored = recordsOf(tables, REGISTRY_PROFILES, date);
  const choices = recordsOf(tables, REGISTRY_CHOICES, date);
  const isBuiltIn = (id: string): boolean => BUILT_IN_PROFILES.some((profile) => profile.id === id);

  async function list(): Promise<readonly ListedProfile[]> {
    const records = await stored.list();
    const on = new Map(records.map((record) => [record.id, record.on]));
    const builtIn = BUILT_IN_PROFILES.map((profile) => ({ profile, builtIn: true, on: on.get(profile.id) ?? false }));
    const added = records.flatMap((record) =>
      record.profile === null ? [] : [{ profile: record.profile, builtIn: false, on: record.on }],
    );
    return [...builtIn, ...added];
  }

  return {
    list,
    async chosenFor(origin, holding) {
      const asked = (await list()).filter(({ on }) => on).map(({ profile }) => profile);
      const fitting = asked.filter(({ enclaves, devices }) => (holding === 'devices' ? devices : enclaves !== null));
      const choice = origin === null ? null : await choices.get(origin);
      if (choice === null) return fitting[0] ?? null;
      return fitting.find(({ id }) => id === choice.profile) ?? null;
    },
    async put(profile) {
      if (isBuiltIn(profile.id)) return false;
      const before = await stored.get(profile.id);
      // With other endpoints or another chain under the same name, the user's consent no longer applies.
      const same = JSON.stringify(before?.profile) === JSON.stringify(profile);
      await stored.put({ id: profile.id, on: same && before?.on === true, profile });
      if (!same) await forgetFollowed(tables, profile.id, date);
      return true;
    },
    async turn(id, on) {
      const before = await stored.get(id);
      if (before === null && !isBuiltIn(id)) return false;
      await stored.put({ id, on, profile: before?.profile ?? null });
      return true;
    },
    async remove(id) {
      if (isBuiltIn(id)) return;
      await stored.remove(id);
      await forgetFollowed(tables, id, date);
    },
    choice: (origin) => choices.get(origin),
    choose: (choice) => choices.put(choice),
    forgetChoice: (origin) => choices.remove(origin),
  };
}
