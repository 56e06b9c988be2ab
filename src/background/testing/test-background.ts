import { webcrypto } from 'node:crypto';
import { vi } from 'vitest';
import { noChains } from './no-chains.ts';
import { documentAnswer } from './site.ts';
import { instant, toRfc3339, type ChannelObservation } from '../../verifier/index.ts';
import { ATTESTATION_PATH, DOCUMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { OWN_KNOWLEDGE, type AllowlistEntry } from '../api/allowlist.ts';
import type { SiteView } from '../api/site-view.ts';
import { checkService } from '../app/check-service.ts';
import { followServices, type FollowedServices } from '../app/follow-services.ts';
import { followVisits, type TabVisits } from '../app/tabs.ts';
import type { Handlers } from '../app/handler.ts';
import { changingLocks } from '../app/changing-locks.ts';
import { handlers } from '../app/handlers.ts';
import { runCheck } from '../app/check-run.ts';
import type { CheckPorts } from '../app/ports.ts';
import type { Frame } from '../browser/tabs.ts';
import type { Arrival } from '../channel/navigation.ts';
import { unobserved } from '../channel/observation.ts';
import { quietPages } from '../channel/quiet-pages.ts';
import { rateLimit } from '../endorsements/rate-limit.ts';
import { referenceSources } from '../references/sources.ts';
import { noRegistry } from '../registry/source.ts';
import { attestedKeys } from '../state/attested-keys.ts';
import { ALLOWLIST } from '../state/allowlist.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { HISTORY } from '../state/history.ts';
import { openKnowledge, type Knowledge } from '../state/knowledge.ts';
import { playedLocks, playedRules, type PlayedRules } from './page-rules.ts';
import { ownKey, type SigningSubtle } from '../state/own-key.ts';
import { PINS } from '../state/pins.ts';
import { recordsOf } from '../state/records.ts';
import { currentSettings, SETTINGS } from '../state/settings.ts';
import { answerIn, browserIn, carriedIn, visitsIn, type Surroundings } from './surroundings.ts';
import { FOLLOWS_NOBODY, speaking } from './speaking.ts';
import { memorySession, memoryTables } from './memory.ts';
import { observed } from './observed.ts';

export { observed, unobserved };

/** The origin of the site. */
export const ORIGIN = 'https://enclave.test';
/** The header by which the site announces itself. */
export const LINK = `<${ATTESTATION_PATH}>; rel="attestation"`;

/** The real background without a browser: what surrounds it, what it did, and events for it. */
export type TestBackground = {
  readonly surroundings: Surroundings;
  readonly ports: CheckPorts;
  readonly tables: ReturnType<typeof memoryTables>;
  readonly session: ReturnType<typeof memorySession>;
  readonly calls: Handlers;
  /** Every view that was painted, in order. */
  readonly shown: SiteView[];
  readonly reported: unknown[];
  readonly alarms: Map<string, number>;
  readonly rules: PlayedRules;
  readonly reloaded: string[];
  /** Deferred work. */
  readonly later: (() => void)[];
  /** Origins from which the background requested a document. */
  readonly asked: string[];
  /** The same by the tab's content script. */
  readonly carried: { origin: string; credentials: string }[];
  tabs: TabVisits;
  services: FollowedServices;
  /** A document arrives in the tab. */
  arrive(tabId: number, more?: Partial<Arrival>): Promise<void>;
  view(tabId: number): Promise<SiteView>;
  /** Waits until no check is running in the tab, and returns its view. */
  settled(tabId: number): Promise<SiteView>;
  /** The user accepts what the popup drew. */
  acceptShown(tabId: number, how: { readonly everywhere: boolean; readonly note: string }): Promise<AllowlistEntry>;
  accept(entry: Partial<AllowlistEntry> & Pick<AllowlistEntry, 'registers' | 'tee'>): Promise<void>;
  /** The worker is stopped and another one starts: in-memory state is gone. */
  restart(): Promise<void>;
};

/** The app over simulated surroundings; the verifier, the documents and the evidence are real. */
export function openTestBackground(): TestBackground {
  const tables = memoryTables();
  const session = memorySession();
  const [shown, reported]: [SiteView[], unknown[]] = [[], []];
  const alarms = new Map<string, number>();
  const rules = playedRules();
  const reloaded: string[] = [];
  const later: (() => void)[] = [];
  const asked: string[] = [];
  const carried: TestBackground['carried'] = [];
  const channels = new Map<string, ChannelObservation>();
  const surroundings: Surroundings = {
    now: Date.parse('2026-11-25T08:00:00Z'),
    tlsKey: p256Key('the site’s certificate'),
    say: (origin, nonce) =>
      Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [surroundings.tlsKey], now: surroundings.now }) }),
    contentType: DOCUMENT_MEDIA_TYPE,
    carry: null,
    ownChannel: unobserved('browser-cannot-see'),
    shared: true,
    controlled: false,
    registry: noRegistry,
    ...FOLLOWS_NOBODY,
    sources: [],
    vendors: new Set(),
    mayCheck: true,
    private: false,
    documents: new Map(),
  };
  const now = () => instant(surroundings.now);
  const date = (): string => toRfc3339(now());
  const allowlist = recordsOf(tables, ALLOWLIST, date);
  const own = ownKey(tables, webcrypto.subtle as SigningSubtle);
  const random = (length: number): Uint8Array => webcrypto.getRandomValues(new Uint8Array(length));
  const report = (error: unknown): void => void reported.push(error);
  let counter = 0;
  const documentOf = (tabId: number): Promise<Frame | null> => Promise.resolve(surroundings.documents.get(tabId) ?? null);
  const settings = recordsOf(tables, SETTINGS, date);
  const mayCheck = (origin: string): boolean =>
    surroundings.sources.some(({ hosts }) => hosts.includes(origin)) ? surroundings.vendors.has(origin) : surroundings.mayCheck;

  const portsOver = (
    knowledge: Knowledge,
    visits = visitsIn({ area: session, now, random, report, documentOf, shown, later }),
  ): CheckPorts => ({
    now,
    random,
    report,
    crypto: () => testCrypto,
    visits,
    quiet: quietPages(now),
    tables,
    settings,
    allowlist,
    ownKey: own,
    pins: recordsOf(tables, PINS, date),
    locks: playedLocks(rules, {
      ...{ now, tables, date, mayCheck },
      changing: changingLocks({ knowledge, visits, report }, (tabId, concerns) => background.tabs.reappraise(tabId, concerns)),
    }),
    history: recordsOf(tables, HISTORY, date),
    attestedKeys: attestedKeys(session),
    knowledge,
    endorsements: {
      get sources() {
        return surroundings.sources;
      },
      kept: recordsOf(tables, ENDORSEMENTS, date),
      rateLimit: rateLimit(now, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
      mayAsk: async (host) => (await currentSettings(settings)).askVendors && mayCheck(host),
      privateApart: true,
      now,
    },
    references: referenceSources({ allowlist, ownKey: own, crypto: testCrypto, now }),
    ...speaking(surroundings, { tables, now, knowledge }),
    registry: { ask: (question, seen, signal) => surroundings.registry.ask(question, seen, signal) },
    chains: noChains(tables, date),
    site: {
      fetchAnswer: (request, signal) => answerIn(surroundings, asked, request, signal),
      carryAnswer: (_, request, credentials) => carriedIn(surroundings, { carried, channels }, request, credentials),
      watch: (tabId, url) => ({
        observed: () =>
          Promise.resolve(tabId === null ? surroundings.ownChannel : (channels.get(url) ?? unobserved('no-request-seen'))),
      }),
      isControlled: ({ tabId, documentId }) =>
        Promise.resolve(surroundings.documents.get(tabId)?.documentId === documentId ? surroundings.controlled : null),
    },
    browser: browserIn(surroundings, { documentOf, mayCheck, alarms, reloaded }),
  });

  let ports = portsOver(openKnowledge(session, report));
  const tabsOver = (its: CheckPorts): TabVisits => followVisits(its, (check) => runCheck(its, check));
  const servicesOver = (its: CheckPorts): FollowedServices => followServices(its, (check) => checkService(its, check));
  const background: TestBackground = {
    surroundings,
    get ports() {
      return ports;
    },
    tables,
    session,
    shown,
    reported,
    alarms,
    rules,
    reloaded,
    later,
    asked,
    carried,
    tabs: tabsOver(ports),
    services: servicesOver(ports),
    get calls() {
      return handlers(ports, background.tabs, background.services);
    },
    async arrive(tabId, more = {}) {
      counter += 1;
      const arrival: Arrival = {
        tabId,
        url: `${ORIGIN}/`,
        documentId: `D${String(counter)}`,
        channel: observed(surroundings.tlsKey),
        links: [LINK],
        ...{ fields: [], leaf: null, signed: null },
        begun: true,
        ...{ restored: false, prerendered: false, fromHistory: false, notLoaded: false },
        ...more,
      };
      surroundings.documents.set(tabId, { url: arrival.url, documentId: arrival.documentId, failed: false });
      await background.tabs.arrived(arrival);
    },
    async view(tabId) {
      const view = await background.tabs.view(tabId);
      if (view === null) throw new Error(`tab ${String(tabId)} has no view`);
      return view;
    },
    async settled(tabId) {
      const rested = async (): Promise<SiteView | null> => {
        const view = await background.view(tabId);
        return ['fetching', 'gathering'].includes(view.state.at) || alarms.has(`watch:${String(tabId)}`) ? null : view;
      };
      return await vi.waitUntil(rested, { timeout: 30_000, interval: 2 });
    },
    async acceptShown(tabId, how) {
      const view = await background.view(tabId);
      const { claims } = view.state.at === 'appraised' ? view.state.result : { claims: null };
      const all = [...(claims?.measurements ?? []), ...(claims?.hostChosen ?? [])];
      const registers = Object.fromEntries(all.map(({ register, value }) => [register, value]));
      const ask = { tabId, documentId: view.documentId, registers, word: 'accepted', statement: null } as const;
      return await background.calls['site.accept'].run({ ...ask, ...how });
    },
    async accept(entry) {
      await allowlist.put({ ...OWN_KNOWLEDGE, id: 'accepted-by-test', origins: null, note: '', addedAt: date(), ...entry });
    },
    async restart() {
      later.splice(0);
      ports = portsOver(openKnowledge(session, report));
      background.tabs = tabsOver(ports);
      background.services = servicesOver(ports);
      for (const tabId of await ports.visits.tabs()) await background.tabs.resume(tabId);
    },
  };
  return background;
}
