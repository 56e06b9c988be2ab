import { toRfc3339 } from '../../verifier/index.ts';
import { OWN_WORDS, type AllowlistEntry } from '../api/allowlist.ts';
import { readEntry } from '../state/allowlist.ts';
import { difference, readFile, writeFile } from '../state/allowlist-file.ts';
import { readOrigin } from '../state/origin.ts';
import { listSetAside } from '../state/records.ts';
import { currentSettings, readSettings } from '../state/settings.ts';
import type { FollowedServices } from './follow-services.ts';
import type { TabVisits } from './tabs.ts';
import { chainHandlers } from './chain-handlers.ts';
import { listHandlers } from './list-handlers.ts';
import { followChangedLists, followPublishers } from './list-schedule.ts';
import { aboutEntries, aboutHosts, aboutSettings, type Concern } from './concern.ts';
import { fields, nothing, CallRejected, type Handlers } from './handler.ts';
import type { Ports } from './ports.ts';
import { forgetSites, keptSites } from './kept-sites.ts';
import { decided } from './own-word.ts';

const MAX_TAB_ID = 2 ** 31;
const tabOf = fields((ask) => ({ tabId: ask.natural('tabId', MAX_TAB_ID) }));
const drawnOf = fields((ask) => ({
  tabId: ask.natural('tabId', MAX_TAB_ID),
  origin: ask.nullOr('origin', (name) => readOrigin(ask.string(name))),
  documentId: ask.nullOr('documentId', (name) => ask.string(name, 100)),
}));
const textOf = (ask: unknown): { text: string } => {
  const { text } = ask !== null && typeof ask === 'object' && 'text' in ask ? ask : { text: undefined };
  // Longer than other texts: it is a whole file, and readFile has its own limit.
  if (typeof text !== 'string') throw new CallRejected('call.malformed', 'text');
  return { text };
};

