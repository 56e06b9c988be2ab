import type { SitePin } from '../api/settings.ts';
import type { Concern } from './concern.ts';
import { covers } from './host-pattern.ts';
import type { Ports } from './ports.ts';
import { repinned } from './problem-state.ts';
import type { RunningChecks } from './running-checks.ts';
import { planRecheck, unwatch } from './schedule.ts';
import { forgotten } from './services.ts';
import { begunBy, httpsOrigin, withoutLedger, withoutPermission, type Visit } from './visit.ts';

/** Applies the user's changes to the tabs that they affect. */
export type FollowedChanges = {
  /** Appraises again what a tab shows, because the user's change affects it. */
  reappraise(tabId: number, concerns?: Concern): Promise<void>;
  /**
   * The user turned chains on or off: if another chain now answers for a tab, that one is asked. @param ofLedger the device
   * ledger changed: results that rest on it are appraised again
   */
  followRegistry(tabId: number, ofLedger: boolean): Promise<void>;
  /** The user pinned or unpinned an origin: every tab that shows it follows. */
  pinned(origin: string, pin: SitePin['pin'], since: string): Promise<void>;
  /** The user withdrew these host patterns: checks under them end, and their marks are cleared. */
  withdrawn(patterns: readonly string[]): Promise<void>;
};

/** @param current the visit of the document that the browser shows now */
export function followChanges(
  ports: Ports,
  running: RunningChecks,
  current: (tabId: number) => Promise<Visit | null>,
): FollowedChanges & {
  /** Completes what another worker should have done after a change, but died before. True if a run was begun. */
  readonly catchUp: (visit: Visit) => Promise<boolean>;
} {
  const { visits } = ports;
  const { start, giveUp } = running;

  /** A service's row is checked at a click: if the result may have changed, it is discarded. */
  async function servicesConcerned({ services }: Visit, concerns: Concern): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const { origin, state } of services)
      if (state.at === 'appraised' && (await concerns({ ...state, code: null }, { origin }))) found.add(origin);
    return found;
  }

  async function follow(visit: Visit, concerns: Concern): Promise<boolean> {
    const { tabId, state } = visit;
    if (!restsOnKnowledge(visit)) return false;
    const knowledge = await ports.knowledge.current();
    const concerned = state.at === 'appraised' && (await concerns({ ...state, published: state.code.published }, visit));
    const gone = await servicesConcerned(visit, concerns);
    if (!concerned && gone.size === 0 && visit.knowledge === knowledge) return false;
    const followed = await visits.update(tabId, visit.id, (one) => ({
      ...one,
      knowledge: concerned ? null : knowledge,
      services: one.services.map((row) => (gone.has(row.origin) ? forgotten(row) : row)),
    }));
    if (followed === null || state.at !== 'appraised' || !concerned) return false;
    start(followed, begunBy(visit, state), 'reappraisal');
    return true;
  }

  async function endWithoutPermission(visit: Visit): Promise<void> {
    if (visits.held(visit.tabId)?.id === visit.id) giveUp(visit.tabId);
    await visits.update(visit.tabId, visit.id, withoutPermission);
    // A worker that died may have left one.
    await unwatch(ports, visit.tabId);
    await planRecheck(ports);
  }

  return {
    reappraise: (tabId, concerns = () => true) =>
      visits.inTurn(tabId, async () => {
        const visit = await current(tabId);
        if (visit !== null) await follow(visit, concerns);
      }),

    async catchUp(visit) {
      const { origin, clicked, state } = visit;
      if (origin !== null && state.at !== 'off' && !clicked && !(await ports.browser.mightCheck(origin))) {
        await endWithoutPermission(visit);
        return true;
      }
      return (
        restsOnKnowledge(visit) && visit.knowledge !== (await ports.knowledge.current()) && (await follow(visit, () => true))
      );
    },

    followRegistry: (tabId, ofLedger) =>
      visits.inTurn(tabId, async () => {
        const visit = await current(tabId);
        if (visit?.state.at !== 'appraised') return;
        const recognition = begunBy(visit, visit.state);
        const { asksAnotherChain, restsOnLedger } = await import('./registry-change.ts');
        if (ofLedger && restsOnLedger(visit.state)) {
          const without = await visits.update(tabId, visit.id, withoutLedger);
          if (without !== null) start(without, recognition, 'reappraisal');
          return;
        }
        // A run without a row may be about to ask a chain that was turned off.
        const aboutToAsk = running.has(tabId) && visit.registry === null;
        if (aboutToAsk || (await asksAnotherChain(ports, visit.state, visit))) start(visit, recognition, 'registry');
      }),

    async pinned(origin, pin, since) {
      for (const tabId of await visits.tabs()) {
        await visits.inTurn(tabId, async () => {
          const visit = await visits.current(tabId);
          if (visit === null || siteOf(visit) !== origin) return;
          await visits.update(tabId, visit.id, (one) => {
            const after = { ...one, pin, pinnedSince: since };
            return { ...after, state: repinned(after) };
          });
        });
      }
    },

    async withdrawn(patterns) {
      const end = async (tabId: number): Promise<void> => {
        const visit = await visits.read(tabId);
        const { origin } = visit ?? { origin: null };
        if (visit === null || origin === null || !patterns.some((pattern) => covers(pattern, origin))) return;
        // If the browser does not answer, its latest event counts.
        if (!(await ports.browser.mayCheck(origin).catch(() => false))) await endWithoutPermission(visit);
      };
      // One unreadable visit keeps no other from ending.
      for (const tabId of await visits.tabs()) await visits.inTurn(tabId, () => end(tabId)).catch(ports.report);
    },
  };
}

/** The origin whose pin counts for a visit: a page over http is missed under that of its host over https. */
function siteOf({ origin, state }: Visit): string | null {
  if (origin !== null || state.at !== 'missing') return origin;
  const host = state.problem?.facts['host'];
  return typeof host === 'string' ? httpsOrigin(`https://${host}`) : null;
}

/** Does anything in it rest on a decision of the user's or a list? */
const restsOnKnowledge = ({ state, services }: Visit): boolean =>
  state.at === 'appraised' || services.some((one) => one.state.at === 'appraised');
