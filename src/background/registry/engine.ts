import { instant, toRfc3339, webCrypto } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import { readAsset } from '../net/asset.ts';
import { recordsOf } from '../state/records.ts';
import { indexedDbTables } from '../state/tables.ts';
import { checkpointPath, readCheckpointFile } from './checkpoint.ts';
import { ChainClient } from './client/client.ts';
import { dialBrowser } from './client/dial-browser.ts';
import { lookUp, type LookUpPorts } from './look-up.ts';
import type { RegistryEngine } from './source.ts';
import { REGISTRY_SIGHTINGS, RELAY_STATES } from './stored.ts';

/**
 * The engine with its real ports: chain client, WebCrypto, the extension's own database. It runs in a worker of the
 * offscreen document (Chrome) or is imported when first needed (Firefox); the background's start-up knows nothing of it.
 */
export function startEngine(): RegistryEngine {
  const now = () => instant(Date.now());
  const date = (): string => toRfc3339(now());
  const tables = indexedDbTables(indexedDB);
  const states = recordsOf(tables, RELAY_STATES, date);
  const ports: LookUpPorts = {
    chain: new ChainClient(dialBrowser),
    crypto: webCrypto(crypto.subtle),
    keptBy: (giver) => ({
      load: async (root) => (await states.get(`${giver}/${root}`))?.text ?? null,
      save: (root, text) => states.put({ giver, root, text, keptAt: now() }),
    }),
    async pinnedCheckpoint(relay) {
      const text = await readAsset(checkpointPath(relay));
      return text === null ? null : readCheckpointFile(text);
    },
    sightings: recordsOf(tables, REGISTRY_SIGHTINGS, date),
    now,
  };
  return inTurn({ look: (profile, asked, seen) => lookUp(ports, profile, asked, seen) });
}

/** Which chain's finality a look follows. */
const finalisedBy = ({ genesis, finality }: RegistryProfile): string => (finality.kind === 'relay' ? finality.genesis : genesis);

/**
 * One look at a time for each chain that finalises: two would follow the same finality side by side and overwrite each
 * other's steps.
 */
export function inTurn(engine: RegistryEngine): RegistryEngine {
  const last = new Map<string, Promise<unknown>>();
  return {
    look(profile, asked, seen) {
      const before = last.get(finalisedBy(profile)) ?? Promise.resolve();
      const look = before.then(() => engine.look(profile, asked, seen));
      last.set(
        finalisedBy(profile),
        look.catch(() => undefined),
      );
      return look;
    },
  };
}
