import { instant, toRfc3339, webCrypto } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import { readAsset } from '../net/asset.ts';
import { recordsOf } from '../state/records.ts';
import { indexedDbTables } from '../state/tables.ts';
import { checkpointPath, readCheckpointFile } from './profiles/checkpoint.ts';
import { SubstrateClient } from './client/client.ts';
import { dialBrowser } from './client/dial-browser.ts';
import { lookUp, type LookUpPorts } from './look-up.ts';
import type { RegistryEngine } from './source.ts';
import { REGISTRY_RENEWALS, RELAY_STATES } from './profiles/stored.ts';

/**
 * The engine with its real ports: chain client, WebCrypto, the extension's own database. It runs in a worker of the offscreen
 * document (Chrome) or is imported when first needed (Firefox), so the background's start-up does not load it.
 */
export function startEngine(): RegistryEngine {
  const now = () => instant(Date.now());
  const date = (): string => toRfc3339(now());
  const tables = indexedDbTables(indexedDB);
  const states = recordsOf(tables, RELAY_STATES, date);
  const ports: LookUpPorts = {
    chain: new SubstrateClient(dialBrowser),
    crypto: webCrypto(crypto.subtle),
    keptBy: (giver) => ({
      load: async (root) => (await states.get(`${giver}/${root}`))?.text ?? null,
      save: (root, text) => states.put({ giver, root, text, keptAt: now() }),
    }),
    async pinnedCheckpoint(relay) {
      const text = await readAsset(checkpointPath(relay));
      return text === null ? null : readCheckpointFile(text);
    },
    renewalTimes: recordsOf(tables, REGISTRY_RENEWALS, date),
    now,
  };
  return inTurn({ lookUp: (profile, asked, seen) => lookUp(ports, profile, asked, seen) });
}

/** Which chain's finality a look-up follows. */
const finalisedBy = ({ genesis, finality }: RegistryProfile): string => (finality.kind === 'relay' ? finality.genesis : genesis);

/**
 * One look-up at a time per finalising chain: two would follow the same finality in parallel and overwrite each other's steps.
 */
export function inTurn(engine: RegistryEngine): RegistryEngine {
  const last = new Map<string, Promise<unknown>>();
  return {
    lookUp(profile, asked, seen) {
      const before = last.get(finalisedBy(profile)) ?? Promise.resolve();
      const lookUp = before.then(() => engine.lookUp(profile, asked, seen));
      last.set(
        finalisedBy(profile),
        lookUp.catch(() => undefined),
      );
      return lookUp;
    },
  };
}
