import { webcrypto } from 'node:crypto';
import { noChains } from './no-chains.ts';
import { documentAnswer } from './site.ts';
import { instant, toRfc3339, type ChannelObservation, type UnobservedReason } from '../../verifier/index.ts';
import { testCrypto } from '../../verifier/testing/judge.ts';
import { p256Key, type TestKey } from '../../verifier/testing/keys.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { SiteView } from '../api/site-view.ts';
import { browsing, type Browsing } from '../app/browse.ts';
import type { Handlers } from '../app/handler.ts';
import { handlers } from '../app/handlers.ts';
import { inspect } from '../app/inspect.ts';
import type { CheckPorts } from '../app/ports.ts';
import type { Frame } from '../browser/tabs.ts';
import type { Arrival } from '../channel/trail.ts';
import { restraint } from '../endorsements/restraint.ts';
import { userReferences } from '../references/user.ts';
import { noRegistry } from '../registry/source.ts';
import { attestedKeys } from '../state/attested-keys.ts';
import { ALLOWLIST } from '../state/allowlist.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { HISTORY, PINS } from '../state/history.ts';
import { recordsOf } from '../state/records.ts';
import { SETTINGS } from '../state/settings.ts';
import { visitsIn, type Around } from './around.ts';
import { memorySession, memoryTables } from './memory.ts';

export const ORIGIN = 'https://enclave.test';
export const LINK = '</.well-known/attestation>; rel="attestation"';

export type World = {
  readonly around: Around;
  readonly ports: CheckPorts;
  readonly tables: ReturnType<typeof memoryTables>;
  readonly session: ReturnType<typeof memorySession>;
  readonly calls: Handlers;
  /** Every view that was painted, in order. */
  readonly shown: SiteView[];
  readonly reported: unknown[];
  readonly alarms: Map<string, number>;
  /** What is to be done in a while. */
  readonly later: (() => void)[];
  /** Origins that were asked for a document by the background. */
  readonly asked: string[];
  /** The same by the tab's content script. */
  readonly carried: { readonly origin: string; readonly credentials: string }[];
  tabs: Browsing;
  /** A document arrives in the tab. */
  arrive(tabId: number, more?: Partial<Arrival>): Promise<void>;
  view(tabId: number): Promise<SiteView>;
  /** Waits until nothing is being checked in the tab, and gives its view. */
  settled(tabId: number): Promise<SiteView>;
  /** The user accepts what the popup drew. */
  acceptShown(tabId: number, how: { readonly everywhere: boolean; readonly note: string }): Promise<AllowlistEntry>;
  accept(entry: Partial<AllowlistEntry> & Pick<AllowlistEntry, 'registers' | 'tee'>): Promise<void>;
  /** The worker is stopped and another one starts: what was in memory is gone. */
  restart(): Promise<void>;
};

export const observed = (key: TestKey): ChannelObservation => ({
  kind: 'observed',
  spki: key.spki,
  confirmed: false,
  locallyInstalledRoot: null,
});
/** What a request asks for, out of its address. */
function questionIn(url: string): { readonly origin: string; readonly nonce: Uint8Array } {
  const { origin, searchParams } = new URL(url);
  return { origin, nonce: Buffer.from(searchParams.get('nonce') ?? '', 'base64url') };
}

export const unobserved = (because: UnobservedReason): ChannelObservation => ({ kind: 'unobserved', because });

