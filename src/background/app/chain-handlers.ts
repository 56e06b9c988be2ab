import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import type { ProfileBook } from '../registry/profiles/book.ts';
import { readProfile } from '../registry/profiles/read-profile.ts';
import { readOrigin } from '../state/origin.ts';
import { fields, nothing, CallRejected, type Handlers } from './handler.ts';

/** The chains that were shipped or that the user added, and a way to test one. */
export type Registries = {
  readonly book: ProfileBook;
  readonly tried: (profile: RegistryProfile) => Promise<RegistryView>;
};

type RegistryCalls = Pick<Handlers, Extract<keyof Handlers, `registry.${string}`>>;

const MAX_ID_CHARACTERS = 40;
const idOf = fields((ask) => ({ id: ask.string('id', MAX_ID_CHARACTERS) }));
const originOf = fields((ask) => ({ origin: readOrigin(ask.string('origin')) }));

/**
 * The calls about chains. @param follow updates the registry rows of all tabs and, when a device registry changed, their marks
 */
export function chainHandlers({ book, tried }: Registries, follow: (ofLedger: boolean) => Promise<void>): RegistryCalls {
  const ledger = async (): Promise<string> => JSON.stringify(await book.chosenFor(null, 'devices'));

  /** Changes which chains are asked, and updates all tabs to match. */
  async function changing<T>(change: () => Promise<T>): Promise<T> {
    const before = await ledger();
    const done = await change();
    await follow((await ledger()) !== before);
    return done;
  }

  async function known(id: string): Promise<RegistryProfile> {
    const listed = (await book.list()).find(({ profile }) => profile.id === id);
    if (listed === undefined) throw new CallRejected('registry.unknown', id);
    return listed.profile;
  }

  return {
    'registry.list': { read: nothing, run: () => book.list() },
    'registry.put': {
      read: fields(readProfile),
      async run(profile) {
        if (!(await changing(() => book.put(profile)))) throw new CallRejected('registry.name-taken', profile.id);
        return null;
      },
    },
    'registry.turn': {
      read: fields((ask) => ({ id: ask.string('id', MAX_ID_CHARACTERS), on: ask.boolean('on') })),
      async run({ id, on }) {
        if (!(await changing(() => book.turn(id, on)))) throw new CallRejected('registry.unknown', id);
        return null;
      },
    },
    'registry.remove': {
      read: idOf,
      async run({ id }) {
        await changing(() => book.remove(id));
        return null;
      },
    },
    'registry.try': { read: idOf, run: async ({ id }) => await tried(await known(id)) },
    'registry.choice': {
      read: originOf,
      async run({ origin }) {
        const choice = await book.choice(origin);
        return choice === null ? null : { profile: choice.profile };
      },
    },
    'registry.choose': {
      read: fields((ask) => ({
        origin: readOrigin(ask.string('origin')),
        profile: ask.nullOr('profile', (name) => ask.string(name, MAX_ID_CHARACTERS)),
      })),
      async run(choice) {
        await changing(() => book.choose(choice));
        return null;
      },
    },
    'registry.forget-choice': {
      read: originOf,
      async run({ origin }) {
        await changing(() => book.forgetChoice(origin));
        return null;
      },
    },
  };
}
