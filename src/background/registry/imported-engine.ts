import type { RegistryEngine } from './source.ts';

/** Firefox: the engine is imported into the event page when a chain is first asked, so that its start costs nothing. */
export function importedEngine(): RegistryEngine {
  let starting: Promise<RegistryEngine> | undefined;
  return {
    async lookUp(profile, asked, seen) {
      starting ??= import('./engine.ts').then(({ startEngine }) => startEngine());
      return await (await starting).lookUp(profile, asked, seen);
    },
  };
}