/** The app over a world that is played; the verifier, the documents and the evidence are real. */
export function openWorld(): World {
  const tables = memoryTables();
  const session = memorySession();
  const shown: SiteView[] = [];
  const reported: unknown[] = [];
  const alarms = new Map<string, number>();
  const later: (() => void)[] = [];
  const asked: string[] = [];
  const carried: World['carried'] = [];
  const channels = new Map<string, ChannelObservation>();
  const around: Around = {
    now: Date.parse('2026-11-25T08:00:00Z'),
    tlsKey: p256Key('the site’s certificate'),
    say: (origin, nonce) => Promise.resolve({ bytes: documentAnswer({ origin, nonce, keys: [around.tlsKey], now: around.now }) }),
    carry: null,
    ownChannel: unobserved('browser-cannot-see'),
    shared: true,
    controlled: false,
    registry: noRegistry,
    mayLook: true,
    private: false,
    documents: new Map(),
  };
  const now = () => instant(around.now);
  const date = (): string => toRfc3339(now());
  const allowlist = recordsOf(tables, ALLOWLIST, date);
  const random = (length: number): Uint8Array => webcrypto.getRandomValues(new Uint8Array(length));
  const report = (error: unknown): void => void reported.push(error);
  let counter = 0;

  const documentOf = (tabId: number): Promise<Frame | null> => Promise.resolve(around.documents.get(tabId) ?? null);

  const makePorts = (): CheckPorts => ({
    now,
    random,
    report,
    crypto: () => testCrypto,
    visits: visitsIn({ area: session, now, random, report, documentOf, shown, later }),
    tables,
    settings: recordsOf(tables, SETTINGS, date),
    allowlist,
    pins: recordsOf(tables, PINS, date),
    history: recordsOf(tables, HISTORY, date),
    attestedKeys: attestedKeys(session),
    endorsements: {
      sources: [],
      kept: recordsOf(tables, ENDORSEMENTS, date),
      restraint: restraint(now, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
      mayAsk: () => Promise.resolve(false),
      now,
    },
    references: [userReferences(allowlist)],
    registry: { ask: (question, seen, signal) => around.registry.ask(question, seen, signal) },
    chains: noChains(tables, date),
    site: {
      fetchDocument(url, signal) {
        const { origin, nonce } = questionIn(url);
        asked.push(origin);
        return around.say(origin, nonce, signal);
      },
      async carryDocument(_, url, credentials) {
        const { origin, nonce } = questionIn(url);
        carried.push({ origin, credentials });
        const answer = (await around.carry?.(origin, nonce)) ?? null;
        if (answer === null) return { problem: { code: 'net.not-carried', fault: 'site', remedy: 'ask-the-site', facts: {} } };
        channels.set(url, answer.channel);
        return { bytes: answer.bytes };
      },
      watch: (tabId, url) => ({
        observed: () =>
          Promise.resolve(tabId === null ? around.ownChannel : (channels.get(url) ?? unobserved('no-request-seen'))),
      }),
      isControlled: () => Promise.resolve(around.controlled),
    },
    browser: {
      tab: (id) => Promise.resolve({ id, url: null, private: around.private, sharesConnections: around.shared }),
      documentOf,
      mayLookAt: () => Promise.resolve(around.mayLook),
      mightLookAt: () => Promise.resolve(around.mayLook),
      reloadPastCaches: () => Promise.resolve(),
      listenAgain: () => undefined,
      registerHints: () => Promise.resolve(),
      schemeSeen: () => Promise.resolve(),
      wakeAt(name, when) {
        alarms.set(name, when);
        return Promise.resolve();
      },
      forgetAlarm(name) {
        alarms.delete(name);
        return Promise.resolve();
      },
    },
  });

  let ports = makePorts();
  const tabsOver = (its: CheckPorts): Browsing => browsing(its, (check) => inspect(its, check));
  const world: World = {
    around,
    get ports() {
      return ports;
    },
    tables,
    session,
    shown,
    reported,
    alarms,
    later,
    asked,
    carried,
    tabs: tabsOver(ports),
    get calls() {
      return handlers(ports, world.tabs);
    },
    async arrive(tabId, more = {}) {
      counter += 1;
      const arrival: Arrival = {
        tabId,
        url: `${ORIGIN}/`,
        documentId: `D${String(counter)}`,
        channel: observed(around.tlsKey),
        links: [LINK],
        begun: true,
        restored: false,
        notLoaded: false,
        ...more,
      };
      around.documents.set(tabId, { url: arrival.url, documentId: arrival.documentId, failed: false });
      await world.tabs.arrived(arrival);
    },
    async view(tabId) {
      const view = await world.tabs.view(tabId);
      if (view === null) throw new Error(`tab ${String(tabId)} has no view`);
      return view;
    },
    async settled(tabId) {
      for (let turn = 0; turn < 2000; turn += 1) {
        const view = await world.view(tabId);
        if (view.state.at !== 'looking' && view.state.at !== 'gathering' && !alarms.has(`watch:${String(tabId)}`)) return view;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      throw new Error('the check does not end');
    },
    async acceptShown(tabId, how) {
      const view = await world.view(tabId);
      const { claims } = view.state.at === 'judged' ? view.state.result : { claims: null };
      const all = [...(claims?.measurements ?? []), ...(claims?.hostChosen ?? [])];
      const registers = Object.fromEntries(all.map(({ register, value }) => [register, value]));
      return await world.calls['site.accept'].run({ tabId, documentId: view.documentId, registers, ...how });
    },
    async accept(entry) {
      await allowlist.put({ id: 'accepted-by-test', origin: null, note: '', addedAt: date(), ...entry });
    },
    async restart() {
      ports = makePorts();
      world.tabs = tabsOver(ports);
      for (const tabId of await ports.visits.tabs()) await world.tabs.resume(tabId);
    },
  };
  return world;
}
