import { toRfc3339 } from '../../verifier/index.ts';
import type { KeptSite } from '../api/settings.ts';
import type { Table } from '../state/tables.ts';
import type { TabVisits } from './tabs.ts';
import type { Ports } from './ports.ts';

/** Tables with one record per site, under its origin. */
const OF_SITES = ['pins', 'history', 'registry-choices', 'page-locks'] as const satisfies readonly Table[];
/**
 * Tables that name no site but still reveal visits: AMD's certificates belong to single processors, and chain sightings to single
 * enclaves. They are erased with everything else; they cannot be assigned to one site.
 */
const OF_VISITS = ['endorsements', 'registry-sightings'] as const satisfies readonly Table[];

/** Every site of which anything is kept, by its origin. */
export async function keptSites({ pins, history, tables }: Ports): Promise<readonly KeptSite[]> {
  const [pinned, seen, ...kept] = await Promise.all([pins.list(), history.list(), ...OF_SITES.map((table) => tables.all(table))]);
  const origins = new Set(kept.flat().map(({ key }) => key));
  return [...origins].toSorted().map((origin) => {
    const pin = pinned.find((one) => one.origin === origin);
    const code = seen.find((one) => one.origin === origin)?.code;
    return { origin, pin: pin?.pin ?? 'off', since: pin?.since ?? code?.since ?? null, lastSeen: code?.lastSeen ?? null };
  });
}

/**
 * Erases what is kept about one site or, with null, about all: in the database (including records set aside) and in this session.
 */
export async function forgetSites(ports: Ports, tabs: TabVisits, origin: string | null): Promise<void> {
  // Along with its rule, which nothing else would know about.
  await ports.locks.release(origin);
  const { tables } = ports;
  const known = origin === null ? await keptSites(ports) : [{ origin }];
  const clear = async (table: Table, goes: (key: string) => boolean): Promise<void> => {
    for (const { key } of await tables.all(table)) if (goes(key)) await tables.remove(table, key);
  };
  for (const table of OF_SITES) await clear(table, (key) => origin === null || key === origin);
  if (origin === null) for (const table of OF_VISITS) await clear(table, () => true);
  const tablesOfSites: readonly Table[] = origin === null ? [...OF_SITES, ...OF_VISITS] : OF_SITES;
  // Under the table's name and the record's key (state/records.ts).
  await clear('set-aside', (key) =>
    tablesOfSites.some((table) => (origin === null ? key.startsWith(`${table}/`) : key === `${table}/${origin}`)),
  );
  await ports.attestedKeys.forget(origin);
  for (const site of known) await tabs.pinned(site.origin, 'off', toRfc3339(ports.now()));
}
