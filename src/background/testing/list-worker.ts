import { instant } from '../../verifier/index.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { auditKeyOf, AUDITOR, signedList, type Written } from '../../verifier/testing/audits/auditor.ts';
import { claimsOfCode } from '../../verifier/testing/audits/followed.ts';
import { NOW } from '../../verifier/testing/audits/updates.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';
import type { ListedSubscription } from '../api/lists.ts';
import { listKeeper, type ListKeeper } from '../lists/keeper.ts';
import { listStore } from '../lists/store.ts';
import type { Tables } from '../state/tables.ts';
import { memoryKnowledge } from './memory.ts';

/** Where AUDITOR's list is, and its key. */
export const ADDRESS = { url: 'https://auditor.example/list.dsse.json', key: auditKeyOf(AUDITOR) };
/** What AUDITOR's list calls itself, whatever its address. */
export const LIST_ID = 'https://auditor.example/tee-audits';

/** A worker over these tables; `server` answers its requests. @param now milliseconds since 1970 */
export function worker(tables: Tables, server: { bytes: Uint8Array }, now: number = NOW): ListKeeper {
  const clock = () => instant(now);
  const store = listStore({ tables, crypto: testCrypto, now: clock, knowledge: memoryKnowledge() });
  return listKeeper({ store, crypto: testCrypto, now: clock, sigstore: () => [], fetchList: () => Promise.resolve(server) });
}

/** A server that gives a list with these members. */
export const served = (members: Written, keys: readonly TestKey[] = [AUDITOR]) => ({ bytes: signedList(members, keys) });

/** Follows a list with these members. */
export async function followed(tables: Tables, members: Written, address = ADDRESS): Promise<ListedSubscription> {
  const lists = worker(tables, served(members));
  const { digest } = await lists.preview(address);
  return await lists.subscribe(address, digest);
}

/** What counts for AUDITOR's usual code after a start. */
export async function counted(tables: Tables) {
  const { statements, denials } = (await worker(tables, served({})).index()).about({
    tee: 'sgx',
    claims: claimsOfCode(),
    origin: null,
    now: NOW,
  });
  return {
    versions: (await worker(tables, served({})).list()).map(({ version, status }) => `${String(version)} ${status}`),
    denials: denials.length,
    statements: statements.length,
  };
}

/** The worker was stopped. */
export class Killed extends Error {}

/** Tables of a worker that is stopped before this write (counted from 1); nothing is written after that. */
export function killedBefore(tables: Tables, write: number): Tables {
  let writes = 0;
  const unlessKilled = (): void => {
    writes += 1;
    if (writes >= write) throw new Killed();
  };
  return {
    ...tables,
    async put(...row) {
      unlessKilled();
      await tables.put(...row);
    },
    async putAll(...rows) {
      unlessKilled();
      await tables.putAll(...rows);
    },
    async remove(...row) {
      unlessKilled();
      await tables.remove(...row);
    },
  };
}
