import { SIGSTORE_PUBLIC } from '../verifier/publisher/index.ts';
import { exactMemory, memoised, toRfc3339, webCrypto, type CryptoPort, type Instant } from '../verifier/index.ts';
import type { Checks, Common } from './app/platform.ts';
import { checkInTurn, openTurnsByKind } from './app/check-in-turn.ts';
import { checkService } from './app/check-service.ts';
import { runCheck } from './app/check-run.ts';
import type { CheckPorts } from './app/ports.ts';
import { connectOffscreen } from './browser/offscreen.ts';
import { rateLimit } from './endorsements/rate-limit.ts';
import { endorsementSources } from './endorsements/sources.ts';
import { fetchList } from './lists/fetch.ts';
import { listKeeper } from './lists/keeper.ts';
import { directoryUpdater } from './lists/refresh-directory.ts';
import { listStore } from './lists/store.ts';
import { publisherKeeper } from './publishers/keeper.ts';
import { PUBLISHER_SOURCES } from './publishers/sources.ts';
import { referenceSources } from './references/sources.ts';
import { ENGINE_PORT, remoteEngine } from './registry/remote-engine.ts';
import { registrySource, type RegistryEngine } from './registry/source.ts';
import { ENDORSEMENTS } from './state/endorsement-store.ts';
import { PUBLISHER_LISTS } from './state/publisher-lists.ts';
import { recordsOf } from './state/records.ts';
import { currentSettings } from './state/settings.ts';
import { signatureMemory } from './state/signature-memory.ts';

/** Wires what a check needs, and nothing else. */
export function checking({ session, profiles, ...ports }: Common): Checks {
  const { tables, settings, allowlist, ownKey, knowledge } = ports;
  const now = (): Instant => ports.now();
  const platform = webCrypto(crypto.subtle);
  const memory = signatureMemory(session, platform);
  const cryptoPorts: Readonly<Record<'normal' | 'private', CryptoPort>> = {
    normal: memoised(platform, memory.normal),
    private: memoised(platform, memory.private),
  };
  const engine = __TARGET__ === 'firefox' ? loadedEngine() : remoteEngine(() => connectOffscreen(ENGINE_PORT));

  const sigstore = () => [SIGSTORE_PUBLIC];
  const mayCheck = (origin: string): Promise<boolean> => ports.browser.mayCheck(origin);
  const updates = { crypto: platform, fetchList: fetchList(mayCheck), now };
  const lists = listKeeper({ ...updates, sigstore, store: listStore({ tables, crypto: platform, now, knowledge }) });

  const publishers = publisherKeeper({
    ...updates,
    sources: PUBLISHER_SOURCES,
    kept: recordsOf(tables, PUBLISHER_LISTS, () => toRfc3339(now())),
  });

  const all: CheckPorts = {
    ...ports,
    crypto: (isPrivate) => cryptoPorts[isPrivate ? 'private' : 'normal'],
    endorsements: {
      sources: endorsementSources({ engine, profiles, now }),
      kept: recordsOf(tables, ENDORSEMENTS, () => toRfc3339(now())),
      rateLimit: rateLimit(now, {
        read: () => session.get('resting-vendors'),
        write: (value) => session.set({ 'resting-vendors': value }),
      }),
      mayAsk: async (host) => (await currentSettings(settings)).askVendors && (await ports.browser.mayCheck(host)),
      // Firefox has one background, with one set of connections, for all its windows.
      privateApart: __TARGET__ === 'chrome',
      now,
    },
    // What the user's own key signed is asked of it once.
    references: referenceSources({ allowlist, ownKey, crypto: memoised(platform, exactMemory()), now }),
    lists,
    publisherLists: publishers,
    sigstore,
    registry: registrySource({ engine, profiles, crypto: platform, now }),
  };

  const turns = openTurnsByKind();
  return {
    lists,
    publishers,
    updater: directoryUpdater({ ...updates, shelf: ports.directories }),
    inspect: (check) => checkInTurn(all, turns, runCheck, check),
    inspectService: (check) => checkService(all, check),
    // A key that nobody has: the chain is asked, and answers nothing about anybody.
    tried: (profile) => engine.lookUp(profile, { what: 'device', key: '00'.repeat(32) }, () => undefined),
  };
}

/** Firefox: the engine is loaded into the event page when a chain is first asked, so that its start costs nothing. */
function loadedEngine(): RegistryEngine {
  let starting: Promise<RegistryEngine> | undefined;
  return {
    async lookUp(profile, asked, seen) {
      starting ??= import('./registry/engine.ts').then(({ startEngine }) => startEngine());
      return await (await starting).lookUp(profile, asked, seen);
    },
  };
}
