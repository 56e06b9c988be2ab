import type { ServiceState } from '../api/services.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { ServiceCheck } from './check-service.ts';
import { codeNames } from '../discovery/directory/directory.ts';
import { covers } from './host-pattern.ts';
import { INTERNAL } from './mistakes.ts';
import type { Ports } from './ports.ts';
import { adapterOf, forgotten, isOf, noted, type StoredService } from './services.ts';
import type { Visit } from './visit.ts';

/** The attested services behind the pages of all tabs: rows next to the page's mark, which they never change. */
export type FollowedServices = {
  /** A document's own request to a service named by the directory was seen. */
  contacted(request: ServiceRequest): Promise<void>;
  /** The user requests a check of one service behind the page that was drawn. */
  check(tabId: number, documentId: string | null, service: string): Promise<void>;
  /** After this worker starts: a check that an earlier worker began is over. */
  resume(tabId: number): Promise<void>;
  /** The user withdrew these host patterns: the services they cover are no longer reported. */
  withdrawn(patterns: readonly string[]): Promise<void>;
};

/** @param inspect makes one check; it may have to be loaded first */
export function followServices(ports: Ports, inspect: (check: ServiceCheck) => Promise<void>): FollowedServices {
  const { visits } = ports;
  const running = new Set<string>();

  const change = (visit: Visit, row: (service: StoredService) => StoredService): Promise<Visit | null> =>
    visits.update(visit.tabId, visit.id, (now) => ({ ...now, services: now.services.map(row) }));

  const enter = (visit: Visit, service: string, state: ServiceState): Promise<Visit | null> =>
    change(visit, (one) => (one.origin === service ? { ...one, state } : one));

  /** The tab's own queue continues meanwhile; the outcome is written when it arrives. */
  async function start(visit: Visit, service: string): Promise<void> {
    const begun = await enter(visit, service, { at: 'checking' });
    if (begun === null) return;
    const key = `${visit.id} ${service}`;
    running.add(key);
    void inspect({ tabId: visit.tabId, id: visit.id, service })
      .catch(async (error: unknown) => {
        ports.report(error);
        await enter(visit, service, { at: 'unavailable', problem: INTERNAL });
      })
      .catch(ports.report)
      .finally(() => running.delete(key));
  }

  return {
    contacted: (request) =>
      visits.inTurn(request.tabId, async () => {
        const visit = await visits.read(request.tabId);
        if (visit === null || !isOf(visit, request)) return;
        const directory = await ports.directories.current();
        const adapter = adapterOf(directory, request.service);
        if (adapter === null) return;
        const names = codeNames(directory, request.service, ports.now());
        if (noted(visit.services, request, adapter, names) === visit.services) return;
        const before = visit.services.find(({ origin }) => origin === request.service);
        const after = await visits.update(visit.tabId, visit.id, (now) => ({
          ...now,
          services: noted(now.services, request, adapter, names),
        }));
        // The user asked on this very page: everything seen since belongs in the answer.
        if (after !== null && before?.state.at === 'appraised') await start(after, request.service);
      }),

    check: (tabId, documentId, service) =>
      visits.inTurn(tabId, async () => {
        const visit = await visits.current(tabId);
        if (visit === null || (documentId !== null && visit.documentId !== documentId)) return;
        const row = visit.services.find(({ origin }) => origin === service);
        if (row !== undefined && row.state.at !== 'checking') await start(visit, service);
      }),

    resume: (tabId) =>
      visits.inTurn(tabId, async () => {
        const visit = await visits.read(tabId);
        if (visit === null) return;
        const isOver = ({ origin, state }: StoredService): boolean =>
          state.at === 'checking' && !running.has(`${visit.id} ${origin}`);
        if (visit.services.some(isOver)) await change(visit, (one) => (isOver(one) ? forgotten(one) : one));
      }),

    async withdrawn(patterns) {
      const isGone = ({ origin }: StoredService): boolean => patterns.some((pattern) => covers(pattern, origin));
      const end = async (tabId: number): Promise<void> => {
        const visit = await visits.read(tabId);
        if (visit?.services.some((one) => isGone(one) && forgotten(one) !== one) === true)
          await change(visit, (one) => (isGone(one) ? forgotten(one) : one));
      };
      for (const tabId of await visits.tabs()) await visits.inTurn(tabId, () => end(tabId)).catch(ports.report);
    },
  };
}