/** The handler of each call from our pages. */
export function handlers(ports: Ports, tabs: TabVisits, services: FollowedServices): Handlers {
  const eachTab = async (follow: (tabId: number) => Promise<void>): Promise<void> => {
    await Promise.all((await ports.visits.tabs()).map(follow));
  };
  /** Makes a change and at once updates the marks of all tabs that it affects. */
  async function changing<T>(concerns: Concern, change: () => Promise<T>): Promise<T> {
    const value = await ports.knowledge.changing(change);
    await eachTab((tabId) => tabs.reappraise(tabId, concerns));
    return value;
  }

  async function mayAsk(host: string): Promise<boolean> {
    return (await currentSettings(ports.settings)).askVendors && (await ports.browser.mayCheck(`https://${host}`));
  }

  async function entriesIn(text: string): Promise<readonly AllowlistEntry[]> {
    const entries = readFile(text);
    const { asImported } = await import('../references/built-here.ts');
    return await asImported(entries, await ports.allowlist.list(), await ports.ownKey.public());
  }

  return {
    'site.view': { read: tabOf, run: ({ tabId }) => tabs.view(tabId) },
    'site.check': {
      read: drawnOf,
      async run({ tabId, ...drawn }) {
        ports.browser.listenAgain();
        await tabs.check(tabId, drawn);
        return null;
      },
    },
    'site.reload': {
      read: drawnOf,
      async run({ tabId, ...drawn }) {
        ports.browser.listenAgain();
        if (await tabs.isShown(tabId, drawn)) await ports.browser.reloadPastCaches(tabId);
        return null;
      },
    },
    'site.accept': {
      read: fields((ask) => ({
        tabId: ask.natural('tabId', MAX_TAB_ID),
        documentId: ask.nullOr('documentId', (name) => ask.string(name, 100)),
        registers: ask.texts('registers', /^[A-Za-z0-9_.-]{1,40}$/),
        everywhere: ask.boolean('everywhere'),
        note: ask.string('note', 1000),
        word: ask.oneOf('word', OWN_WORDS),
        statement: ask.nullOr('statement', (name) => ask.string(name, 64)),
      })),
      async run(ask) {
        const entry = await decided(ports, ask);
        await changing(aboutEntries([entry]), () => ports.allowlist.put(entry));
        return entry;
      },
    },
    'site.lock': {
      read: fields((ask) => ({ origin: readOrigin(ask.string('origin')), on: ask.boolean('on') })),
      async run({ origin, on }) {
        await ports.locks.turn(origin, on);
        await ports.browser.reloadOrigin(origin);
        return null;
      },
    },
    'service.check': {
      read: fields((ask) => ({
        tabId: ask.natural('tabId', MAX_TAB_ID),
        documentId: ask.nullOr('documentId', (name) => ask.string(name, 100)),
        origin: readOrigin(ask.string('origin')),
      })),
      async run({ tabId, documentId, origin }) {
        ports.browser.listenAgain();
        await services.check(tabId, documentId, origin);
        return null;
      },
    },
    'site.pin': {
      read: fields((ask) => ({ origin: readOrigin(ask.string('origin')), pin: ask.oneOf('pin', ['off', 'soft', 'hard']) })),
      async run({ origin, pin }) {
        const known = await ports.pins.get(origin);
        const since = known?.since ?? toRfc3339(ports.now());
        await ports.pins.put({ origin, pin, since, chosen: true, adapter: known?.adapter ?? 'sealmark' });
        await tabs.pinned(origin, pin, since);
        return null;
      },
    },
    'sites.list': { read: nothing, run: () => keptSites(ports) },
    'sites.forget': {
      read: fields((ask) => ({ origin: ask.nullOr('origin', (name) => readOrigin(ask.string(name))) })),
      async run({ origin }) {
        await forgetSites(ports, tabs, origin);
        return null;
      },
    },
    'allowlist.list': { read: nothing, run: () => ports.allowlist.list() },
    'allowlist.put': {
      read: fields(readEntry),
      async run(entry) {
        const before = await ports.allowlist.get(entry.id);
        await changing(aboutEntries(before === null ? [entry] : [before, entry]), () => ports.allowlist.put(entry));
        return null;
      },
    },
    'allowlist.remove': {
      read: fields((ask) => ({ id: ask.string('id', 64) })),
      async run({ id }) {
        const before = await ports.allowlist.get(id);
        const remove = (): Promise<void> => ports.allowlist.remove(id);
        await (before === null ? remove() : changing(aboutEntries([before]), remove));
        return null;
      },
    },
    'allowlist.export': { read: nothing, run: async () => writeFile(await ports.allowlist.list()) },
    'allowlist.preview': {
      read: textOf,
      run: async ({ text }) => difference(await ports.allowlist.list(), await entriesIn(text)),
    },
    'allowlist.import': {
      read: textOf,
      async run({ text }) {
        const imported = await entriesIn(text);
        const change = difference(await ports.allowlist.list(), imported);
        const replaced = change.changed.flatMap(({ before, after }) => [before, after]);
        return await changing(aboutEntries([...change.added, ...replaced]), async () => {
          await ports.allowlist.putAll(imported);
          return change;
        });
      },
    },
    'publishers.list': { read: nothing, run: async () => await (await ports.publishers()).list() },
    'publishers.turn': {
      read: fields((ask) => ({ id: ask.string('id', 40), on: ask.boolean('on') })),
      async run({ id, on }) {
        const publishers = await ports.publishers();
        await publishers.turn(id, on);
        await followPublishers(ports, tabs);
        return await publishers.list();
      },
    },
    'directory.view': { read: nothing, run: () => ports.directories.view() },
    'directory.refresh': {
      read: nothing,
      async run() {
        await (await ports.updater()).refresh();
        return await ports.directories.view();
      },
    },
    'settings.get': { read: nothing, run: () => currentSettings(ports.settings) },
    'settings.put': {
      read: fields(readSettings),
      async run(settings) {
        const concerned = aboutSettings(await currentSettings(ports.settings), settings);
        const put = (): Promise<void> => ports.settings.put(settings);
        await (concerned === null ? put() : changing(concerned, put));
        return null;
      },
    },
    'sources.list': { read: nothing, run: async () => (await import('../endorsements/sources.ts')).vendorSources() },
    ...listHandlers(ports.followed, () => followChangedLists(ports, tabs)),
    ...chainHandlers(ports.chains, (ofLedger) => eachTab((tabId) => tabs.followRegistry(tabId, ofLedger))),
    'scheme.seen': {
      read: fields((ask) => ({ dark: ask.boolean('dark') })),
      async run({ dark }) {
        await ports.browser.schemeSeen(dark);
        return null;
      },
    },
    'storage.set-aside': { read: nothing, run: () => listSetAside(ports.tables) },
    'permissions.changed': {
      read: nothing,
      async run() {
        ports.browser.listenAgain();
        await changing(aboutHosts(mayAsk), () => ports.browser.registerHints());
        return null;
      },
    },
  };
}
