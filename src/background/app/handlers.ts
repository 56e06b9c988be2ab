import { toHex, toRfc3339 } from '../../verifier/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { PopupCalls } from '../api/calls.ts';
import { difference, readEntry, readFile, readOrigin, writeFile } from '../state/allowlist.ts';
import { listSetAside } from '../state/records.ts';
import { currentSettings, readSettings } from '../state/settings.ts';
import { asText } from '../state/shape.ts';
import type { TabVisits } from './tabs.ts';
import { chainHandlers } from './chain-handlers.ts';
import { listHandlers } from './list-handlers.ts';
import { followChangedLists } from './list-schedule.ts';
import { aboutEntries, aboutHosts, aboutSettings, type Concern } from './concern.ts';
import { fields, nothing, CallRejected, type Handlers } from './handler.ts';
import type { Ports } from './ports.ts';
import { forgetSites, keptSites } from './kept-sites.ts';

const MAX_TAB_ID = 2 ** 31;
const tabOf = fields((ask) => ({ tabId: ask.natural('tabId', MAX_TAB_ID) }));
const textOf = (ask: unknown): { text: string } => {
  const { text } = ask !== null && typeof ask === 'object' && 'text' in ask ? ask : { text: undefined };
  // Longer than other texts: it is a whole file, and readFile has its own cap.
  if (typeof text !== 'string') throw new CallRejected('call.malformed', 'text');
  return { text };
};

/** What each call of our pages does. */
export function handlers(ports: Ports, tabs: TabVisits): Handlers {
  const eachTab = async (follow: (tabId: number) => Promise<void>): Promise<void> => {
    await Promise.all((await ports.visits.tabs()).map(follow));
  };
  /** The marks of all tabs that a change concerns follow it at once. */
  const reappraise = (concerns: Concern): Promise<void> => eachTab((tabId) => tabs.reappraise(tabId, concerns));

  async function mayAsk(host: string): Promise<boolean> {
    return (await currentSettings(ports.settings)).askVendors && (await ports.browser.mayCheck(`https://${host}`));
  }

  return {
    'site.view': { read: tabOf, run: ({ tabId }) => tabs.view(tabId) },
    'site.check': {
      read: tabOf,
      async run({ tabId }) {
        ports.browser.listenAgain();
        await tabs.check(tabId);
        return null;
      },
    },
    'site.reload': {
      read: tabOf,
      async run({ tabId }) {
        ports.browser.listenAgain();
        await ports.browser.reloadPastCaches(tabId);
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
      })),
      async run(ask) {
        const entry = await accepted(ports, ask);
        await ports.allowlist.put(entry);
        await reappraise(aboutEntries([entry]));
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
        await ports.allowlist.put(entry);
        await reappraise(aboutEntries(before === null ? [entry] : [before, entry]));
        return null;
      },
    },
    'allowlist.remove': {
      read: fields((ask) => ({ id: ask.string('id', 64) })),
      async run({ id }) {
        const before = await ports.allowlist.get(id);
        await ports.allowlist.remove(id);
        if (before !== null) await reappraise(aboutEntries([before]));
        return null;
      },
    },
    'allowlist.export': { read: nothing, run: async () => writeFile(await ports.allowlist.list()) },
    'allowlist.preview': {
      read: textOf,
      run: async ({ text }) => difference(await ports.allowlist.list(), readFile(text)),
    },
    'allowlist.import': {
      read: textOf,
      async run({ text }) {
        const imported = readFile(text);
        const change = difference(await ports.allowlist.list(), imported);
        for (const entry of imported) await ports.allowlist.put(entry);
        const replaced = change.changed.flatMap(({ before, after }) => [before, after]);
        await reappraise(aboutEntries([...change.added, ...replaced]));
        return change;
      },
    },
    'settings.get': { read: nothing, run: () => currentSettings(ports.settings) },
    'settings.put': {
      read: fields(readSettings),
      async run(settings) {
        const concerned = aboutSettings(await currentSettings(ports.settings), settings);
        await ports.settings.put(settings);
        if (concerned !== null) await reappraise(concerned);
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
        await ports.browser.registerHints();
        await reappraise(aboutHosts(mayAsk));
        return null;
      },
    },
  };
}

/** The code that was shown for a tab, as an entry. @throws CallRejected when there is none to accept, or it is no longer what the tab shows */
async function accepted(ports: Ports, ask: PopupCalls['site.accept']['ask']): Promise<AllowlistEntry> {
  const visit = await ports.visits.current(ask.tabId);
  if (visit !== null && visit.documentId !== ask.documentId) throw new CallRejected('accept.another-page', '');
  if (visit?.state.at !== 'appraised') throw new CallRejected('accept.nothing-appraised', '');
  if (visit.private) throw new CallRejected('accept.private-window', '');
  const { origin, state } = visit;
  const { result } = state;
  const { codeOf } = await import('./code-of.ts');
  const code = codeOf(result);
  if (code === null || result.tee === null || result.claims === null) throw new CallRejected('accept.nothing-authentic', '');
  // What the host chose is part of what is accepted: with another value it would be another machine.
  const { hostChosen, explained } = result.claims;
  const open = hostChosen.filter(({ register }) => !explained.some((one) => one.register === register));
  const chosen = Object.fromEntries(open.map(({ register, value }) => [register, value]));
  const registers = { ...code, ...chosen };
  if (Object.entries(registers).some(([name, value]) => ask.registers[name] !== value))
    throw new CallRejected('accept.other-code', '');
  return {
    id: toHex(ports.random(16)),
    tee: result.tee,
    registers,
    origin: ask.everywhere ? null : origin,
    note: asText(ask.note, 'note'),
    addedAt: toRfc3339(ports.now()),
  };
}
